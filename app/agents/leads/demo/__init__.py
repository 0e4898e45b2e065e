"""The lead agent's part of `make demo`: twelve invented companies, and two weeks of a campaign."""
