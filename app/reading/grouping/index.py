"""The articles to compare with: found by the rare words they share, not all against all. Pure."""

import heapq
import math
from collections import defaultdict
from collections.abc import Sequence

from app.reading.grouping.evidence import support
from app.reading.grouping.fingerprint import Fingerprint
from app.reading.grouping.pair import Vector, compare, vector

PRIOR_ARTICLES, PRIOR_MENTIONS = 2000, 10
"""A pool of a few articles says little about which words are rare: as if the word had been in
so many of so many articles before."""

MAX_CANDIDATES = 40
COMMON_SHARE, MIN_COMMON = 0.02, 100
RAREST = 6
"""The rarest words are looked up even if common: a headline may have no others."""

MAX_HOLDERS = 2000
"""Articles looked at for one word, the latest: bounds the time, whatever comes in."""


class ArticleIndex:
    """Articles by position. What is rare changes with each batch, so `refresh` after adding."""

    def __init__(self) -> None:
        self._prints: list[Fingerprint] = []
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        self._weights: dict[str, float] = {}
        self._vectors: dict[int, Vector] = {}
        self._supports: dict[tuple[int, int], float] = {}

    def add(self, print_: Fingerprint) -> int:
        """The article's position: one more than the last one's."""
        self._prints.append(print_)
        for term in print_.terms:
            self._holders[term].append(len(self._prints) - 1)
        return len(self._prints) - 1

    def refresh(self) -> None:
        self._weights.clear()
        self._vectors.clear()
        self._supports.clear()

    def candidates(self, position: int) -> list[int]:
        """The articles that share most of this one's rarer words, best first."""
        value = self._vector(position)
        shared: defaultdict[int, float] = defaultdict(float)
        for term in self._rarer(self._prints[position].terms):
            for other in self._holders[term][-MAX_HOLDERS:]:
                shared[other] += value[term]
        shared.pop(position, None)
        return heapq.nlargest(MAX_CANDIDATES, shared, key=shared.__getitem__)

    def _rarer(self, terms: Sequence[str]) -> list[str]:
        rarest = sorted(terms, key=lambda term: len(self._holders[term]))
        common = max(MIN_COMMON, COMMON_SHARE * len(self._prints))
        rest = (term for term in rarest[RAREST:] if len(self._holders[term]) <= common)
        return [*rarest[:RAREST], *rest]

    def support(self, one: int, other: int) -> float:
        """`evidence.support` of the two articles at these positions."""
        key = (one, other) if one < other else (other, one)
        known = self._supports.get(key)
        if known is None:
            vectors = (self._vector(one), self._vector(other))
            pair = compare(self._prints[one], self._prints[other], vectors, self._weight)
            known = self._supports[key] = support(pair)
        return known

    def _weight(self, term: str) -> float:
        """Inverse document frequency, smoothed."""
        known = self._weights.get(term)
        if known is None:
            mentions = len(self._holders.get(term, ())) + PRIOR_MENTIONS
            known = math.log((len(self._prints) + PRIOR_ARTICLES) / mentions)
            self._weights[term] = known
        return known

    def _vector(self, position: int) -> Vector:
        if position not in self._vectors:
            self._vectors[position] = vector(self._prints[position], self._weight)
        return self._vectors[position]
