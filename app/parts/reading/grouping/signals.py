"""What speaks for and against one story, in figures; `weights.py` weighs them. Pure."""

import math

from app.parts.reading.grouping.pair import Pair
from app.parts.reading.grouping.weights import Signals

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
