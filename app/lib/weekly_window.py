"""Hours of the week, as people write them in settings: `Mon-Fri 09:00-17:00`. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PART: Final = re.compile(r"([A-Za-z]+)(?:\s*-\s*([A-Za-z]+))?\s+(\S+?)\s*-\s*(\S+)")
_TIME: Final = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)", re.ASCII)
_MINUTES_OF_A_DAY: Final = 1440


class NotAWindowError(ValueError):
    """In plain words what is wrong with the text, which it quotes."""


@dataclass(frozen=True, slots=True)
class WindowPart:
    """`days` from 0, Monday; `opens` and `closes` in minutes of the day, up to 1440."""

    days: frozenset[int]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """Open whenever one of its parts is."""

    parts: tuple[WindowPart, ...]

    def contains(self, shown: datetime) -> bool:
        """By what calendar and clock show there, whatever the zone."""
        minutes = shown.hour * 60 + shown.minute
        return any(
            shown.weekday() in part.days and part.opens <= minutes < part.closes
            for part in self.parts
        )


def parse_window(text: str) -> WeeklyWindow:
    """`Mon-Fri 09:00-17:00`, several parts with commas. Raises NotAWindowError."""
    parts = tuple(_parse_part(part.strip()) for part in text.split(","))
    return WeeklyWindow(parts)


def _parse_part(text: str) -> WindowPart:
    match = _PART.fullmatch(text)
    if match is None:
        raise NotAWindowError(f"'{text[:80]}' is not days and hours such as Mon-Fri 09:00-17:00")
    first, last = _day(match[1]), _day(match[2] or match[1])
    opens, closes = _minutes(match[3]), _minutes(match[4])
    if opens >= closes:
        raise NotAWindowError(
            f"'{text[:80]}' ends before it begins; hours past midnight are two parts, "
            "one for each day"
        )
    days = frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
    return WindowPart(days, opens, closes)


def _day(word: str) -> int:
    """By its first three letters, as long as what is written is that day's name."""
    found = [n for n, name in enumerate(_FULL) if len(word) >= 3 and name.startswith(word.lower())]
    if not found:
        raise NotAWindowError(f"'{word[:40]}' is no day; the days are {', '.join(DAYS)}")
    return found[0]


def _minutes(text: str) -> int:
    match = _TIME.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else _MINUTES_OF_A_DAY + 1
    if minutes > _MINUTES_OF_A_DAY:
        raise NotAWindowError(f"'{text[:40]}' is no time of day such as 09:00 or 17:30")
    return minutes
