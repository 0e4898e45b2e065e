"""What the team thought of the picks: precision@5 by week, site and subject. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.agents.scout.pages.brand_choice import Choice
from app.agents.scout.pages.charts import Column, ColumnChart, Share, percent
from app.agents.scout.votes.precision import Precision

FEW_VOTED = 5
"""A share of fewer voted finds is drawn pale: one vote moves it too far."""
ROWS = 12


@dataclass(frozen=True, slots=True)
class VoteLine:
    """One answer of one person. `yes` and `no`: what all who count said of the find."""

    title: str
    url: str
    site: str
    rank: int
    run_id: int
    voter: str
    answer: str
    counted: bool
    at: datetime
    yes: int = 0
    no: int = 0

    @property
    def is_disputed(self) -> bool:
        return bool(self.yes and self.no)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The rows of a bar table: the first ones, and how many more there are."""

    rows: tuple[Share, ...]
    more: int


@dataclass(frozen=True, slots=True)
class PicksView:
    """`weeks` with the latest last; `sites` and `subjects` of the same time."""

    brand: str
    weeks: tuple[Precision, ...]
    sites: tuple[Precision, ...] = ()
    subjects: tuple[Precision, ...] = ()
    votes: tuple[VoteLine, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def total(self) -> Precision:
        return summed("in all", self.weeks)

    @property
    def stage(self) -> Literal["no mail", "no vote", "votes"]:
        """How much there is to show."""
        if self.total.voted:
            return "votes"
        return "no vote" if self.total.mailed else "no mail"

    @property
    def headline(self) -> str:
        """All in one sentence."""
        total = self.total
        return (
            f"In the last {len(self.weeks)} weeks the team said yes to {total.liked:,} of "
            f"{finds(total.voted)} it voted on, of {total.mailed:,} mailed."
        )

    @property
    def trend(self) -> str:
        """The last four weeks beside those before; "" while either rests on few votes."""
        earlier, latest = summed("", self.weeks[:-4]), summed("", self.weeks[-4:])
        if min(earlier.voted, latest.voted) < FEW_VOTED:
            return ""
        now, before = percent(latest.share), percent(earlier.share)
        return f"{now} in the last 4 weeks, {before} in the {len(self.weeks) - 4} weeks before."

    @property
    def percent(self) -> str:
        return percent(self.total.share)

    @property
    def chart(self) -> ColumnChart:
        return ColumnChart(
            title="Liked finds by week, weeks start on Monday",
            columns=tuple(column(week) for week in self.weeks),
            summary=f"Share of the voted finds that the team liked, by week. {self.headline}",
            headings=("Week of", "Share", "Liked", "Voted on", "Mailed"),
            top=1.0,
            top_words="100%",
            faint_words=f"Pale: fewer than {FEW_VOTED} finds were voted on",
        )

    @property
    def by_site(self) -> Ranking:
        return ranking(self.sites)

    @property
    def by_subject(self) -> Ranking:
        return ranking(self.subjects)


def summed(name: str, parts: Iterable[Precision]) -> Precision:
    all_parts = tuple(parts)
    return Precision(
        name,
        sum(one.mailed for one in all_parts),
        sum(one.voted for one in all_parts),
        sum(one.liked for one in all_parts),
    )


def column(week: Precision) -> Column:
    return Column(
        label=week.name,
        value=week.share,
        words=f"{week_words(week)}, {week.mailed:,} mailed",
        short=f"{week.liked}/{week.voted}" if week.voted else "",
        figures=(percent(week.share), f"{week.liked:,}", f"{week.voted:,}", f"{week.mailed:,}"),
        faint=week.voted < FEW_VOTED,
    )


def week_words(week: Precision) -> str:
    if not week.voted:
        return "no vote"
    return f"{percent(week.share)}, {week.liked:,} of {finds(week.voted)} voted on"


def ranking(parts: Sequence[Precision]) -> Ranking:
    """Those with the most voted finds first: they say most."""
    ordered = sorted(parts, key=lambda one: (-one.voted, -(one.share or 0), -one.mailed, one.name))
    return Ranking(tuple(row(one) for one in ordered[:ROWS]), max(0, len(ordered) - ROWS))


def row(one: Precision) -> Share:
    words = f"{one.liked:,} of {one.voted:,} voted {'find' if one.voted == 1 else 'finds'}"
    return Share(
        name=one.name or "No subject",
        share=one.share,
        words=words if one.voted else f"no vote yet, {one.mailed:,} mailed",
        faint=one.voted < FEW_VOTED,
    )


def finds(count: int) -> str:
    return f"{count:,} {'find' if count == 1 else 'finds'}"
