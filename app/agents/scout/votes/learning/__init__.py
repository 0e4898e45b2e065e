"""What the team's votes teach: a taste for the ranking, and examples for the model."""
