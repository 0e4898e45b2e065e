"""Weighs an article's evidence into a score from 0 to 100, as graded news taught it.

`python -m benchmarks.fit_relevance` fits the weights again, with regularisation, and prints them
beside these; docs/keyword-scorer.md explains them. They know no words and no brand: what a word
means is in the lexicon and in the brand file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from app.agents.scout.judge.keyword.evidence import Evidence

Strength = Literal["outright", "likely", "unsure"]


@dataclass(frozen=True, slots=True)
class Weights:
    """`worth`: what each figure of the evidence adds to a story's expected worth to the brand,
    `start` before any. `risk`: what a dangerous word in the headline adds to the risk, of which 1
    holds a story back.
    """

    start: float
    worth: Mapping[str, float]
    risk: Mapping[Strength, float]


FITTED = Weights(
    start=0.05,
    worth={
        "home": 2.71,
        "near": 1.96,
        "beside": 1.35,
        "aside": 0.79,
        "home_in_headline": 3.75,
        "early": 0.75,
        "repeated": 0.77,
        "inventive": 1.01,
        "local_near": 1.66,
        "local_hint": 0.45,
        "local_moment": 0.27,
        "unease": -0.47,
    },
    risk={"outright": 1.5, "likely": 0.96, "unsure": 0.58},
)

BRAND_NAMED = 2.0
"""By hand: hardly any graded news names the brand, and it is what the team must see."""

SCALE = (
    (0.0, 0.0),
    (0.6, 20.0),
    (1.2, 45.0),
    (1.6, 60.0),
    (3.5, 80.0),
    (6.0, 88.0),
    (9.0, 95.0),
    (12.0, 100.0),
)
"""From the expected worth to the score, straight between these points. 60 is where a find is worth
a mail, 80 where it is a must see; 95 is about the most that news has which does not name the
brand, and what is above is left to news that does: so among the best, too, scores tell apart."""


def score(evidence: Evidence, weights: Weights) -> int:
    """0 (nothing to do with the brand) to 100 (names the brand itself)."""
    return round(on_scale(expected_worth(evidence, weights)))


def expected_worth(evidence: Evidence, weights: Weights) -> float:
    """About 0 unrelated, 1 neighbour, 3 useful, 7 must see."""
    learned = sum(weight * getattr(evidence, name) for name, weight in weights.worth.items())
    return weights.start + float(learned) + BRAND_NAMED * evidence.brand_named


def on_scale(worth: float) -> float:
    for (low, from_), (high, to) in pairwise(SCALE):
        if worth < high:
            return from_ + (to - from_) * max(0.0, worth - low) / (high - low)
    return SCALE[-1][1]
