"""On which days of a campaign something is shown. Pure but for the holidays, which a library has.

A brand's advertising on a public holiday needs a person's eye: many of them are days of faith or of
mourning. So there is none unless the asker wants it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it."""

    start: date
    end: date

    @property
    def days(self) -> tuple[date, ...]:
        count = (self.end - self.start).days + 1
        return tuple(self.start + timedelta(days=number) for number in range(count))


def days_without(
    period: Period, not_on: Iterable[date], holidays: Mapping[date, str]
) -> dict[date, str]:
    """With why, in words."""
    unwanted = dict.fromkeys(not_on, "Not wanted")
    reasons = {**holidays, **unwanted}
    return {day: reasons[day] for day in period.days if day in reasons}


def chosen_days(period: Period, without: Mapping[date, str], per_week: int) -> tuple[date, ...]:
    """Of each seven days from the start on so many, evenly; of fewer at the end as many fewer."""
    days = period.days
    weeks = [days[begin : begin + WEEK] for begin in range(0, len(days), WEEK)]
    chosen: list[date] = []
    for week in weeks:
        count = -(-per_week * len(week) // WEEK)
        chosen += spread([day for day in week if day not in without], count)
    return tuple(chosen)


def spread(days: Sequence[date], count: int) -> list[date]:
    """Each in the middle of its part of the days."""
    count = min(count, len(days))
    return [days[(2 * number + 1) * len(days) // (2 * count)] for number in range(count)]


def public_holidays(
    regions: Sequence[str], period: Period
) -> tuple[Mapping[date, str], tuple[str, ...]]:
    """Of the countries that the brand names, by day; and the regions of which none are known."""
    import holidays

    found: dict[date, str] = {}
    unknown: list[str] = []
    years = range(period.start.year, period.end.year + 1)
    for region in regions:
        country = country_of(region)
        if country is None or country not in holidays.list_supported_countries():
            unknown.append(region)
            continue
        for day, name in holidays.country_holidays(country, years=years, language="en_US").items():
            found[day] = f"{name} ({region})"
    return found, tuple(unknown)


def country_of(region: str) -> str | None:
    """Its code (ISO 3166) by its English name or the code itself."""
    from babel import Locale

    names = {name.casefold(): code for code, name in Locale("en").territories.items()}
    wanted = region.strip().casefold()
    code = names.get(wanted) or region.strip().upper()
    return code if len(code) == len("ZA") and code.isalpha() else None
