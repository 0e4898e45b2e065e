"""How much each signal counts: a logistic regression, fitted by `python -m benchmarks.fit_story`.

docs/same-story.md says on what, how well it does on folds left out, and where the threshold lies.
"""

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """Of a pair (`signals.py`), or the weight of each."""

    short: float
    full: float
    text: float
    text_but_names: float
    ordinary_words: float
    headline: float
    covered: float
    time: float
    series: float


WEIGHTS = Signals(
    short=-2.05,
    full=-6.27,
    text=18.55,
    text_but_names=8.28,
    ordinary_words=0.97,
    headline=6.27,
    covered=4.46,
    time=-2.05,
    series=-1.18,
)


def probability(signals: Signals, weights: Signals = WEIGHTS) -> float:
    """That the two tell one story, from 0 to 1."""
    odds = sum(a * b for a, b in zip(astuple(signals), astuple(weights), strict=True))
    return 1 / (1 + math.exp(-odds)) if odds > 0 else math.exp(odds) / (1 + math.exp(odds))
