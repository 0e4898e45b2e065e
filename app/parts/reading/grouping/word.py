"""What the word of a model that read both articles is worth beside their own words. Pure.

It is a guess that pages can steer. So it moves the probability by so much and no more: it joins
nothing that words give less than .052, and parts nothing that they give .948 or more.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from app.parts.reading.grouping.evidence import COPY
from app.parts.reading.grouping.linkage import SAMPLE, Cluster
from app.parts.reading.grouping.signals import logistic

WORD = 2.9
"""In log odds: it is taken to be right eighteen times of nineteen."""

Words = Mapping[tuple[str, str], bool]
"""By the ids of two articles, in order: do they tell one story?"""


def both(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def is_open(chance: float) -> bool:
    """Could a word change what becomes of two articles that are so likely one story?"""
    return 0 < chance < COPY and abs(math.log(chance / (1 - chance))) < WORD


def with_word(chance: float, *, is_one_story: bool) -> float:
    """The probability, from 0 to 1 and neither, once that is said."""
    return logistic(math.log(chance / (1 - chance)) + (WORD if is_one_story else -WORD))


@dataclass(frozen=True, slots=True)
class Told:
    """The words that were said, by position, and the `chance` of two articles without them.

    A word about an article of each of two clusters is one about the clusters, if no other says
    otherwise. Where two of their articles are surely apart it counts for nothing.
    """

    words: Mapping[tuple[int, int], bool]
    chance: Callable[[int, int], float]

    def __call__(self, a: Cluster, b: Cluster) -> float | None:
        said = set(self._said(a, b))
        if len(said) != 1:
            return None
        pairs = product(a.members[:SAMPLE], b.members[:SAMPLE])
        chances = [self.chance(one, other) for one, other in pairs]
        if min(chances) <= 0:
            return None
        return with_word(sum(chances) / len(chances), is_one_story=said.pop())

    def _said(self, a: Cluster, b: Cluster) -> Iterator[bool]:
        for (one, other), is_one_story in self.words.items():
            ends = ((a.members, b.members), (b.members, a.members))
            if any(one in mine and other in theirs for mine, theirs in ends):
                yield is_one_story
