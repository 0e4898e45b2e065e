"""How much is asked for a lead; every process reads this with its commands."""

from enum import StrEnum


class Depth(StrEnum):
    QUICK = "quick"
    STANDARD = "standard"
    DEEP = "deep"
