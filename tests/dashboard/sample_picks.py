"""Invented votes as the page of the picks shows them."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from app.agents.scout.pages.brand_choice import Choice
from app.agents.scout.pages.picks import PicksView, VoteLine
from app.agents.scout.votes.precision import Precision, week_starts
from tests.api.sample_views import NOW
from tests.scout.sample_report import STORIES

COUNTS = (
    (0, 0, 0),
    (10, 4, 1),
    (15, 7, 2),
    (20, 9, 4),
    (15, 6, 3),
    (0, 0, 0),
    (20, 8, 5),
    (15, 2, 2),
    (20, 9, 6),
    (15, 8, 6),
    (20, 10, 8),
    (10, 3, 3),
)
"""Mailed, voted, liked, week by week."""
NAMES = [f"{start.day} {start:%b}" for start in week_starts(NOW, ZoneInfo("Africa/Johannesburg"))]
WEEKS = tuple(Precision(name, *counts) for name, counts in zip(NAMES, COUNTS, strict=True))
SITES = (
    Precision("Kasi Table", 48, 22, 17),
    Precision("Two Oceans Dispatch", 40, 18, 9),
    Precision("Jacaranda Courier", 31, 12, 9),
    Precision("Donaudampfschifffahrtsgesellschaftskapitänszeitung", 22, 9, 3),
    Precision("Pepperoni Post", 12, 4, 2),
    Precision("Byte & Bumper", 7, 1, 0),
    Precision("Braai Weekly", 2, 0, 0),
)
SUBJECTS = (
    Precision("fast food", 60, 30, 22),
    Precision("football", 40, 18, 8),
    Precision("films and series", 31, 12, 8),
    Precision("", 20, 6, 2),
    Precision("weather", 11, 0, 0),
)
ANN, BEN = "ann@example.com", "ben.van.der.merwe@agency.example.com"


def vote(story: int, voter: str, answer: str, *, hours: float, counted: bool = True) -> VoteLine:
    told = STORIES[story]
    return VoteLine(
        title=told.title,
        url=told.url,
        site=told.site,
        rank=story + 1,
        run_id=7,
        voter=voter,
        answer=answer,
        counted=counted,
        at=NOW - timedelta(hours=hours),
    )


VOTES = (
    replace(vote(0, ANN, "yes", hours=1), yes=1, no=1),
    replace(vote(0, BEN, "no", hours=2), yes=1, no=1),
    replace(vote(2, ANN, "yes", hours=3), yes=1),
    vote(1, "scanner@example.com", "no", hours=5, counted=False),
    replace(vote(3, BEN, "no", hours=30), no=1),
)
CHOICES = (
    Choice("debonairs", "Debonairs Pizza", is_chosen=True),
    Choice("b", "Other", is_chosen=False),
)
PICKS = PicksView("Debonairs Pizza", WEEKS, SITES, SUBJECTS, VOTES)
NO_VOTES = replace(
    PICKS, weeks=tuple(Precision(week.name, week.mailed) for week in WEEKS), votes=()
)
NO_MAILS = PicksView("Debonairs Pizza", tuple(Precision(name) for name in NAMES))
SEVERAL_BRANDS = replace(PICKS, choices=CHOICES)
