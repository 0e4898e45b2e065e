"""The days of a zone's calendar: one of 23 or 25 hours is a day like any other. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Day:
    """From `start` to before `end`, both in UTC."""

    date: date
    start: datetime
    end: datetime

    def share(self, moment: datetime) -> float:
        """How much of the day is over then: 0 to 1."""
        return min(max((moment - self.start) / (self.end - self.start), 0.0), 1.0)


def day_of(moment: datetime, zone: ZoneInfo) -> Day:
    """The day that it is then in the zone. `moment` carries a zone."""
    there = moment.astimezone(zone).date()
    return Day(there, midnight(there, zone), midnight(there + timedelta(days=1), zone))


def days_of(since: datetime, until: datetime, zone: ZoneInfo) -> tuple[Day, ...]:
    """The days from that of `since` to that of `until`; the first begins at `since`."""
    if since > until:
        return ()
    first, last = day_of(since, zone), day_of(until, zone)
    later = (first.date + timedelta(days=n) for n in range(1, (last.date - first.date).days + 1))
    begun = Day(first.date, since.astimezone(UTC), first.end)
    return (
        begun,
        *(Day(d, midnight(d, zone), midnight(d + timedelta(days=1), zone)) for d in later),
    )


def last_days(now: datetime, zone: ZoneInfo, count: int) -> tuple[Day, ...]:
    """So many days in full, today the last."""
    today = day_of(now, zone).date
    first = midnight(today - timedelta(days=count - 1), zone)
    return days_of(first, now, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The day's beginning in UTC; where clocks skip midnight, the moment they do."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
