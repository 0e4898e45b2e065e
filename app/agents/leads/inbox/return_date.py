"""The day on which somebody is there again, by an automatic reply in any of some languages.

What is said of the return counts more than an end ("until 5 May"), which counts more than a range.
A day without a year is the next after the mail; one that is past or over a year away is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from app.agents.leads.inbox.phrases import read_groups, squeezed

MOST_READ: Final = 3_000
"""Characters of the reply; below are signatures and terms."""
CUE_BEFORE: Final = 60
CUE_BEHIND: Final = 40
LONGEST: Final = timedelta(days=550)
LEAST_LETTERS: Final = 3

_DAY_FIRST: Final = re.compile(
    r"(?<![\d.,:/+-])(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|\u00ba|\u00aa|\u00b0|:e|-\u0433\u043e)?"
    r"(?:\s?(?:[-\u2013\u2014]|to|bis|au|al|do|a)\s?(?P<until>\d{1,2})(?:\.|st|nd|rd|th|er|\u00ba|\u00b0)?)?"
    r"[\s.-]{0,2}(?:(?:de|of|del|di)\s|d'\s?)?(?P<month>[^\W\d_]{3,14})\b\.?"
    r"(?:,?\s?(?:de|del|of)?\s?(?P<year>20\d\d))?"
)
_MONTH_FIRST: Final = re.compile(
    r"\b(?P<month>[^\W\d_]{3,14})\.?\s(?:the\s)?(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?(?![\d:/])"
    r"(?:\s?(?:[-\u2013\u2014]|to|through)\s?(?P<until>\d{1,2})(?:st|nd|rd|th)?(?![\d:/]))?"
    r"(?:,?\s(?P<year>20\d\d))?"
)
_YEAR_FIRST: Final = re.compile(
    r"(?<!\d)(?P<year>20\d\d)\s?[-./\u5e74\ub144]\s?(?P<month>\d{1,2})\s?[-./\u6708\uc6d4]\s?(?P<day>\d{1,2})(?!\d)"
)
_NUMBERS: Final = re.compile(
    r"(?<![\d.,:/+-])(?P<day>\d{1,2})(?P<sign>[./-])(?P<month>\d{1,2})"
    r"(?:(?P=sign)(?P<year>20\d\d|\d\d))?(?![\d:]|[./-]\d)"
)
_EAST_ASIAN: Final = re.compile(
    r"(?<!\d)(?P<month>\d{1,2})\s?[\u6708\uc6d4]\s?(?P<day>\d{1,2})\s?[\u65e5\uc77c\u53f7]"
)
_NEXT: Final = re.compile(r"\b(?:next|n\u00e4chste[nrm]?|volgende|pr\u00f3ximo) $")
DAYS_OF_WEEK: Final = 7
_WORD: Final = re.compile(r"[^\W\d_]{4,14}(?:-feira)?")


@dataclass(frozen=True, slots=True)
class _Words:
    months: dict[str, int]
    weekdays: dict[str, int]
    back: "re.Pattern[str]"
    until: "re.Pattern[str]"
    back_behind: "re.Pattern[str]"
    until_behind: "re.Pattern[str]"


@dataclass(frozen=True, slots=True)
class _Found:
    """A day in the text: `weight` is higher for what is said of the return."""

    weight: int
    day: date


def return_date(text: str, sent_on: date | None) -> date | None:
    """None when the text does not say it, or not with a year while `sent_on` is unknown."""
    said = squeezed(text[:MOST_READ])
    found = [*_dates(said, sent_on), *_weekdays(said, sent_on)]
    if not found:
        return None
    best = max(one.weight for one in found)
    return max(one.day for one in found if one.weight == best) if best else None


def _dates(said: str, sent_on: date | None) -> Iterator[_Found]:
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST, _NUMBERS, _EAST_ASIAN):
        for match in pattern.finditer(said):
            day = _day(match, sent_on)
            if day is not None:
                ends_range = bool(match.groupdict().get("until"))
                yield _Found(_weight(said, match, ends_range=ends_range), day)


def _day(match: "re.Match[str]", sent_on: date | None) -> date | None:
    parts = match.groupdict()
    month = _month(parts["month"])
    day = int(parts.get("until") or parts["day"])
    year = int(parts["year"]) if parts.get("year") else None
    if month is None:
        return None
    if "sign" in parts:
        return _plausible_of(parts["sign"], (day, month), year, sent_on)
    return _plausible(day, month, year, sent_on)


def _plausible_of(
    sign: str, numbers: tuple[int, int], year: int | None, sent_on: date | None
) -> date | None:
    """The day comes first, but between slashes it may be the month: then the nearer day counts."""
    first, second = numbers
    day_first = _plausible(first, second, year, sent_on)
    month_first = _plausible(second, first, year, sent_on) if sign == "/" else None
    return min((day for day in (day_first, month_first) if day is not None), default=None)


def _plausible(day: int, month: int, year: int | None, sent_on: date | None) -> date | None:
    years = [year if year > 99 else 2000 + year] if year is not None else []
    if not years and sent_on is not None:
        years = [sent_on.year, sent_on.year + 1]
    for one in years:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if sent_on is None or sent_on <= found <= sent_on + LONGEST:
            return found
    return None


def _month(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    months = _words().months
    if written in months:
        return months[written]
    numbers = {number for name, number in months.items() if name.startswith(written)}
    return numbers.pop() if len(numbers) == 1 and len(written) >= LEAST_LETTERS else None


def _weight(said: str, match: "re.Match[str]", *, ends_range: bool) -> int:
    before = _clause(said[max(0, match.start() - CUE_BEFORE) : match.start()])
    behind = said[match.end() : match.end() + CUE_BEHIND]
    cues = [(one.end(), 3) for one in _words().back.finditer(before)]
    cues += [(one.end(), 2) for one in _words().until.finditer(before)]
    if _words().back_behind.match(behind):
        return 3
    if _words().until_behind.match(behind):
        return 2
    if any(weight == 3 for _, weight in cues):
        return 3
    return 2 if cues else int(ends_range)


def _clause(before: str) -> str:
    """Since the last sentence ended; a point behind a number or an abbreviation ends none."""
    return re.split(r"(?<=[^\d\s]{4})(?<!schl)(?<!inkl)(?<!incl)[.!?]\s|[;\n\u3002\uff01]", before)[
        -1
    ]


def _weekdays(said: str, sent_on: date | None) -> Iterator[_Found]:
    """ "Back on Monday": the next one, when nothing but the weekday is said."""
    if sent_on is None:
        return
    for match in _WORD.finditer(said):
        weekday = _words().weekdays.get(match.group())
        if weekday is None or _weight(said, match, ends_range=False) < 3:
            continue
        ahead = (weekday - sent_on.isoweekday()) % 7 or 7
        if _NEXT.search(said[: match.start()]) and sent_on.isoweekday() + ahead <= DAYS_OF_WEEK:
            ahead += DAYS_OF_WEEK
        if not re.match(r"[,.]?\s?(?:the\s|den\s|dem\s|le\s|el\s|il\s)?\d", said[match.end() :]):
            yield _Found(2, sent_on + timedelta(days=ahead))


@lru_cache(maxsize=1)
def _words() -> _Words:
    groups = read_groups("calendar_words.txt")
    return _Words(
        _numbered(groups["months"]),
        _numbered(groups["weekdays"]),
        re.compile(rf"\b(?:{'|'.join(groups['back'])})"),
        re.compile(rf"\b(?:{'|'.join(groups['until'])})"),
        re.compile(rf"\.?[^.!?\n]{{0,25}}?(?:{'|'.join(groups['back_behind'])})"),
        re.compile(rf"\s?(?:{'|'.join(groups['until_behind'])})"),
    )


def _numbered(lines: list[str]) -> dict[str, int]:
    return {name: int(line.split()[0]) for line in lines for name in line.split()[1:]}
