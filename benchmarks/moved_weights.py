"""What would come of clicks that moved the threshold or the weights of `Same story`, on labelled
pairs: `python -m benchmarks.moved_weights`. docs/same-story.md says why they do not.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import combinations

from app.parts.reading.grouping.evidence import SAME
from app.parts.reading.grouping.signals import Signals, probability
from benchmarks.fit_story import examples
from benchmarks.regression import dot, solve
from benchmarks.story_pairs import StoryPair, fitted

STEPS, STEP_AT_MOST = 12, 2.0
SEEDS = 6
STILL = 1e-9
"""The variance of a weight that stays as it is."""


@dataclass(frozen=True, slots=True)
class Way:
    """How clicks change what decides. `whole`: all weights, else the threshold alone; `silent`:
    what was shown and not clicked on is taken for right; `clicks`: the share of the wrong merges
    that the reader clicks on."""

    name: str
    variance: float
    whole: bool = False
    silent: bool = False
    clicks: float = 1.0


WAYS = (
    Way("threshold, variance .05", 0.05),
    Way("threshold, variance .05, silence is right", 0.05, silent=True),
    Way("threshold, variance .25", 0.25),
    Way("weights, variance 1, silence is right", 1.0, whole=True, silent=True),
    Way("weights, a quarter is clicked on", 1.0, whole=True, silent=True, clicks=0.25),
)
Decide = Callable[[StoryPair], bool]


def moved(
    rows: Sequence[Sequence[float]],
    labels: Sequence[float],
    start: Sequence[float],
    by: list[float],
) -> list[float]:
    """The likeliest weights, if they are `start` but for normal noise of the variances `by`."""
    weights, size = list(start), range(len(start))
    for _ in range(STEPS):
        chances = [1 / (1 + math.exp(-dot(row, weights))) for row in rows]
        slope = [(start[i] - weights[i]) / by[i] for i in size]
        left = [[(i == j) / by[i] for j in size] for i in size]
        for row, label, chance in zip(rows, labels, chances, strict=True):
            for i in size:
                slope[i] += (label - chance) * row[i]
                for j in size:
                    left[i][j] += chance * (1 - chance) * row[i] * row[j]
        step = solve(left, slope)
        weights = [
            weight + max(-STEP_AT_MOST, min(STEP_AT_MOST, change))
            for weight, change in zip(weights, step, strict=True)
        ]
    return weights


def taught(way: Way, weights: Signals, shown: Sequence[StoryPair], rng: random.Random) -> Decide:
    """`shown`: the pairs that were joined, which a reader saw."""
    clicked = {pair for pair in shown if not pair.pair.is_same and rng.random() < way.clicks}
    seen = [pair for pair in shown if pair in clicked or way.silent]
    labels = [float(pair not in clicked) for pair in seen]
    if way.whole:
        start = astuple(weights)
        rows = [astuple(pair.pair.values) for pair in seen]
        after = Signals(*moved(rows, labels, start, [way.variance] * len(start)))
        return lambda pair: pair.pair.is_joined(after)
    odds = [(odds_of(pair, weights), 1.0) for pair in seen]
    _, shift = moved(odds, labels, (1.0, 0.0), [STILL, way.variance])
    return lambda pair: joined_with(pair, weights, shift)


def odds_of(pair: StoryPair, weights: Signals) -> float:
    return dot(astuple(pair.pair.values), astuple(weights))


def joined_with(pair: StoryPair, weights: Signals, shift: float) -> bool:
    if pair.pair.decided is not None:
        return pair.pair.is_joined(weights)
    return probability(pair.pair.values, weights, shift) >= SAME


def splits(count: int) -> Iterator[tuple[Signals, list[StoryPair], str]]:
    """The pairs of so many months, weights from those before a fifth, and that month."""
    stories, others = examples()
    months = sorted({story.month for story in stories})
    for month in months:
        rest = [other for other in months if other != month]
        for clicking in combinations(rest, count):
            base = [one.pair for one in stories if one.month in set(rest) - set(clicking)]
            seen = [one for one in stories if one.month in clicking]
            yield fitted([*base, *others]), seen, month


def shares(decided: Sequence[tuple[StoryPair, bool]]) -> str:
    """Of pairs without series: those of one story joined, look-alikes joined, errors."""
    pairs = [(one, is_so) for one, is_so in decided if one.kind == "pair"]
    same = [is_so for one, is_so in pairs if one.pair.is_same]
    alike = [is_so for one, is_so in pairs if one.is_look_alike]
    errors = sum(one.pair.is_same != is_so for one, is_so in pairs) / len(pairs)
    return f"{sum(same) / len(same):.3f} {sum(alike) / len(alike):.3f} {errors:.4f}"


def main() -> None:
    """Prints the table, and the same where weights come from three months and clicks from one."""
    for count in (2, 1):
        print(f"clicks of {count} of four months: joined, look-alikes joined, errors")
        for name, found in decided_by_way(count).items():
            print(f"{name:45} {shares(found)}")


def decided_by_way(count: int) -> dict[str, list[tuple[StoryPair, bool]]]:
    stories, _ = examples()
    decided: dict[str, list[tuple[StoryPair, bool]]] = {}
    for weights, seen, month in splits(count):
        shown = [one for one in seen if one.pair.decided is None and one.pair.is_joined(weights)]
        told = [one for one in stories if one.month == month]
        decided.setdefault("nothing", []).extend((one, one.pair.is_joined(weights)) for one in told)
        for way in WAYS:
            for seed in range(SEEDS if way.clicks < 1 else 1):
                decide = taught(way, weights, shown, random.Random(seed))
                decided.setdefault(way.name, []).extend((one, decide(one)) for one in told)
    return decided


if __name__ == "__main__":
    main()
