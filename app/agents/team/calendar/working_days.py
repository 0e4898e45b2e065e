"""When each side of a call works: hours on its own clock, without its country's holidays.

Times that the clock shows twice, and calls during which it is set, suit nobody: people read them
wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from app.lib.weekly_window import WeeklyWindow

ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Side:
    """One who takes part: `country` as ISO 3166 has it ("ZA"), None where it is not known."""

    zone: ZoneInfo
    window: WeeklyWindow
    country: str | None = None


def suits(side: Side, starts: datetime, ends: datetime) -> bool:
    """Whether the whole call lies in one stretch of their working hours."""
    first, last = starts.astimezone(side.zone), ends.astimezone(side.zone)
    if first.utcoffset() != last.utcoffset() or is_shown_twice(first) or is_shown_twice(last):
        return False
    if holiday(side.country, first.date()) is not None:
        return False
    minutes = first.hour * 60 + first.minute
    length = int((ends - starts) / ONE_MINUTE)
    return any(
        first.weekday() in part.days and part.opens <= minutes and minutes + length <= part.closes
        for part in side.window.parts
    )


def is_shown_twice(moment: datetime) -> bool:
    """When the clock is set back, an hour of that night comes a second time."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def holiday(country: str | None, day: date) -> str | None:
    """Its name. Of a country without data, and of an unknown one, there is none."""
    return holidays_of(country, day.year).get(day) if country else None


@cache
def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """Public holidays of the whole country, and those that most of its regions keep."""
    import holidays  # A tenth of a second that only booking needs.

    try:
        found = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return {}
    regions = [
        holidays.country_holidays(country, subdiv=region, years=year)
        for region in found.subdivisions
    ]
    kept: dict[date, str] = {day: str(name) for day, name in found.items()}
    for day in {day for region in regions for day in region} - set(kept):
        having = [region for region in regions if day in region]
        if len(having) * 2 > len(regions):
            kept[day] = str(having[0][day])
    return kept
