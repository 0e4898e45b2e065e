"""Whether a document writes the day or the month first, found out from all that it writes."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from app.parts.reading.dates import MAX_DATE_LENGTH, parse_date
from app.parts.reading.link_lists import FUTURE_ALLOWED
from app.parts.reading.urls import host_of
from app.parts.reading.written_dates import DateStyle, Order

_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,2})([/.-])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?!\d)")
_WEEKDAY: Final = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH_FIRST: Final = re.compile(r"[a-z]{2,3}[-_](?:us|ph)\b", re.IGNORECASE)
_YEAR_FIRST: Final = re.compile(r"(?:zh|ja|ko|hu|lt|mn)\b", re.IGNORECASE)
# Two letters that say no more of a country than .com does.
_COUNTRY_OF_NONE: Final = frozenset({"us", "ph", "co", "io", "tv", "me", "ai", "fm", "cc", "to"})
# Dates that also say the day otherwise are few and dear: so many of them are looked at.
_OTHERS_AT_MOST: Final = 20
_NUMBERS_AT_MOST: Final = 1_000


def style_of(
    texts: Iterable[str | None], *, now: datetime | None, language: str | None, url: str
) -> DateStyle:
    """How the dates of one document are to be read.

    Of the orders in which most are days that have come, and that fall on the weekday they name,
    the one that puts them closest together; where nothing decides, what its country does.
    """
    stated = [text for text in texts if text and len(text) <= MAX_DATE_LENGTH]
    numbers = [(found, text) for text in stated if (found := _NUMBERS.search(text))]
    numbers = numbers[:: 1 + len(numbers) // _NUMBERS_AT_MOST]
    own = (language or "").lower().replace("_", "-").partition("-")[0] or None
    usual = _usual_orders(language or "", url)
    if not numbers:
        return DateStyle(usual[0] if usual[0] != "YMD" else "DMY", own)
    days = {order: _days(numbers, order, now) for order in usual}
    most = max(len(found) for found in days.values())
    left = [order for order in usual if len(days[order]) == most]
    return DateStyle(_closest(left, days, _other_days(stated)) if len(left) > 1 else left[0], own)


def _usual_orders(language: str, url: str) -> tuple[Order, Order, Order]:
    country = host_of(url).rpartition(".")[2]
    is_of_another = len(country) == 2 and country not in _COUNTRY_OF_NONE
    if _YEAR_FIRST.match(language):
        return "YMD", "DMY", "MDY"
    if _MONTH_FIRST.match(language) and not is_of_another:
        return "MDY", "DMY", "YMD"
    return "DMY", "MDY", "YMD"


def _days(
    numbers: Sequence[tuple[re.Match[str], str]], order: Order, now: datetime | None
) -> list[date]:
    """Those that the order makes days of which none is still to come."""
    latest = (now + FUTURE_ALLOWED).date() if now else date.max
    found = ((_day(match, order), _WEEKDAY.search(text)) for match, text in numbers)
    return [
        day
        for day, named in found
        if day and day <= latest and (not named or _WEEKDAYS[day.weekday()] == named[1].lower())
    ]


def _day(found: re.Match[str], order: Order) -> date | None:
    day_or_year, month_or_day, last = map(int, found.group(1, 3, 4))
    last += 2000 if last < 100 else 0
    try:
        if order == "DMY":
            return date(last, month_or_day, day_or_year)
        if order == "MDY":
            return None if found[2] == "." else date(last, day_or_year, month_or_day)
        return None if len(found[4]) == 4 else date(2000 + day_or_year, month_or_day, last - 2000)
    except ValueError:
        return None


def _other_days(stated: Sequence[str]) -> list[date]:
    """What the document says without doubt: its days lie near those in doubt."""
    sure = [text for text in stated if not _NUMBERS.search(text)][:_OTHERS_AT_MOST]
    return [moment.astimezone(UTC).date() for text in sure if (moment := parse_date(text))]


def _closest(orders: Sequence[Order], days: dict[Order, list[date]], others: list[date]) -> Order:
    """The usual one, unless another puts the days much closer together."""

    def span(order: Order) -> timedelta:
        known = [*days[order], *others]
        return max(known) - min(known) if known else timedelta()

    closest = min(orders, key=span)
    return closest if span(closest) * 2 <= span(orders[0]) else orders[0]
