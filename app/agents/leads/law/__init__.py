"""The law step: may this mail go to this lead, when, and how many of them. Pure."""
