"""The weights of the scorer, as graded news taught them: what each is for, and how much it counts.

`python -m benchmarks.fit_relevance` fits them again, with regularisation, and prints them beside
these; docs/keyword-scorer.md explains them. They know no words and no brand: what a word means is
in the lexicon and in the brand file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
