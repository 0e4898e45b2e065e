"""The sample newsroom: invented sites and stories for a run without the internet."""
