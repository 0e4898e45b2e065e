"""Clusters of articles, and those that are joined for good: a union-find (Galler and Fischer 1964).

However many copies there are, each is joined in next to no time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
