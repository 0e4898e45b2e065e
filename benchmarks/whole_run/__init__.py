"""How long whole runs take beside what no run can be shorter than."""
