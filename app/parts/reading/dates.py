"""Dates as pages and feeds write them: ISO 8601 in its many spellings, RFC 5322, Unix time, and
the words and numbers that people write for people."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate
from typing import Final

from app.parts.reading.written_dates import DAY_FIRST, DateStyle, read_written
from app.parts.reading.zones import split_zone

MAX_DATE_LENGTH: Final = 80
_ISO: Final = re.compile(
    r"(\d{4})(?:(\d\d)(\d\d)|\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})\.?)"
    r"(?:[T\s]*(\d{1,2})[:.]?(\d\d)(?::?(\d\d)(?:[.,:]\d+)?)?(?:\s*([ap])m\b)?)?(?!\d)",
    re.IGNORECASE,
)
# With two figures of a year any of the three may be it.
_DAY_OR_MONTH_FIRST: Final = re.compile(r"(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d),?")
_RFC5322: Final = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s+)?\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+"
    r"(?:(?:19|20)\d\d|\d\d)(?:\s+\d{1,2}:\d\d(?::\d\d)?)?",
    re.IGNORECASE,
)
# The same in the order of C's asctime, and of JavaScript's dates.
_ASCTIME: Final = re.compile(
    r"(?:[a-z]{3}\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d{1,2}\s+"
    r"(?:\d{1,2}:\d\d(?::\d\d)?\s+(?:19|20)\d\d|(?:19|20)\d\d\s+\d{1,2}:\d\d(?::\d\d)?)",
    re.IGNORECASE,
)
# Seconds since 1970 or parts of them, also as .NET writes them into JSON.
_UNIX: Final = re.compile(r"(?:@|/Date\()?(1\d{9})(?:\d{3}|\d{6})?(?:\.\d+)?(?:(?:[+-]\d{4})?\)/)?")
_LABEL: Final = re.compile(
    r"^(?:[^\W\d][^\d:]{2,20}:\s+"
    r"|(?:last )?(?:published|posted|updated|modified|created) (?:on )?)",
    re.IGNORECASE,
)
_FRACTION: Final = re.compile(r"(?<=\d:\d\d:\d\d)[.,:]\d{1,9}(?![\d-])")
_CLOCK: Final = re.compile(r"\d\D{1,3}\d\d")
_DAYS_END: Final = re.compile(r"(?<![\d:])24:00(?::00(?:\.0+)?)?(?![\d:])")
_MERIDIEM: Final = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)


def parse_date(
    text: str | None, style: DateStyle = DAY_FIRST, *, in_words: bool = True
) -> datetime | None:
    """A moment with a zone: the one stated, else UTC. None when it is no date of the web's age.

    `style` says how numbers are to be read that may be day or month. To read words takes fifty
    times as long as to read numbers and the words of a standard, and is left out when asked.
    """
    if not text or len(text) > MAX_DATE_LENGTH:
        return None
    try:
        moment = _moment(_tidied(text), style, in_words=in_words)
    except (ValueError, OverflowError):
        return None
    return moment if moment and 1990 <= moment.year < 2100 else None


def _tidied(text: str) -> str:
    """Full-width digits as plain ones, one kind of space, whole seconds, no label, plain "pm"."""
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    return _MERIDIEM.sub(r"\1m", _FRACTION.sub("", _LABEL.sub("", line)))


def _moment(text: str, style: DateStyle, *, in_words: bool) -> datetime | None:
    unix = _UNIX.fullmatch(text)
    if unix:
        return datetime.fromtimestamp(int(unix[1]), UTC)
    bare, zone = split_zone(text)
    bare, at_days_end = _DAYS_END.subn("00:00", bare, count=1)
    found = _ISO.match(_year_first(bare, style))
    moment = _iso(found) if found else _of_programs(bare)
    rest = found.string[found.end() :] if found else ""
    if moment is None or any(map(str.isalnum, rest)):
        moment = (_written(bare, rest, style) or moment) if in_words else None
    if moment is None:
        return None
    return moment.replace(tzinfo=zone or UTC) + timedelta(days=at_days_end)


def _written(text: str, rest: str, style: DateStyle) -> datetime | None:
    """What follows a day in numbers, `rest`, is its time; or, without numbers of its own, at most
    a word for the half of the day."""
    return read_written(text, style, in_its_language=bool(rest) and not _CLOCK.search(rest))


def _year_first(text: str, style: DateStyle) -> str:
    """A date in numbers that begins with day or month, as ISO 8601 has it."""
    found = _DAY_OR_MONTH_FIRST.match(text)
    if found is None:
        return text
    day, month = found[1], found[3]
    if (style.order == "MDY" and found[2] != "." and int(day) <= 12) or int(month) > 12:
        day, month = month, day
    return f"{found[4]}-{month}-{day}{text[found.end() :]}"


def _iso(found: re.Match[str]) -> datetime:
    """Raises ValueError where the numbers are no day or time."""
    year, month, day = found[1], found[2] or found[4], found[3] or found[5]
    return datetime(int(year), int(month), int(day)) + _time(found)  # noqa: DTZ001 - added last


def _time(found: re.Match[str]) -> timedelta:
    """Of the day. A leap second is taken for the last of its minute."""
    hour, minute, second = (int(found[number] or 0) for number in (6, 7, 8))
    if found[9] and hour <= 12:
        hour = hour % 12 + (12 if found[9] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError(f"{found[0]} has no time of day.")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _of_programs(text: str) -> datetime | None:
    """What most feeds write; read here because it is read a thousand times."""
    is_standard = _RFC5322.fullmatch(text) or _ASCTIME.fullmatch(text)
    fields = parsedate(text) if is_standard else None
    return datetime(*fields[:6]) if fields else None  # noqa: DTZ001 - the zone is added last
