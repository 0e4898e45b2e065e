"""Weighs an article's evidence into a score from 0 to 100."""

from itertools import pairwise

from app.agents.scout.judge.keyword.evidence import Evidence

# Ridge regression of the grades 0-3 of some hundred graded news items, fitted on each half of
# them apart; these are the means of the two fits, rounded. LOCAL and MOMENT are set by hand: too
# few of those items play at home to fit them. Index is the level, 0 to 3.
TITLE = (0.0, 0.2, 0.35, 1.3)
BELOW = (0.0, 0.25, 0.35, 0.55)
SHARE = (0.0, 0.55, 0.4, 0.55)
START = 0.1

# For a headline of the brand's world (level 2 and 3) only:
EARLY, NAMED, INVENTIVE, LOCAL = 0.4, 0.2, 0.4, 0.5
DRY, ASIDE, ABROAD = -0.3, -0.25, -0.15
# For a headline that is not, when the summary keeps speaking of it:
REPEATED = 0.3
# For a headline far from the brand's world that names a moment close to home:
MOMENT = 0.4
BRAND_NAMED = 1.0

SCALE = ((0.0, 0.0), (0.6, 20.0), (1.1, 45.0), (1.36, 60.0), (2.0, 80.0), (3.2, 91.0), (4.5, 100.0))
"""From the expected grade to the score, straight between these points. 60 is where a find is worth
a mail, 80 where it is a must see; 91 is the most that graded news had which did not name the
brand, and what is above is left to news that does: so among the best, too, scores tell apart."""


def score(evidence: Evidence) -> int:
    """0 (nothing to do with the brand) to 100 (names the brand itself)."""
    return round(_on_scale(expected_grade(evidence)))


def expected_grade(evidence: Evidence) -> float:
    """About 0 unrelated, 1 neighbour, 2 useful, 3 must see."""
    grade = START + TITLE[evidence.title] + BELOW[evidence.below]
    grade += sum(share * weight for share, weight in zip(evidence.shares, SHARE, strict=True))
    if evidence.title >= 2:
        grade += _manner(evidence)
    elif evidence.below >= 2:
        grade += INVENTIVE * evidence.inventive + REPEATED * evidence.repeated
    if evidence.title == 0:
        grade += MOMENT * (evidence.moment and evidence.local)
    return grade + BRAND_NAMED * evidence.brand_named


def _manner(evidence: Evidence) -> float:
    """What lifts or lowers a story of the brand's world among its kind."""
    points = EARLY * evidence.early + NAMED * evidence.named + INVENTIVE * evidence.inventive
    points += DRY * evidence.dry
    points += ASIDE if evidence.aside else LOCAL * evidence.local
    # A chain or an invention interests anywhere, a place to eat only near by.
    is_somewhere_else = evidence.abroad and not evidence.local
    return points + ABROAD * (is_somewhere_else and not evidence.named and not evidence.inventive)


def _on_scale(grade: float) -> float:
    for (low, from_), (high, to) in pairwise(SCALE):
        if grade < high:
            return from_ + (to - from_) * max(0.0, grade - low) / (high - low)
    return SCALE[-1][1]
