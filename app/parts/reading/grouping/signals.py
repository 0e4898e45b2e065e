"""What speaks for and against one story, in figures, and how much each counts. Pure.

The weights are those of a logistic regression, fitted by `python -m benchmarks.fit_story`.
docs/same-story.md says on what, how well it does on folds left out, and where the threshold lies.
"""

import math
from dataclasses import dataclass, fields
from operator import attrgetter, mul

from app.parts.reading.grouping.pair import Pair


@dataclass(frozen=True, slots=True)
class Signals:
    """Of a pair, or the weight of each."""

    short: float
    full: float
    text: float
    text_but_names: float
    ordinary_words: float
    headline: float
    covered: float
    time: float
    series: float


FIGURES = attrgetter(*(field.name for field in fields(Signals)))
"""All of them, in order. `astuple` copies each, which took a third of all the time of grouping."""

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
    return logistic(prior + sum(map(mul, FIGURES(signals), FIGURES(weights))))


def logistic(odds: float) -> float:
    """The probability that has these log odds."""
    return 1 / (1 + math.exp(-odds)) if odds > 0 else math.exp(odds) / (1 + math.exp(odds))


NO_TEXT_WORDS, TEXT_WORDS = 10, 100
"""Of the shorter body. Between them a text counts in part."""

USUAL_HEADLINE, USUAL_COVERED, USUAL_DAYS = 0.3, 0.5, 1.0
"""What lies between the same and others among the labelled pairs, and is taken where there is no
headline or no date: it says nothing either way."""

NEAREST_DAYS = 0.5
"""Outlets take hours over one story; within them time says no more."""


def signals(pair: Pair) -> Signals:
    """The figures of a pair, all of which are 0 where they say nothing."""
    full = fullness(pair.length)
    return Signals(
        short=1 - full,
        full=full,
        text=full * pair.cosine,
        text_but_names=full * pair.ordinary_cosine,
        ordinary_words=(1 - full) * math.log1p(pair.ordinary_weight),
        headline=pair.headline - USUAL_HEADLINE if pair.have_headlines else 0.0,
        covered=pair.covered - USUAL_COVERED if pair.have_headlines else 0.0,
        time=math.log(max(pair.days, NEAREST_DAYS) / USUAL_DAYS) if pair.is_dated else 0.0,
        series=float(pair.is_of_series),
    )


def fullness(length: int) -> float:
    """0 for no text to speak of, 1 for enough of it to be compared."""
    words = min(max(length, NO_TEXT_WORDS), TEXT_WORDS)
    return math.log(words / NO_TEXT_WORDS) / math.log(TEXT_WORDS / NO_TEXT_WORDS)
