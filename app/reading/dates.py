"""Dates as pages write them: ISO 8601 in its many spellings, RFC 5322, Unix time."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_LENGTH = 80
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:](\d+))?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_UNIX = re.compile(r"1\d{9}(?:\d{3})?")


def parse_date(text: str | None) -> datetime | None:
    """A moment with a zone: the one stated, else UTC. None when it is no date of the web's age."""
    if not text or len(text) > _MAX_LENGTH:
        return None
    text = text.strip()
    moment = _iso(text) or _unix(text) or _rfc5322(text)
    if moment is None or not 1990 <= moment.year < 2100:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, _, zone = found.groups()
    stated = f"{year}-{month}-{day}"
    if hour:
        stated += f"T{hour:0>2}:{minute}:{second or '00'}{_zone(zone)}"
    try:
        return datetime.fromisoformat(stated)
    except ValueError:
        return None


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone[0] not in "+-":
        return "+00:00"
    digits = zone[1:].replace(":", "")
    digits = digits.zfill(2) if len(digits) < 3 else digits.zfill(4)
    return f"{zone[0]}{digits[:2]}:{digits[2:4] or '00'}"


def _unix(text: str) -> datetime | None:
    if not _UNIX.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _rfc5322(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
