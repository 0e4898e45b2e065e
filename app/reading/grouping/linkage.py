"""Average-link clustering that grows known clusters but never joins two of them. Pure."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

Support = Callable[[int, int], float]

SAMPLE = 12
"""Members of a large cluster that are compared: the first ones, so that it does not drift."""


@dataclass(slots=True)
class Cluster:
    members: list[int]
    story: str | None = None
    near: set[int] = field(default_factory=set)


class Linkage:
    """`support(i, j)`: `copy` or more joins at once, an average of `same` or more joins too.

    A single strong pair cannot chain two stories together unless it is a copy.
    """

    def __init__(self, clusters: Sequence[Cluster], support: Support, same: float, copy: float):
        self._clusters: dict[int, Cluster] = dict(enumerate(clusters))
        self._support, self._same, self._copy = support, same, copy
        self._heap: list[tuple[float, int, int]] = []
        self._next = len(clusters)

    def join(self, links: Iterable[tuple[int, int]]) -> list[Cluster]:
        """Clusters after joining, over pairs of cluster positions that may belong together."""
        for one, other in links:
            self._clusters[one].near.add(other)
            self._clusters[other].near.add(one)
        for one, cluster in self._clusters.items():
            for other in cluster.near:
                if one < other:
                    self._propose(one, other)
        while self._heap:
            _, one, other = heapq.heappop(self._heap)
            if one in self._clusters and other in self._clusters:
                self._merge(one, other)
        return list(self._clusters.values())

    def _propose(self, one: int, other: int) -> None:
        a, b = self._clusters[one], self._clusters[other]
        if a.story is not None and b.story is not None:
            return
        strength = self._strength(a, b)
        if strength >= self._same:
            heapq.heappush(self._heap, (-strength, one, other))

    def _strength(self, a: Cluster, b: Cluster) -> float:
        pairs = product(a.members[:SAMPLE], b.members[:SAMPLE])
        values = [self._support(i, j) for i, j in pairs]
        strongest = max(values)
        return strongest if strongest >= self._copy else sum(values) / len(values)

    def _merge(self, one: int, other: int) -> None:
        a, b = self._clusters.pop(one), self._clusters.pop(other)
        near = {k for k in (a.near | b.near) if k in self._clusters}
        merged = Cluster(sorted(a.members + b.members), a.story or b.story, near)
        position, self._next = self._next, self._next + 1
        self._clusters[position] = merged
        for neighbour in near:
            self._clusters[neighbour].near.add(position)
            self._propose(min(neighbour, position), max(neighbour, position))
