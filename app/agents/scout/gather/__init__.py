"""The gather step: looking at a site, recording the visit, reading its articles."""
