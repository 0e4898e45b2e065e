"""The past of an installation that ran the version of 21 November 2026 (commit f251d0c) until now.

One run each ten minutes, with every ending that a run could have there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

REVISION = "0008"
"""Of the tables of that version."""
AGENT, BRAND = "brand_scout", "debonairs"
SLOT = timedelta(minutes=10)
ANN, BEN = "ann@example.com", "ben@example.com"
ARTICLES, PICKS = 3, 2


class Ending(StrEnum):
    MAILED = "mailed"
    REFUSED_BY_ONE = "refused by one"
    REACHED_NOBODY = "reached nobody"
    UNKNOWN = "unknown to one"
    ON_ITS_WAY = "on its way to one"
    NOTHING_NEW = "nothing new"
    FAILED = "failed"
    SKIPPED = "skipped"


CYCLE = (
    Ending.MAILED,
    Ending.NOTHING_NEW,
    Ending.REFUSED_BY_ONE,
    Ending.NOTHING_NEW,
    Ending.REACHED_NOBODY,
    Ending.MAILED,
    Ending.UNKNOWN,
    Ending.FAILED,
    Ending.SKIPPED,
    Ending.MAILED,
)
PHASES = {
    Ending.MAILED: {ANN: "sent", BEN: "sent"},
    Ending.REFUSED_BY_ONE: {ANN: "sent", BEN: "failed"},
    Ending.REACHED_NOBODY: {ANN: "failed", BEN: "failed"},
    Ending.UNKNOWN: {ANN: "sent", BEN: "unknown"},
    Ending.ON_ITS_WAY: {ANN: "sent", BEN: "open"},
}
"""Of the mails of a run, by recipient."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """Its articles, picks and mails are numbered by it."""

    id: int
    at: datetime
    ending: Ending

    @property
    def is_mailed(self) -> bool:
        return self.ending in PHASES

    @property
    def articles(self) -> range:
        first = (self.id - 1) * ARTICLES + 1
        read_sites = self.is_mailed or self.ending is Ending.NOTHING_NEW
        return range(first, first + ARTICLES if read_sites else first)

    @property
    def picked(self) -> range:
        """The articles that are its finds."""
        return self.articles[: PICKS if self.is_mailed else 0]

    def pick_id(self, rank: int) -> int:
        return (self.id - 1) * PICKS + rank

    def mail_id(self, recipient: str) -> int:
        return self.id * 2 - (recipient == ANN)

    @property
    def phases(self) -> dict[str, str]:
        return PHASES.get(self.ending, {})


@dataclass(frozen=True)
class Past:
    """`site` is the host and port that all its articles lie at."""

    run_count: int
    now: datetime
    site: str

    @cached_property
    def runs(self) -> tuple[PastRun, ...]:
        return tuple(self.run(number) for number in range(1, self.run_count + 1))

    def run(self, number: int) -> PastRun:
        is_last = number == self.run_count
        ending = Ending.ON_ITS_WAY if is_last else CYCLE[number % len(CYCLE)]
        return PastRun(number, self.now - SLOT * (self.run_count + 1 - number), ending)

    @property
    def last(self) -> PastRun:
        return self.runs[-1]

    def latest(self, ending: Ending) -> PastRun:
        return next(run for run in reversed(self.runs) if run.ending is ending)

    def mailed(self) -> Iterator[PastRun]:
        return (run for run in self.runs if run.is_mailed)

    def url(self, article: int) -> str:
        return f"http://{self.site}/a/{article}"
