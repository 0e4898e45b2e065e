"""The articles to compare with: found by the rare words they share, not all against all. Pure.

Articles that say exactly the same are looked up as one, however many copies a site floods: all
against all, ten thousand copies of one article would be fifty million pairs.
"""

import heapq
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import islice

from app.parts.reading.grouping.evidence import chance, support
from app.parts.reading.grouping.fingerprint import Fingerprint
from app.parts.reading.grouping.pair import Pair, Vector, vector
from app.parts.reading.grouping.signals import WEIGHTS, Signals

MAX_CANDIDATES = 40
COMMON_SHARE, MIN_COMMON = 0.02, 100
ALWAYS_LOOKED_UP = 6
"""So many of an article's rarest words, even if common: a headline may have no others."""

MAX_HOLDERS = 2000
"""Articles looked at for one word, the latest: bounds the time, whatever comes in."""


class ArticleIndex:
    """Articles by position. Copies are looked up as one."""

    def __init__(self, weights: Signals = WEIGHTS) -> None:
        self._weights = weights
        self._prints: list[Fingerprint] = []
        self._twins = Twins()
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        self._vectors: dict[int, Vector] = {}
        self._chances: dict[tuple[int, int], float] = {}

    def add(self, print_: Fingerprint) -> int:
        """The article's position: one more than the last one's."""
        position = len(self._prints)
        self._prints.append(print_)
        if self._twins.add(print_) == position:
            for term in print_.terms:
                self._holders[term].append(position)
        return position

    def id_of(self, position: int) -> str:
        return self._prints[position].id

    def candidates(self, position: int) -> list[int]:
        """The articles that share most of this one's rarer words, best first."""
        moment = self._twins.moment(position)
        near = (self._twins.near(first, moment) for first in self._alike(position))
        found = (other for twins in near for other in twins if other != position)
        return list(islice(found, MAX_CANDIDATES))

    def _alike(self, position: int) -> list[int]:
        """The first of its twins, then the first articles of the classes most like it."""
        own = self._twins.class_of(position)
        value = self._vector(position)
        shared: defaultdict[int, float] = defaultdict(float)
        for term in self._rarer(self._prints[position].terms):
            for other in self._holders[term][-MAX_HOLDERS:]:
                shared[other] += value[term]
        shared.pop(own, None)
        return [own, *heapq.nlargest(MAX_CANDIDATES, shared, key=shared.__getitem__)]

    def _rarer(self, terms: Sequence[str]) -> list[str]:
        rarest = sorted(terms, key=lambda term: len(self._holders[term]))
        common = max(MIN_COMMON, COMMON_SHARE * len(self._prints))
        rest = (term for term in rarest[ALWAYS_LOOKED_UP:] if len(self._holders[term]) <= common)
        return [*rarest[:ALWAYS_LOOKED_UP], *rest]

    def support(self, one: int, other: int) -> float:
        """`evidence.support` of the two articles at these positions."""
        return support(self.chance(one, other))

    def chance(self, one: int, other: int) -> float:
        """`evidence.chance` of the two articles at these positions."""
        key = (one, other) if one < other else (other, one)
        known = self._chances.get(key)
        if known is None:
            vectors = (self._vector(one), self._vector(other))
            pair = Pair(self._prints[one], self._prints[other], vectors)
            known = self._chances[key] = chance(pair, self._weights)
        return known

    def _vector(self, position: int) -> Vector:
        first = self._twins.class_of(position)
        if first not in self._vectors:
            self._vectors[first] = vector(self._prints[first])
        return self._vectors[first]


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
