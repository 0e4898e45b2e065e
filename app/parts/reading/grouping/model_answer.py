"""What a model's answer about two articles is worth beside their own words. Pure.

The answer is a guess, and a page may steer it. So it moves the probability by a fixed amount: it
joins nothing that the words give less than .052, and parts nothing that they give .948 or more.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from app.parts.reading.grouping.evidence import COPY
from app.parts.reading.grouping.linkage import SAMPLE, Cluster
from app.parts.reading.grouping.signals import logistic

ANSWER_LOG_ODDS = 2.9
"""It is taken to be right eighteen times of nineteen."""

PairKey = tuple[str, str]
"""The ids of two articles, in order."""

ModelAnswers = Mapping[PairKey, bool]
"""Do the two tell one story?"""


def pair_key(one: str, other: str) -> PairKey:
    return (one, other) if one < other else (other, one)


def is_uncertain(chance: float) -> bool:
    """Could an answer change what becomes of two articles that are so likely one story?"""
    return 0 < chance < COPY and abs(math.log(chance / (1 - chance))) < ANSWER_LOG_ODDS


def with_answer(chance: float, *, is_one_story: bool) -> float:
    """The probability, from 0 to 1 and neither, once the model has answered."""
    shift = ANSWER_LOG_ODDS if is_one_story else -ANSWER_LOG_ODDS
    return logistic(math.log(chance / (1 - chance)) + shift)


@dataclass(frozen=True, slots=True)
class AnsweredChance:
    """How likely two clusters are one story, where a model has answered; None elsewhere.

    `answers` are by position, `chance` is that of two articles by their words. An answer about an
    article of each of two clusters is one about the clusters, if no other contradicts it. Where
    the words say that two of their articles are surely two stories it counts for nothing.
    """

    answers: Mapping[tuple[int, int], bool]
    chance: Callable[[int, int], float]

    def __call__(self, a: Cluster, b: Cluster) -> float | None:
        answers = set(self._about(a, b))
        if len(answers) != 1:
            return None
        pairs = product(a.members[:SAMPLE], b.members[:SAMPLE])
        chances = [self.chance(one, other) for one, other in pairs]
        if min(chances) <= 0:
            return None
        return with_answer(sum(chances) / len(chances), is_one_story=answers.pop())

    def _about(self, a: Cluster, b: Cluster) -> Iterator[bool]:
        for (one, other), is_one_story in self.answers.items():
            ends = ((a.members, b.members), (b.members, a.members))
            if any(one in mine and other in theirs for mine, theirs in ends):
                yield is_one_story
