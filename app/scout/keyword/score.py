"""Weighs an article's evidence into a score from 0 to 100."""

from itertools import pairwise

from app.scout.keyword.evidence import Evidence

# Fitted by ridge regression of the grades 0-3 of some hundred graded news items, then rounded.
SHARE_WEIGHTS = (0.0, 0.5, 0.9, 0.8)
TITLE_WEIGHTS = (0.0, 0.25, 0.2, 1.6)
BELOW_WEIGHTS = (0.0, 0.05, 0.3, 0.4)
EARLY, NAMED, LOCAL, INVENTIVE = 0.35, 0.15, 0.45, 0.25
NEIGHBOUR_IN_TITLE = -0.2

SCALE = ((0.0, 5.0), (0.6, 25.0), (1.25, 50.0), (1.5, 60.0), (2.1, 80.0), (3.2, 97.0), (4.5, 100.0))
"""From the expected grade to the score: 60 is where a find is worth a mail."""


def score(evidence: Evidence) -> int:
    """0 (nothing to do with the brand) to 100 (names the brand itself)."""
    return round(_on_scale(expected_grade(evidence)))


def expected_grade(evidence: Evidence) -> float:
    """About 0 unrelated, 1 neighbour, 2 useful, 3 must see."""
    grade = sum(
        share * weight for share, weight in zip(evidence.shares, SHARE_WEIGHTS, strict=True)
    )
    grade += TITLE_WEIGHTS[evidence.title] + BELOW_WEIGHTS[evidence.below]
    if evidence.title >= 2:
        grade += EARLY * evidence.early + NAMED * evidence.named + LOCAL * evidence.local
        grade += NEIGHBOUR_IN_TITLE * evidence.neighbour_in_title
    if evidence.title >= 2 or evidence.below >= 2:
        grade += INVENTIVE * evidence.inventive
    if evidence.brand_named:
        grade += 1.0
    return grade


def _on_scale(grade: float) -> float:
    for (low, from_), (high, to) in pairwise(SCALE):
        if grade < high:
            return from_ + (to - from_) * max(0.0, grade - low) / (high - low)
    return SCALE[-1][1]
