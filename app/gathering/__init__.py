"""The parts of `app.gather`: looking at a site, recording the visit, reading its articles."""
