"""How good a ranking is, by labels: precision@5 and nDCG@5 over seeded pools. Pure.

nDCG as Järvelin and Kekäläinen (2002) have it, with the gain 2^grade - 1.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from app.agents.scout.types import Verdict

TOP = 5
USEFUL_FROM = 2
"""Of the grades 0 unrelated, 1 neighbour, 2 useful, 3 must see."""
POOLS, POOL_SIZE = 200, 60
USEFUL_IN_A_POOL = (2, 6)
"""About what a day's news has for a brand."""
LAST = -1_000.0
"""Below any score: what is unsafe."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item's true worth, and where the ranking would put it: higher `rank_by` comes first."""

    grade: int
    rank_by: float
    unsafe: bool = False

    @property
    def is_wanted(self) -> bool:
        return self.grade >= USEFUL_FROM and not self.unsafe

    @property
    def gain(self) -> int:
        return 0 if self.unsafe else int(2**self.grade) - 1


def worth(verdict: Verdict) -> float:
    return verdict.score if verdict.safety.safe else LAST


@dataclass(frozen=True, slots=True)
class Measured:
    """Means over the pools that have anything useful, 0 to 1; both None when none has."""

    precision: float | None
    ndcg: float | None
    pools: int


def measured(pools: Sequence[Sequence[Labelled]]) -> Measured:
    ranked = [sorted(pool, key=lambda item: -item.rank_by) for pool in pools]
    precisions = [precision_at_5(pool) for pool in ranked if any(one.is_wanted for one in pool)]
    ndcgs = [ndcg_at_5(pool) for pool in ranked if any(one.gain for one in pool)]
    return Measured(mean(precisions), mean(ndcgs), len(precisions))


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def seeded_pools(items: Sequence[Labelled]) -> list[list[Labelled]]:
    """Pools like a day's news, the same ones each time.

    A small file is one pool as it is, and so is one with too little of one kind to fill them.
    """
    useful = [item for item in items if item.grade >= USEFUL_FROM]
    rest = [item for item in items if item.grade < USEFUL_FROM]
    if not useful or len(rest) < POOL_SIZE:
        return [list(items)]
    return [seeded_pool(seed, useful, rest) for seed in range(POOLS)]


def seeded_pool(seed: int, useful: Sequence[Labelled], rest: Sequence[Labelled]) -> list[Labelled]:
    draw = random.Random(seed)  # noqa: S311 (the same pools each time)
    count = min(draw.randint(*USEFUL_IN_A_POOL), len(useful))
    pool = draw.sample(useful, count) + draw.sample(rest, POOL_SIZE - count)
    draw.shuffle(pool)
    return pool


def precision_at_5(ranked: Sequence[Labelled]) -> float:
    """Of the wanted items, as far as five places can hold them, the share that has a place."""
    wanted = sum(item.is_wanted for item in ranked)
    return sum(item.is_wanted for item in ranked[:TOP]) / min(TOP, wanted)


def ndcg_at_5(ranked: Sequence[Labelled]) -> float:
    gains = [item.gain for item in ranked]
    return dcg(gains) / dcg(sorted(gains, reverse=True))


def dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:TOP]))
