"""Proposes times for a call: those that suit both sides, spread over days. Pure.

working hours of both -> without what is in the calendar -> one a day, mornings and afternoons
in turn -> a second one a day where there are too few days
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app.agents.team.calendar.working_days import Side, suits

STEP = timedelta(minutes=15)
ROUND_MINUTES = 30
"""Calls begin at full or half hours on the guest's clock."""
APART = timedelta(hours=2)
"""Between two proposals of one day."""
NOON = 12


@dataclass(frozen=True, slots=True)
class Busy:
    """In the calendar already. Moments have a zone."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """`earliest` to `latest`: when the call may begin. `buffer` is left free around it."""

    ours: Side
    theirs: Side
    earliest: datetime
    latest: datetime
    length: timedelta
    buffer: timedelta
    count: int


def propose(wanted: Wanted, busy: Sequence[Busy]) -> tuple[datetime, ...]:
    """At most `count` beginnings, in UTC, the earliest first."""
    days: dict[date, list[datetime]] = defaultdict(list)
    for moment in free_moments(wanted, busy):
        days[moment.astimezone(wanted.theirs.zone).date()].append(moment)
    return tuple(sorted(spread(days, wanted)))


def free_moments(wanted: Wanted, busy: Sequence[Busy]) -> Iterator[datetime]:
    around = sorted((one.starts_at, one.ends_at) for one in busy)
    moment = next_step(wanted.earliest.astimezone(UTC))
    while moment <= wanted.latest:
        ends = moment + wanted.length
        if fits(wanted, moment, ends) and is_free(wanted, moment, ends, around):
            yield moment
        moment += STEP


def next_step(moment: datetime) -> datetime:
    """The quarter of an hour at or after it: every zone's clock shows one then."""
    begun = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return begun if begun == moment else begun + STEP


def fits(wanted: Wanted, starts: datetime, ends: datetime) -> bool:
    if starts.astimezone(wanted.theirs.zone).minute % ROUND_MINUTES:
        return False
    return suits(wanted.theirs, starts, ends) and suits(wanted.ours, starts, ends)


def is_free(
    wanted: Wanted, starts: datetime, ends: datetime, around: Sequence[tuple[datetime, datetime]]
) -> bool:
    first, last = starts - wanted.buffer, ends + wanted.buffer
    return all(other_ends <= first or other_starts >= last for other_starts, other_ends in around)


def spread(days: dict[date, list[datetime]], wanted: Wanted) -> list[datetime]:
    """Round by round over the days, until there are enough or nothing is left."""
    chosen: dict[date, list[datetime]] = {day: [] for day in days}
    found: list[datetime] = []
    while len(found) < wanted.count:
        before = len(found)
        for number, day in enumerate(days):
            if len(found) == wanted.count:
                break
            moment = next_of_day(days[day], chosen[day], wanted, in_afternoon=number % 2 == 1)
            if moment is not None:
                chosen[day].append(moment)
                found.append(moment)
        if len(found) == before:
            break
    return found


def next_of_day(
    free: Sequence[datetime], chosen: Sequence[datetime], wanted: Wanted, *, in_afternoon: bool
) -> datetime | None:
    """Of the wanted half of the day if there is one."""
    left = [one for one in free if all(abs(one - other) >= APART for other in chosen)]
    half = [
        one
        for one in left
        if (one.astimezone(wanted.theirs.zone).hour >= NOON) == (in_afternoon ^ bool(chosen))
    ]
    return next(iter(half or left), None)
