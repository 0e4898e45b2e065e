"""What the agents' parts of `make demo` are made of: see `part.py`."""
