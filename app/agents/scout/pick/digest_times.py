"""When digests are due: the times of day of EMAIL_DIGEST_TIMES where the team is. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_AROUND = range(-2, 3)
"""One day to each side would do, if no zone had ever left out a whole day (Samoa, 2011)."""


def latest_moment(times: Sequence[time], zone: ZoneInfo, now: datetime) -> datetime:
    """The last one at or before `now`, in UTC. `times` holds at least one."""
    return max(moment for moment in moments_around(times, zone, now) if moment <= now)


def next_moment(times: Sequence[time], zone: ZoneInfo, now: datetime) -> datetime:
    """The first one after `now`, in UTC. `times` holds at least one."""
    return min(moment for moment in moments_around(times, zone, now) if moment > now)


def moments_around(times: Sequence[time], zone: ZoneInfo, now: datetime) -> set[datetime]:
    """In UTC: compared where the team is, moments around a change of the clocks change places.

    A time that the clocks leave out is an hour later on that day; of one that comes twice the
    first counts.
    """
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=days) for days in DAYS_AROUND]
    return {datetime.combine(day, at, zone).astimezone(UTC) for day in days for at in times}
