"""When an endpoint that is at its limit may be asked again, by its headers and its words. Pure.

Retry-After is RFC 9110, 10.2.3. The reset headers are those of https://platform.openai.com/docs/
guides/rate-limits ("1m30s") and of gateways that name a moment instead: seconds or milliseconds
since 1970, or ISO 8601. Several endpoints say it nowhere but in the words of their error.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

NO_LONGER_THAN = timedelta(days=1)
"""Of a wish to wait; what asks for more is broken."""
RETRY_AFTER = (("retry-after-ms", 1e-3), ("x-ms-retry-after-ms", 1e-3), ("retry-after", 1.0))
UNITS = {
    r"us|µs": 1e-6,
    r"ms|msecs?|millis|milliseconds?": 1e-3,
    r"s|secs?|seconds?": 1.0,
    r"m|mins?|minutes?": 60.0,
    r"h|hrs?|hours?": 3_600.0,
    r"d|days?": 86_400.0,
}
NUMBER = r"\d{1,12}(?:\.\d{1,24})?"
UNIT = rf"(?:{'|'.join(UNITS)})(?![a-zµ])"
PART = re.compile(rf"({NUMBER})\s?({UNIT})")
DURATION = rf"{NUMBER}\s?{UNIT}(?:(?:,|\sand)?\s?{NUMBER}\s?{UNIT}){{0,4}}"
MOMENT = r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:z|[+-]\d\d:?\d\d)?"
ASKS = r"(?:try again|retry|retrying|retry.?after|retry.?delay|wait|resets?|reset.?(?:after|at|in))"
WAIT_IN_WORDS = re.compile(
    rf"{ASKS}\W{{1,6}}(?:[a-z]{{1,15}}\W{{1,4}}){{0,3}}?(?:({DURATION})|({MOMENT}))"
)
WAIT_IN_FIELD = re.compile(
    rf"(?:retry.?(?:after|in|delay)|estimated.time)(?:.?(ms|millis\w{{0,7}}|s\w{{0,6}}))?\W{{1,6}}({NUMBER})(?![\w.:-])"
)
EPOCHS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (1e9, 1.0))
"""From which number on a moment is meant, and how many of its units make a second: nano-, micro-
and milliseconds since 1970, then seconds. A smaller number counts seconds from now."""
KINDS = ("token", "request")
RATE_LIMIT = re.compile(r"\b(?:reset|t)=(\d{1,12})")
"""In the header RateLimit, of two drafts of the IETF."""


def wish_to_wait(headers: Mapping[str, str], words: str, now: datetime) -> timedelta | None:
    """How long to wait, as told; None when nothing says it. Names of headers and all words are
    in lower case."""
    told = retry_after(headers, now)
    if told is None:
        told = seconds_in_words(words, now)
    if told is None:
        told = reset_in_headers(headers, words, now)
    return None if told is None else bounded(told)


def bounded(seconds: float) -> timedelta:
    return timedelta(seconds=min(max(0.0, seconds), NO_LONGER_THAN.total_seconds()))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds in Retry-After, as a number or as a date."""
    for name, unit in RETRY_AFTER:
        value = headers.get(name, "").strip().lower()
        seconds = number(value)
        told = seconds * unit if seconds is not None else seconds_until(value, now)
        if told is not None:
            return told
    return None


def seconds_in_words(words: str, now: datetime) -> float | None:
    """ "Please try again in 1m30.5s", "retry after 60 seconds", "retryDelay": "36s" …"""
    found = WAIT_IN_WORDS.search(words)
    if found:
        return in_duration(found[1]) if found[1] else seconds_until(found[2], now)
    field = WAIT_IN_FIELD.search(words)
    if field is None:
        return None
    return float(field[2]) * (1e-3 if (field[1] or "").startswith("m") else 1.0)


def reset_in_headers(headers: Mapping[str, str], words: str, now: datetime) -> float | None:
    """The reset of the limit that was met: the one of which nothing remains, else the one that
    the words are about, else the latest."""
    resets = {
        name: seconds
        for name, value in headers.items()
        if "reset" in name and "ratelimit" in name.replace("-", "")
        for seconds in [seconds_to_reset(value, now)]
        if seconds is not None
    }
    met = [name for name in resets if number(headers.get(remaining_of(name), "")) == 0]
    meant = [name for name in resets if any(f"{kind}s" in name and kind in words for kind in KINDS)]
    of_these = met or meant or resets
    in_draft = RATE_LIMIT.search(headers.get("ratelimit", ""))
    if not of_these and in_draft:
        return float(in_draft[1])
    return max((resets[name] for name in of_these), default=None)


def remaining_of(name: str) -> str:
    return name.replace("reset", "remaining")


def seconds_to_reset(value: str, now: datetime) -> float | None:
    """ "1m30s", "12ms", "30", "1790000000", "1790000000000", "2026-11-21T12:00:00Z" …"""
    text = value.strip().lower()
    told = number(text)
    if told is None:
        return in_duration(text) if re.fullmatch(DURATION, text) else seconds_until(text, now)
    for least, units in EPOCHS:
        if told >= least:
            return told / units - now.timestamp()
    return told


def in_duration(text: str) -> float:
    return sum(float(count) * unit_seconds(unit) for count, unit in PART.findall(text))


def unit_seconds(unit: str) -> float:
    return next(seconds for names, seconds in UNITS.items() if re.fullmatch(names, unit))


def number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return None if value != value else value  # NaN is no number


def seconds_until(moment: str, now: datetime) -> float | None:
    """Of an ISO 8601 moment or an HTTP date; without a zone UTC is meant."""
    try:
        then = datetime.fromisoformat(moment.strip().upper())
    except ValueError:
        try:
            then = parsedate_to_datetime(moment)
        except (TypeError, ValueError, IndexError, OverflowError):
            return None
    zoned = then if then.tzinfo else then.replace(tzinfo=UTC)
    return (zoned - now).total_seconds()
