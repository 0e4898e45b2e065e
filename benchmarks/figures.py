"""What a measurement gives, and how its figures are named."""

from collections.abc import Mapping

Figures = Mapping[str, float]
"""By name; those whose name ends in " s" are seconds of this machine."""

IN_SAMPLE = ", in sample"
"""Ends the name of a figure of the items that the weights were fitted to. Without it, what is
fitted was judged on the fold that was left out."""
