"""Which articles tell the same story? Incremental, order-independent within a batch. Pure.

fingerprint -> index (which known articles share rare words?) -> evidence -> linkage
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.reading.grouping.evidence import COPY, SAME, support
from app.reading.grouping.fingerprint import Fingerprint, StoryItem, fingerprint
from app.reading.grouping.linkage import Cluster, Linkage
from app.reading.grouping.pair import Vector, compare, vector

__all__ = ["Fingerprint", "Stories", "StoryItem", "fingerprint", "group"]

PRIOR_ARTICLES, PRIOR_MENTIONS = 2000, 10
"""A pool of a few articles says little about which words are rare: as if the word had been in
so many of so many articles before."""

MAX_CANDIDATES = 40
RARE = 0.02
MIN_COMMON = 100


class Stories:
    """The known articles and their stories; new ones are added in batches."""

    def __init__(self, known: Iterable[tuple[Fingerprint, str]] = ()) -> None:
        self._prints: list[Fingerprint] = []
        self._story: list[str | None] = []
        self._members: defaultdict[str, list[int]] = defaultdict(list)
        self._with_term: defaultdict[str, list[int]] = defaultdict(list)
        self._vectors: dict[int, Vector] = {}
        self._supports: dict[tuple[int, int], float] = {}
        for print_, story in known:
            self._members[story].append(self._index(print_, story))

    def add(self, print_: Fingerprint) -> str:
        """The story of one more article: a known one's id, or its own id."""
        return self.add_all([print_])[0]

    def add_all(self, prints: Sequence[Fingerprint]) -> tuple[str, ...]:
        """The stories of a batch, in its order. A new story has the id of its first article."""
        self._vectors.clear()
        self._supports.clear()
        new = [self._index(print_, None) for print_ in prints]
        for cluster in self._clusters(new):
            story = cluster.story or self._prints[cluster.members[0]].id
            for member in cluster.members:
                if self._story[member] is None:
                    self._story[member] = story
                    self._members[story].append(member)
        return tuple(self._story[position] or "" for position in new)

    def _index(self, print_: Fingerprint, story: str | None) -> int:
        position = len(self._prints)
        self._prints.append(print_)
        self._story.append(story)
        for term in print_.terms:
            self._with_term[term].append(position)
        return position

    def _clusters(self, new: Sequence[int]) -> list[Cluster]:
        clusters: list[Cluster] = []
        place: dict[str | int, int] = {}
        pairs = [(i, j) for i in new for j in self._candidates(i)]
        for position in new:
            place[position] = len(clusters)
            clusters.append(Cluster([position]))
        for story in sorted({story for _, j in pairs if (story := self._story[j])}):
            place[story] = len(clusters)
            clusters.append(Cluster(self._members[story], story))
        links = {(place[i], place[self._story[j] or j]) for i, j in pairs}
        return Linkage(clusters, self._support, SAME, COPY).join(links)

    def _candidates(self, position: int) -> list[int]:
        """The articles with which this one shares most, by its words that are not too common."""
        common = max(MIN_COMMON, RARE * len(self._prints))
        shared: defaultdict[int, float] = defaultdict(float)
        for term, value in self._vector(position).items():
            holders = self._with_term[term]
            if len(holders) <= common:
                for other in holders:
                    shared[other] += value
        shared.pop(position, None)
        return heapq.nlargest(MAX_CANDIDATES, shared, key=shared.__getitem__)

    def _weight(self, term: str) -> float:
        mentions = len(self._with_term.get(term, ())) + PRIOR_MENTIONS
        return math.log((len(self._prints) + PRIOR_ARTICLES) / mentions)

    def _vector(self, position: int) -> Vector:
        if position not in self._vectors:
            self._vectors[position] = vector(self._prints[position], self._weight)
        return self._vectors[position]

    def _support(self, one: int, other: int) -> float:
        key = (min(one, other), max(one, other))
        if key not in self._supports:
            vectors = (self._vector(one), self._vector(other))
            prints = self._prints[one], self._prints[other]
            self._supports[key] = support(compare(*prints, vectors, self._weight))
        return self._supports[key]


def group(items: Sequence[StoryItem]) -> tuple[str, ...]:
    """The story of each item, in their order: equal for items that tell the same story."""
    return Stories().add_all([fingerprint(item) for item in items])
