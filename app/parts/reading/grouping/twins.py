"""Articles that say exactly the same are looked up as one, however many copies a site floods. Pure.

All against all, ten thousand copies of one article would be fifty million pairs.
"""

from bisect import bisect_left, insort
from collections.abc import Hashable, Sequence

from app.parts.reading.grouping.fingerprint import Fingerprint

EACH_SIDE = 6
"""Twins looked at before and after a moment: copies that ran together follow each other in time,
and parts of a series that say the same are next to each other as well."""

Twin = tuple[int, int]
"""When an article ran, and its position."""


class Twins:
    """Articles by what they say; each such class has the position of its first article."""

    def __init__(self) -> None:
        self._first: dict[Hashable, int] = {}
        self._class_of: list[int] = []
        self._moments: list[Twin] = []
        self._members: dict[int, list[Twin]] = {}

    def add(self, print_: Fingerprint) -> int:
        """The class of one more article."""
        position = len(self._class_of)
        first = self._first.setdefault(_content(print_), position)
        self._class_of.append(first)
        self._moments.append((print_.at or 0, position))
        insort(self._members.setdefault(first, []), self._moments[-1])
        return first

    def class_of(self, position: int) -> int:
        return self._class_of[position]

    def near(self, first: int, moment: Twin) -> Sequence[int]:
        """The articles of a class that ran nearest to a moment, by position."""
        members = self._members[first]
        start = max(0, bisect_left(members, moment) - EACH_SIDE)
        kept = (
            members if len(members) <= 2 * EACH_SIDE else members[start : start + 2 * EACH_SIDE + 1]
        )
        return [position for _, position in kept]

    def moment(self, position: int) -> Twin:
        return self._moments[position]


def _content(of: Fingerprint) -> Hashable:
    return of.headline, of.terms, of.counts, of.lead, of.length
