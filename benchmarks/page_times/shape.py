"""How much past the service has: its runs, and what each found, mailed and cost."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.tables import ArticleState
from app.agents.scout.pick.rule import PLACES

SLOT = timedelta(minutes=10)
Outcome = Literal["mailed", "nothing_new", "failed", "skipped", "running"]
OUTCOMES: dict[Outcome, float] = {"mailed": 30, "nothing_new": 68, "failed": 1, "skipped": 1}
FOUND: dict[Outcome, tuple[int, int]] = {"mailed": (16, 36), "nothing_new": (8, 28)}
STATES = (
    ArticleState.READ,
    ArticleState.DUPLICATE,
    ArticleState.FAILED,
    ArticleState.PASSED_OVER,
)
LATER_VISIT, FIRST_VISIT = (64, 22, 6, 8), (50, 6, 4, 40)
"""What becomes of a hundred articles, in the order of STATES."""


@dataclass(frozen=True)
class Shape:
    """How many rows of a kind there are; the first run finds what all sites have. A lead has five
    events, two facts and one way of research; each third has three mails."""

    runs: int = 10_000
    sites: int = 30
    first_visit: int = 1_500
    votes: int = 10_000
    usage_per_run: int = 15
    long_mails: int = 300
    leads: int = 100_000


@dataclass(frozen=True, slots=True)
class PastArticle:
    id: int
    site: int
    state: ArticleState


@dataclass(frozen=True, slots=True)
class PastRun:
    id: int
    at: datetime
    outcome: Outcome
    articles: tuple[PastArticle, ...]

    @property
    def read(self) -> list[PastArticle]:
        return [one for one in self.articles if one.state is ArticleState.READ]

    @property
    def picked(self) -> list[PastArticle]:
        return self.read[:PLACES] if self.outcome == "mailed" else []


class Past:
    """The same at each start, but for the moment it ends at."""

    def __init__(self, shape: Shape, brand: Brand, now: datetime) -> None:
        self.shape = shape
        self.brand = brand
        self.now = now

    @cached_property
    def runs(self) -> list[PastRun]:
        chance = random.Random("runs")
        end = self.now.replace(minute=self.now.minute // 10 * 10, second=0, microsecond=0)
        next_article, runs = 1, []
        for number in range(1, self.shape.runs + 1):
            outcome = self.outcome(number, chance)
            articles = self.articles(number, outcome, next_article, chance)
            at = end - SLOT * (self.shape.runs - number)
            runs.append(PastRun(number, at, outcome, articles))
            next_article += len(articles)
        return runs

    def outcome(self, number: int, chance: random.Random) -> Outcome:
        if number == self.shape.runs:
            return "running"
        if number == 1:
            return "mailed"
        return chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]

    def articles(
        self, number: int, outcome: Outcome, first_id: int, chance: random.Random
    ) -> tuple[PastArticle, ...]:
        is_first = number == 1
        count = self.shape.first_visit if is_first else chance.randint(*FOUND.get(outcome, (0, 0)))
        states = chance.choices(STATES, FIRST_VISIT if is_first else LATER_VISIT, k=count)
        return tuple(
            PastArticle(first_id + place, chance.randint(1, self.shape.sites), state)
            for place, state in enumerate(states)
        )

    @cached_property
    def mailed(self) -> list[PastRun]:
        return [run for run in self.runs if run.picked]

    def picks(self) -> Iterator[tuple[int, PastRun, int, PastArticle]]:
        """Each with its id and its rank."""
        number = 0
        for run in self.mailed:
            for rank, article in enumerate(run.picked, start=1):
                number += 1
                yield number, run, rank, article
