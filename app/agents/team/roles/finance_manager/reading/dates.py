"""Days and months as files have them, read without guessing. Pure.

31/01/2026 and 01/31/2026 are both read, but a file that never has a number above 12 in one of the
two places does not say which it means: `date_order` must.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

YEARS: Final = range(1990, 2101)
ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
NUMBERS: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
DAY_AND_NAME: Final = re.compile(r"(\d{1,2})[- ]([^\W\d]+)\.?,?[- ](\d{4})", re.ASCII)
NAME_AND_DAY: Final = re.compile(r"([^\W\d]+)\.? (\d{1,2}),? (\d{4})", re.ASCII)
ISO_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})", re.ASCII)
MONTH_NUMBERS: Final = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
NAMED_MONTH: Final = re.compile(r"([^\W\d]+)\.?[- ,/']+(\d{4})|([^\W\d]+)(?:-| ')(\d{2})", re.ASCII)
CLOCK: Final = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", re.ASCII)
NAMES: Final = (
    "january jan januarie",
    "february feb februarie",
    "march mar maart mrt",
    "april apr",
    "may mei",
    "june jun junie",
    "july jul julie",
    "august aug augustus",
    "september sep sept",
    "october oct oktober okt",
    "november nov",
    "december dec desember des",
)
MONTHS: Final = {name: number for number, names in enumerate(NAMES, 1) for name in names.split()}


class DateOrder(StrEnum):
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def later(self, months: int) -> "Month":
        counted = self.year * 12 + self.number - 1 + months
        return Month(counted // 12, counted % 12 + 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])


def month_named(text: str) -> Month | None:
    """2026-01, 01/2026, Jan 2026, Januarie 2026, Jan-26; None for anything else."""
    cleaned = " ".join(text.split()).casefold()
    if found := ISO_MONTH.fullmatch(cleaned):
        return month_of(int(found[1]), int(found[2]))
    if found := MONTH_NUMBERS.fullmatch(cleaned):
        return month_of(int(found[2]), int(found[1]))
    if found := NAMED_MONTH.fullmatch(cleaned):
        name, year = (found[1], int(found[2])) if found[1] else (found[3], 2000 + int(found[4]))
        return month_of(year, MONTHS.get(name, 0))
    return None


def month_of(year: int, number: int) -> Month | None:
    return Month(year, number) if year in YEARS and 1 <= number <= 12 else None


def date_order_of(texts: Iterable[str]) -> set[DateOrder]:
    """What the file's own dates prove: none, one, or both, which is a fault."""
    proven: set[DateOrder] = set()
    for text in texts:
        found = NUMBERS.fullmatch(without_clock(text))
        if found and int(found[1]) > 12:
            proven.add(DateOrder.DAY_FIRST)
        elif found and int(found[2]) > 12:
            proven.add(DateOrder.MONTH_FIRST)
    return proven


def is_open(text: str) -> bool:
    """May it be two days?"""
    found = NUMBERS.fullmatch(without_clock(text))
    return bool(found and found[1] != found[2] and int(found[1]) <= 12 and int(found[2]) <= 12)


def day_named(text: str, order: DateOrder | None) -> date | None:
    """None for what is no day. `order` counts for 03/04/2026 alone; without one that is None."""
    cleaned = without_clock(text)
    if found := ISO.fullmatch(cleaned):
        parts = [part for part in found.groups() if part is not None]
        return day_of(*map(int, parts))
    if found := NUMBERS.fullmatch(cleaned):
        one, other, year = map(int, found.groups())
        if order is None and one != other:
            order = next(iter(date_order_of([cleaned])), None)
        if order is None and one != other:
            return None
        is_month_first = order is DateOrder.MONTH_FIRST
        return day_of(year, one, other) if is_month_first else day_of(year, other, one)
    if found := DAY_AND_NAME.fullmatch(cleaned):
        return day_of(int(found[3]), MONTHS.get(found[2], 0), int(found[1]))
    if found := NAME_AND_DAY.fullmatch(cleaned):
        return day_of(int(found[3]), MONTHS.get(found[1], 0), int(found[2]))
    return None


def without_clock(text: str) -> str:
    return CLOCK.sub("", " ".join(text.split())).casefold()


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
