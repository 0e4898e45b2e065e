"""How many of the mailed finds the team liked: precision@5, by week, site and subject.

A find counts as mailed while its pick is not released; only votes that count are counted. It is
liked when more people said yes than no. A tie is a find that was voted on and not liked: the
team did not say yes to it, so people who disagree never make the picks look better.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    Select,
    SQLColumnExpression,
    String,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlmodel import Session, col

from app.agents.scout.tables import Feedback, Pick
from app.lib.days import day_of, midnight

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


@dataclass(frozen=True, slots=True)
class Overview:
    """The same finds seen three ways.

    `weeks`: weeks without a mail too; the name is the day a week starts, "16 Nov". `sites`: see
    by_site. `subjects`: what the scorer called a find, or ""; those with the most votes first.
    """

    weeks: tuple[Precision, ...]
    sites: dict[int, Precision]
    subjects: tuple[Precision, ...]


SITE: SQLColumnExpression[int] = func.coalesce(col(Pick.site_id), 0)
SUBJECT: SQLColumnExpression[str] = col(Pick.topic)
Key = SQLColumnExpression[Any]
Tally = dict[str, Precision]


def week_starts(now: datetime, zone: ZoneInfo, weeks: int = WEEKS) -> tuple[datetime, ...]:
    """Monday's midnight where the team is, of this week and those before it; the latest last."""
    today = day_of(now, zone).date
    monday = today - timedelta(days=today.weekday())
    mondays = (monday - timedelta(weeks=ago) for ago in reversed(range(weeks)))
    return tuple(midnight(day, zone).astimezone(zone) for day in mondays)


def overview(session: Session, brand: str, starts: Sequence[datetime]) -> Overview:
    """Since the first of `starts` (see week_starts), reading the finds once: they are many."""
    found = tallies(session, brand, starts[0], week=week_number(starts), site=SITE, subject=SUBJECT)
    return Overview(
        named_weeks(found["week"], starts),
        numbered_sites(found["site"]),
        sorted_subjects(found["subject"]),
    )


def by_site(session: Session, brand: str, since: datetime) -> dict[int, Precision]:
    """By the id of the site of the find's article; their `name` is ""."""
    return numbered_sites(tallies(session, brand, since, site=SITE)["site"])


def named_weeks(found: Tally, starts: Sequence[datetime]) -> tuple[Precision, ...]:
    nothing = Precision("")
    return tuple(
        replace(found.get(str(number), nothing), name=f"{start.day} {start:%b}")
        for number, start in enumerate(starts)
    )


def numbered_sites(found: Tally) -> dict[int, Precision]:
    return {int(site_id): replace(one, name="") for site_id, one in found.items()}


def sorted_subjects(found: Tally) -> tuple[Precision, ...]:
    return tuple(sorted(found.values(), key=lambda one: (-one.voted, -one.mailed, one.name)))


def tallies(session: Session, brand: str, since: datetime, **keys: Key) -> defaultdict[str, Tally]:
    """For each of `keys` (columns of the picks) the finds by its value as text."""
    found = finds(brand, since, keys).cte()
    sums: defaultdict[str, Tally] = defaultdict(dict)
    for name, value, *counts in session.execute(union_all(*(tally(found, name) for name in keys))):
        sums[name][value] = Precision(value, *counts)
    return sums


def tally(found: CTE, name: str) -> Select[str, str, int, int, int]:
    """Name of the key, its value, mailed, voted, liked."""
    return select(
        literal(name),
        cast(found.c[name], String),
        func.count(),
        func.count(found.c.balance),
        func.count(case((found.c.balance > 0, 1))),
    ).group_by(found.c[name])


def finds(brand: str, since: datetime, keys: dict[str, Key]) -> Select[*tuple[Any, ...]]:
    votes = answers().subquery()
    return (
        select(*(key.label(name) for name, key in keys.items()), votes.c.balance)
        .select_from(Pick)
        .outerjoin(votes, votes.c.pick_id == Pick.id)
        .where(
            col(Pick.brand) == brand,
            col(Pick.released_at).is_(None),
            col(Pick.created_at) >= since,
        )
    )


def answers() -> Select[int, int]:
    """The finds that were voted on, each with how many more said yes than no."""
    worth = case((col(Feedback.answer) == "yes", 1), (col(Feedback.answer) == "no", -1), else_=0)
    return (
        select(col(Feedback.pick_id), func.sum(worth).label("balance"))
        .where(col(Feedback.counted))
        .group_by(col(Feedback.pick_id))
    )


def week_number(starts: Sequence[datetime]) -> SQLColumnExpression[int]:
    """Which of the weeks a find was picked in, from 0."""
    later = [
        (col(Pick.created_at) < start, literal(number)) for number, start in enumerate(starts[1:])
    ]
    return case(*later, else_=literal(len(starts) - 1))
