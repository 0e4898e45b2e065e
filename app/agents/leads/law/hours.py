"""When a mail may go: inside the window, on a working day, in every zone the lead may be in.

Pure but for the holiday calendars of `holidays`, which are computed, not fetched.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from app.agents.leads.law.country import phrases
from app.agents.leads.law.places import places
from app.lib.weekly_window import WeeklyWindow

SEARCHED_DAYS: Final = 31
"""No run of holidays is as long: where nothing is found by then, nothing will be."""
_WEEKEND: Final = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lead may be: every country and zone that counts."""

    countries: frozenset[str]
    zones: tuple[ZoneInfo, ...]


def place_of(countries: Iterable[str], location: str, fallback: ZoneInfo) -> Place:
    """All zones of the countries, fewer where the location names a city or region.

    `fallback` stands for a country that is not known or has no zone.
    """
    known = frozenset(countries)
    names: dict[str, None] = {}
    for country in sorted(known):
        names.update(dict.fromkeys(_zones_of(country, location)))
    zones = tuple(ZoneInfo(name) for name in names) or (fallback,)
    return Place(known, zones)


def _zones_of(country: str, location: str) -> tuple[str, ...]:
    """Those of the narrowest name, which comes first: of "Chicago, Illinois" the city."""
    for phrase in phrases(location):
        narrowed = places().zones_in(country, phrase)
        if narrowed:
            return narrowed
    return places().zones.get(country, ())


def closed_because(moment: datetime, window: WeeklyWindow, place: Place) -> str | None:
    """Why a mail may not go then, in plain words; None if it may. `moment` carries a zone."""
    for zone in place.zones:
        there = moment.astimezone(zone)
        day_off = _day_off(there.date(), place.countries)
        if day_off:
            return f"{there:%A} {there.day} {there:%B} is {day_off} ({zone.key})"
        if not window.contains(there):
            return f"it is {there:%A %H:%M} there ({zone.key}), outside the window"
    return None


def next_open(after: datetime, window: WeeklyWindow, place: Place) -> datetime | None:
    """The first moment at or after `after` (UTC) when a mail may go.

    None if there is none within SEARCHED_DAYS: the zones of the place have no hour of the window
    in common, and a narrower location would help.
    """
    start = after.astimezone(UTC)
    if closed_because(start, window, place) is None:
        return start
    for days in range(-1, SEARCHED_DAYS + 1):
        # A day of one zone may begin before the day before it ends in another: three at once.
        of_three = {m for n in range(3) for m in _openings(start, days + n, window, place)}
        for moment in sorted(of_three):
            if moment > start and closed_because(moment, window, place) is None:
                return moment
    return None


def _openings(start: datetime, days: int, window: WeeklyWindow, place: Place) -> Iterator[datetime]:
    """In each zone, when the window opens on that day, in UTC."""
    for zone in place.zones:
        day = start.astimezone(zone).date() + timedelta(days=days)
        for part in window.parts:
            if day.weekday() in part.days:
                yield from _moments(day, part.opens, zone)


def _moments(day: date, minutes: int, zone: ZoneInfo) -> Iterator[datetime]:
    """When the clock shows that time: twice where it is set back, and where it is set forward over
    it, when that happens.
    """
    shown = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    first, second = (shown.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        yield from {first, second}
        return
    # Skipped: `second` is before the clock is set and `first` after it, by as much.
    low, high = second, first
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if _shows(middle, zone) >= _naive(shown) else (middle, high)
    yield high.replace(microsecond=0)


def _shows(moment: datetime, zone: ZoneInfo) -> datetime:
    return _naive(moment.astimezone(zone))


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None, fold=0)


def _day_off(day: date, countries: frozenset[str]) -> str | None:
    """A weekend or holiday of any of the countries; of none, Saturday and Sunday."""
    calendars = [_calendar(country, day.year) for country in sorted(countries)] or [_NO_CALENDAR]
    for calendar in calendars:
        if day.weekday() in calendar.weekend:
            return "a weekend"
        if day in calendar.holidays:
            return f"a holiday: {calendar.holidays[day]}"
    return None


@dataclass(frozen=True)
class _Calendar:
    holidays: dict[date, str]
    weekend: frozenset[int] = _WEEKEND


_NO_CALENDAR: Final = _Calendar({})


@cache
def _calendar(country: str, year: int) -> _Calendar:
    """The weekend, and the holidays of the whole country or of most of its regions (Easter Monday
    in the United Kingdom). Of a country without data, weekends only.
    """
    import holidays  # A tenth of a second that only sending needs.

    try:
        found = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return _NO_CALENDAR
    regions = [
        holidays.country_holidays(country, subdiv=region, years=year)
        for region in found.subdivisions
    ]
    have_it = Counter(day for region in regions for day in region)
    names = {day: name for region in regions for day, name in region.items()}
    of_most = {day: names[day] for day, count in have_it.items() if count * 2 > len(regions)}
    return _Calendar({**of_most, **dict(found.items())}, frozenset(found.weekend))
