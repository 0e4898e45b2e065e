"""When a site may be asked again."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_WAIT: Final = timedelta(hours=24)
# Less than the ten minutes between runs: one bad answer does not cost a site its next turn.
_FIRST_WAIT: Final = timedelta(minutes=5)
# Past this many doublings the wait is at its longest anyway; it keeps the power small.
_MAX_DOUBLINGS: Final = 16
_SECONDS: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MAX_HEADER_CHARS: Final = 64


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3: seconds or a date).

    At most 24 hours; a date that is past is 0; None when there is no header or no sense in it.
    """
    text = (value or "").strip()[:_MAX_HEADER_CHARS]
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST_WAIT.total_seconds())
    moment = parse_http_date(text)
    if moment is None:
        return None
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT.total_seconds())


def next_allowed_at(now: datetime, failures: int, retry_after_seconds: float | None) -> datetime:
    """The earliest time for the next try after `failures` failures in a row.

    Doubles from five minutes; never before what the site asked for; never past 24 hours.
    """
    wait = timedelta()
    if failures > 0:
        wait = _FIRST_WAIT * 2 ** min(failures - 1, _MAX_DOUBLINGS)
    if retry_after_seconds is not None:
        longest = LONGEST_WAIT.total_seconds()
        wait = max(wait, timedelta(seconds=min(max(retry_after_seconds, 0.0), longest)))
    return now + min(wait, LONGEST_WAIT)


def parse_http_date(text: str) -> datetime | None:
    """A date as headers write it, in one of its three spellings (RFC 9110, 5.6.7)."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
