"""VTIMEZONE (RFC 5545, 3.6.5) from the year before the first call to the one after the last, by the
zone's own rules.

Each change of the clock is an observance of its own, which begins at the time that the clock showed
before it was set. Libraries that make it by `dtstart` plus the new offset begin it an hour late.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

AROUND = timedelta(days=370)
STEP = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)


def zone_component(zone: ZoneInfo, first: datetime, last: datetime) -> "Timezone":
    """What a calendar program needs to read times of the zone from `first` to `last`."""
    from icalendar import Timezone

    component = Timezone()
    component.add("tzid", zone.key)
    begins = (first - AROUND).astimezone(UTC).replace(microsecond=0)
    component.add_component(observance(zone, begins, begins))
    for change in changes(zone, begins, last + AROUND):
        component.add_component(observance(zone, change - ONE_SECOND, change))
    return component


def changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The moments, in UTC, from which another offset holds. A zone that changes twice within a day
    has none."""
    before = begins
    while before < ends:
        after = before + STEP
        if offset(zone, before) != offset(zone, after):
            yield moment_of_change(zone, before, after)
        before = after


def moment_of_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = offset(zone, before)
    while after - before > ONE_SECOND:
        middle = before + ((after - before) / 2)
        middle = middle.replace(microsecond=0) if middle.replace(microsecond=0) > before else after
        before, after = (middle, after) if offset(zone, middle) == old else (before, middle)
    return after


def offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def observance(
    zone: ZoneInfo, before: datetime, begins: datetime
) -> "TimezoneDaylight | TimezoneStandard":
    """What holds from `begins`. The higher offset is called daylight time, as calendar programs
    expect it (Ireland's law has it the other way round)."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    old, new = offset(zone, before), offset(zone, begins)
    part = TimezoneDaylight() if new > old else TimezoneStandard()
    part.add("dtstart", (begins + old).replace(tzinfo=None))
    part.add("tzoffsetfrom", old)
    part.add("tzoffsetto", new)
    part.add("tzname", begins.astimezone(zone).tzname() or zone.key)
    return part
