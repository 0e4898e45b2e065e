"""How many of the mailed finds the team liked: precision@5, by week, site and subject.

A find counts as mailed while its pick is not released; only votes that count are counted. It is
liked when more people said yes than no. A tie is a find that was voted on and not liked: the
team did not say yes to it, so people who disagree never make the picks look better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, SQLColumnExpression, and_, case, func, literal, select
from sqlmodel import Session, col

from app.scout.tables import Feedback, Pick, VerdictRow
from app.store.tables import Article

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `mailed` finds people voted on `voted`, and liked `liked` of those."""

    name: str
    mailed: int = 0
    voted: int = 0
    liked: int = 0

    @property
    def share(self) -> float | None:
        """0 to 1; None while nobody voted."""
        return self.liked / self.voted if self.voted else None


def week_starts(now: datetime, zone: ZoneInfo, weeks: int = WEEKS) -> tuple[datetime, ...]:
    """Monday's midnight where the team is, of this week and those before it; the latest last."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    mondays = (monday - timedelta(weeks=ago) for ago in reversed(range(weeks)))
    return tuple(datetime(day.year, day.month, day.day, tzinfo=zone) for day in mondays)


def by_week(session: Session, brand: str, starts: Sequence[datetime]) -> tuple[Precision, ...]:
    """One for each of `starts` (see week_starts), weeks without a mail too; `name` is the day a
    week starts, "16 Nov"."""
    found = dict(precisions(session, brand, starts[0], week_number(starts)))
    nothing = Precision("")
    return tuple(
        named(found.get(number, nothing), f"{start.day} {start:%b}")
        for number, start in enumerate(starts)
    )


def by_site(session: Session, brand: str, since: datetime) -> dict[int, Precision]:
    """By the id of the site that told the story first; their `name` is ""."""
    return dict(precisions(session, brand, since, col(Article.site_id)))


def by_subject(session: Session, brand: str, since: datetime) -> tuple[Precision, ...]:
    """By what the scorer called a find, those with the most votes first; `name` may be ""."""
    subject = func.coalesce(col(VerdictRow.topic), "")
    found = [named(one, name) for name, one in precisions(session, brand, since, subject)]
    return tuple(sorted(found, key=lambda one: (-one.voted, -one.mailed, one.name)))


def precisions(
    session: Session, brand: str, since: datetime, key: SQLColumnExpression[Any]
) -> list[tuple[Any, Precision]]:
    """The finds picked since then by `key`, a column of pick, article or verdict."""
    return [(row[0], precision(row)) for row in session.execute(tallies(brand, since, key))]


def precision(row: Row[Any, int, int, int]) -> Precision:
    return Precision("", int(row[1]), int(row[2] or 0), int(row[3] or 0))


def named(one: Precision, name: str) -> Precision:
    return Precision(name, one.mailed, one.voted, one.liked)


def tallies(
    brand: str, since: datetime, key: SQLColumnExpression[Any]
) -> Select[Any, int, int, int]:
    """Key, mailed, voted, liked."""
    votes = answers().subquery()
    balance = votes.c.balance
    finds = finds_with(key).outerjoin(votes, votes.c.pick_id == Pick.id)
    finds = finds.add_columns(balance).where(
        col(Pick.brand) == brand, col(Pick.released_at).is_(None), col(Pick.created_at) >= since
    )
    found = finds.subquery()
    return select(
        found.c.key,
        func.count(),
        func.count(found.c.balance),
        func.count(case((found.c.balance > 0, 1))),
    ).group_by(found.c.key)


def answers() -> Select[int, int]:
    """The finds that were voted on, each with how many more said yes than no."""
    worth = case((col(Feedback.answer) == "yes", 1), (col(Feedback.answer) == "no", -1), else_=0)
    return (
        select(col(Feedback.pick_id), func.sum(worth).label("balance"))
        .where(col(Feedback.counted))
        .group_by(col(Feedback.pick_id))
    )


def finds_with(key: SQLColumnExpression[Any]) -> Select[Any]:
    """A join that `key` has no use for is left out by both databases, as it is an outer one."""
    verdict = and_(
        col(VerdictRow.article_id) == Pick.article_id, col(VerdictRow.brand) == Pick.brand
    )
    return (
        select(key.label("key"))
        .select_from(Pick)
        .outerjoin(Article, col(Article.id) == Pick.article_id)
        .outerjoin(VerdictRow, verdict)
    )


def week_number(starts: Sequence[datetime]) -> SQLColumnExpression[int]:
    """Which of the weeks a find was picked in, from 0."""
    later = [
        (col(Pick.created_at) < start, literal(number)) for number, start in enumerate(starts[1:])
    ]
    return case(*later, else_=literal(len(starts) - 1))
