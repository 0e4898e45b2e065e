"""Dates as pages and feeds write them: ISO 8601 in its many spellings, RFC 5322, Unix time, and
the words and numbers that people write for people."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate
from typing import Final

from app.reading.written_dates import DAY_FIRST, DateStyle, read_written
from app.reading.zones import split_zone

MAX_DATE_LENGTH: Final = 80
_ISO: Final = re.compile(
    r"(\d{4})(?:(\d\d)(\d\d)|\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})\.?)"
    r"(?:[T\s]*(\d{1,2})[:.]?(\d\d)(?::?(\d\d)(?:[.,:]\d+)?)?(?:\s*([ap])m\b)?)?(?!\d)",
    re.IGNORECASE,
)
_RFC5322: Final = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s+)?\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+"
    r"(?:(?:19|20)\d\d|\d\d)(?:\s+\d{1,2}:\d\d(?::\d\d)?)?",
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
_DAYS_END: Final = re.compile(r"(?<![\d:])24:00(?::00(?:\.0+)?)?(?![\d:])")
_MERIDIEM: Final = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)


def parse_date(text: str | None, style: DateStyle | None = DAY_FIRST) -> datetime | None:
    """A moment with a zone: the one stated, else UTC. None when it is no date of the web's age.

    `style` says how numbers are to be read that may be day or month; without one only what a
    standard knows is read.
    """
    if not text or len(text) > MAX_DATE_LENGTH:
        return None
    try:
        moment = _moment(_tidied(text), style)
    except (ValueError, OverflowError):
        return None
    return moment if moment and 1990 <= moment.year < 2100 else None


def _tidied(text: str) -> str:
    """Full-width digits as plain ones, one kind of space, whole seconds, no label, plain "pm"."""
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    return _MERIDIEM.sub(r"\1m", _FRACTION.sub("", _LABEL.sub("", line)))


def _moment(text: str, style: DateStyle | None) -> datetime | None:
    unix = _UNIX.fullmatch(text)
    if unix:
        return datetime.fromtimestamp(int(unix[1]), UTC)
    bare, zone = split_zone(text)
    bare, at_days_end = _DAYS_END.subn("00:00", bare, count=1)
    moment = _iso(bare, style) if _ISO.match(bare) else _rfc5322(bare)
    if moment is None and style:
        moment = read_written(bare, style)
    if moment is None:
        return None
    return moment.replace(tzinfo=zone or UTC) + timedelta(days=at_days_end)


def _iso(text: str, style: DateStyle | None) -> datetime | None:
    """Raises ValueError where the numbers are no day or time."""
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day = found[1], found[2] or found[4], found[3] or found[5]
    moment = datetime(int(year), int(month), int(day))  # noqa: DTZ001 - the zone is added last
    if style and any(map(str.isalnum, text[found.end() :])):
        return read_written(text, style) or moment + _time(found)
    return moment + _time(found)


def _time(found: re.Match[str]) -> timedelta:
    """Of the day. A leap second is taken for the last of its minute."""
    hour, minute, second = (int(found[number] or 0) for number in (6, 7, 8))
    if found[9] and hour <= 12:
        hour = hour % 12 + (12 if found[9] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError(f"{found[0]} has no time of day.")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _rfc5322(text: str) -> datetime | None:
    """The one that most feeds write; read here because it is read a thousand times."""
    fields = parsedate(text) if _RFC5322.fullmatch(text) else None
    return datetime(*fields[:6]) if fields else None  # noqa: DTZ001 - the zone is added last
