"""Average-link clustering that lets known stories grow and never joins two of them. Pure.

Average link (UPGMA, Sokal and Michener 1958) because a single link chains A to B to C until a
story is about everything; only a copy of a member may come in by one link.

Clusters that are joined for good are kept in a union-find (Galler and Fischer 1964): however many
copies there are, each is joined in next to no time.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product


@dataclass(slots=True)
class Cluster:
    """Articles by position, ascending; `story` is set for a known one."""

    members: list[int]
    story: str | None = None
    near: set[int] = field(default_factory=set)


class Joined:
    """Clusters by number; joined ones go by the number of one of them."""

    def __init__(self, clusters: Mapping[int, Cluster]) -> None:
        self._clusters = clusters
        self._parent = {number: number for number in clusters}
        self._story = {number: cluster.story for number, cluster in clusters.items()}

    def place(self, number: int) -> int:
        while self._parent[number] != number:
            # Halving the way for the next who comes by.
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def may_join(self, one: int, other: int) -> bool:
        """Are these two, and not both of a known story?"""
        one, other = self.place(one), self.place(other)
        return one != other and (self._story[one] is None or self._story[other] is None)

    def join(self, one: int, other: int) -> None:
        one, other = self.place(one), self.place(other)
        self._parent[other] = one
        self._story[one] = self._story[one] or self._story[other]

    def clusters(self) -> dict[int, Cluster]:
        """What they are now."""
        found: dict[int, Cluster] = {}
        for number, cluster in self._clusters.items():
            place = self.place(number)
            whole = found.setdefault(place, Cluster([], self._story[place]))
            whole.members += cluster.members
        for whole in found.values():
            whole.members.sort()
        return found


Support = Callable[[int, int], float]
Answered = Callable[[Cluster, Cluster], float | None]
"""How likely two clusters are one by what a model answered; None where it did not."""


def no_answer(_one: Cluster, _other: Cluster) -> None:
    return None


SAMPLE = 12
"""Members of a large cluster that are compared: the first, so that it does not drift."""


class Linkage:
    """Joins clusters, strongest first.

    `support(i, j)` of two articles: `copy` or more joins their clusters at once; else they join
    when it is `same` or more on average over their members, or by what was `answered` of them.
    """

    def __init__(
        self,
        clusters: Sequence[Cluster],
        support: Support,
        same: float,
        copy: float,
        answered: Answered = no_answer,
    ) -> None:
        self._clusters = dict(enumerate(clusters))
        self._support, self._same, self._copy, self._answered = support, same, copy, answered
        self._heap: list[tuple[float, int, int]] = []
        self._next = len(clusters)

    def join(self, links: Iterable[tuple[int, int]]) -> list[Cluster]:
        """The clusters left after joining along `links`, pairs that may belong together."""
        for one, other in self._join_copies({(min(link), max(link)) for link in links}):
            self._clusters[one].near.add(other)
            self._clusters[other].near.add(one)
            self._propose(one, other)
        while self._heap:
            _, one, other = heapq.heappop(self._heap)
            if one in self._clusters and other in self._clusters:
                self._merge(one, other)
        return list(self._clusters.values())

    def _join_copies(self, links: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Joins all copies first; the links that are left, between the clusters that are left.

        One by one, each copy that comes in would have all the others judged again.
        """
        joined = Joined(self._clusters)
        rest: list[tuple[int, int]] = []
        for one, other in sorted(links):
            if not joined.may_join(one, other):
                continue
            if self._is_copy(one, other):
                joined.join(one, other)
            else:
                rest.append((one, other))
        self._clusters = joined.clusters()
        ends = ((joined.place(one), joined.place(other)) for one, other in rest)
        return {(min(link), max(link)) for link in ends if link[0] != link[1]}

    def _is_copy(self, one: int, other: int) -> bool:
        return self._strength(self._clusters[one], self._clusters[other]) >= self._copy

    def _propose(self, one: int, other: int) -> None:
        a, b = self._clusters[one], self._clusters[other]
        if a.story is None or b.story is None:
            strength = self._strength(a, b)
            if strength >= self._same:
                heapq.heappush(self._heap, (-strength, one, other))

    def _strength(self, a: Cluster, b: Cluster) -> float:
        total = 0.0
        pairs = list(product(a.members[:SAMPLE], b.members[:SAMPLE]))
        for one, other in pairs:
            value = self._support(one, other)
            if value >= self._copy:
                return value
            total += value
        answered = self._answered(a, b)
        return total / len(pairs) if answered is None else answered

    def _merge(self, one: int, other: int) -> None:
        a, b = self._clusters.pop(one), self._clusters.pop(other)
        near = {neighbour for neighbour in a.near | b.near if neighbour in self._clusters}
        position, self._next = self._next, self._next + 1
        self._clusters[position] = Cluster(sorted(a.members + b.members), a.story or b.story, near)
        for neighbour in near:
            self._clusters[neighbour].near.add(position)
            self._propose(neighbour, position)
