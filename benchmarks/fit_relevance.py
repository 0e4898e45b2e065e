"""Fits the keyword scorer's weights to graded news: `python -m benchmarks.fit_relevance`.

Prints them beside those that the product has (app/agents/scout/judge/keyword/score.py). Nothing
here knows a word: the features are the figures that `evidence` and `safety` make of an article.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from app.agents.scout.brand.brand_file import load_brands
from app.agents.scout.judge.keyword.evidence import Evidence, weigh
from app.agents.scout.judge.keyword.safety import SHARE, STRENGTHS, Sign, risk, sign_counts
from app.agents.scout.judge.keyword.score import FITTED, Strength, Weights
from app.agents.scout.judge.keyword.scorer import KeywordScorer, Reading
from benchmarks.graded_news import Graded, graded
from benchmarks.regression import Row, linear, logistic

BRAND_FILE = Path(__file__).resolve().parents[1] / "brand_repo.yaml"

WORTH_PENALTY, RISK_PENALTY = 1.0, 2.0
"""Of the squared weights. Three times as much or as little moves the left-out figures by .01."""

RELATED_COUNT = 3
"""How often an item of grade 1 and more counts for the risk: what is unrelated is no find."""

HELD_FROM = 1 / 3
"""The chance that a story must be held back, from which it is."""
NAMES = tuple(FITTED.worth)


@dataclass(frozen=True, slots=True)
class Read:
    """A graded item, and what the scorer found in it."""

    item: Graded
    reading: Reading


@cache
def scorer() -> KeywordScorer:
    """The keyword scorer for the shipped brand."""
    return KeywordScorer(load_brands(BRAND_FILE)["debonairs"])


@cache
def read_items() -> tuple[Read, ...]:
    """All graded items, of both files."""
    return tuple(
        Read(item, scorer().read(item.candidate))
        for name in ("dev", "more")
        for item in graded(name)
    )


def fitted(items: Sequence[Read]) -> Weights:
    """The weights that these items teach; the risk first, for unease is made of it."""
    by_risk = replace(FITTED, risk=fitted_risk(items))
    rows = [worth_features(one.reading, by_risk) for one in items]
    start, worth = linear(rows, [one.item.worth for one in items], WORTH_PENALTY)
    return replace(by_risk, start=start, worth=dict(zip(NAMES, worth, strict=True)))


def fitted_risk(items: Sequence[Read]) -> Mapping[Strength, float]:
    """Scaled so that a story without a dangerous word has 0, and one at HELD_FROM has 1."""
    met = Counter[tuple[bool, Row]]()
    for one in items:
        count = RELATED_COUNT if one.item.grade else 1
        met[one.item.unsafe, risk_features(one.reading.signs)] += count
    targets, rows = zip(*met, strict=True)
    start, weights = logistic(rows, targets, [*met.values()], RISK_PENALTY)
    to_limit = math.log(HELD_FROM / (1 - HELD_FROM)) - start
    return {name: weight / to_limit for name, weight in zip(STRENGTHS, weights, strict=True)}


def worth_features(reading: Reading, weights: Weights) -> list[float]:
    evidence = evidence_of(reading, weights)
    return [getattr(evidence, name) for name in NAMES]


def evidence_of(reading: Reading, weights: Weights) -> Evidence:
    return weigh(reading.signals, local=reading.local, risk=risk(reading.signs, weights))


def risk_features(signs: Sequence[Sign]) -> tuple[float, ...]:
    counts = sign_counts(signs)
    return tuple(
        SHARE["title"] * counts["title", strength] + SHARE["lead"] * counts["lead", strength]
        for strength in STRENGTHS
    )


def main() -> None:
    """Prints what is fitted to all items beside what the product has."""
    found = fitted(read_items())
    print(f"{'':18} {'fitted':>8} {'has':>8}")
    print(f"{'start':18} {found.start:8.2f} {FITTED.start:8.2f}")
    for name in NAMES:
        print(f"{name:18} {found.worth[name]:8.2f} {FITTED.worth[name]:8.2f}")
    for strength in STRENGTHS:
        print(f"risk, {strength:12} {found.risk[strength]:8.2f} {FITTED.risk[strength]:8.2f}")


if __name__ == "__main__":
    main()
