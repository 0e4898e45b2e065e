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
    short=-2.11,
    full=-6.31,
    text=18.67,
    text_but_names=8.35,
    ordinary_words=1.0,
    headline=6.23,
    covered=4.46,
    time=-2.06,
    series=-1.17,
)


ONE_SITE = -3.0
"""Set by hand, in log odds: every labelled pair is of two outlets. A site tells a story once; what
it writes later about the same place and people is another story, or a follow-up that is news."""


def probability(signals: Signals, weights: Signals = WEIGHTS, prior: float = 0.0) -> float:
    """That the two tell one story, from 0 to 1. `prior`: log odds beside the signals."""
    odds = prior + sum(a * b for a, b in zip(astuple(signals), astuple(weights), strict=True))
    return 1 / (1 + math.exp(-odds)) if odds > 0 else math.exp(odds) / (1 + math.exp(odds))
