"""What an answer's status means: a page, or which of the named failures. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from app.lib.errors import ScoutError
from app.parts.reading.types import (
    BlockedError,
    BrokenError,
    GoneError,
    TooOftenError,
    TurnedAwayError,
)
from app.parts.web.fetching.challenges import challenge_vendor, guard_vendor
from app.parts.web.fetching.failures import HiccupError
from app.parts.web.retry_after import parse_retry_after

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED: Final = 304
_PAGES: Final = frozenset({200, 203})
# 999 is what LinkedIn answers programs.
_REFUSALS: Final = frozenset({401, 402, 403, 429, 451, 999})
_NOT_THERE: Final = frozenset({404, 410})
# Told "too many requests" without a time, going straight on would be deaf.
_WAIT_WHEN_TOO_OFTEN_SECONDS: Final = 60.0
_TRY_LATER: Final = frozenset({408, 423, 425})


def is_page(status: int) -> bool:
    return status in _PAGES


def failure_of(
    status: int, headers: Mapping[str, str], body_start: bytes, host: str, now: datetime
) -> ScoutError | None:
    """The failure an answer stands for, or None when it is a page to read.

    Redirects and 304 are for the caller. `headers` are lower case; `now` has a zone and serves
    the reading of Retry-After.
    """
    wait = parse_retry_after(headers.get("retry-after"), now)
    vendor = challenge_vendor(headers, body_start)
    if status == HTTPStatus.TOO_MANY_REQUESTS and vendor is None:
        seconds = _WAIT_WHEN_TOO_OFTEN_SECONDS if wait is None else wait
        words = _refusal(status, host, guard_vendor(headers))
        return TooOftenError(words, retry_after_seconds=seconds)
    if status in _REFUSALS:
        words = _refusal(status, host, vendor or guard_vendor(headers))
        kind = TurnedAwayError if status == HTTPStatus.FORBIDDEN else BlockedError
        return kind(words, retry_after_seconds=wait)
    if vendor and status not in _NOT_THERE:
        words = f"{host} shows a robot check ({vendor}) instead of the page: it cannot be read."
        return TurnedAwayError(words, retry_after_seconds=wait)
    if is_page(status):
        return None
    return _other_failure(status, host, wait)


def _refusal(status: int, host: str, vendor: str | None) -> str:
    by = f", by {vendor}" if vendor else ""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return (
            f"{host} says it was asked too often ({_spoken(status)}{by}): left alone for a while."
        )
    return f"{host} does not let this service read it ({_spoken(status)}{by})."


def _other_failure(status: int, host: str, wait: float | None) -> ScoutError:
    said = f"{host} answered {_spoken(status)}"
    if status in _TRY_LATER or not 400 <= status < 500:
        # A site that names a time is not asked again before it; the others often just stumbled.
        kind = HiccupError if 500 <= status < 600 and wait is None else BrokenError
        return kind(f"{said}.", retry_after=None if wait is None else timedelta(seconds=wait))
    if status in _NOT_THERE:
        return GoneError(f"{said}: the page is not there (any more).")
    return GoneError(f"{said}: it does not hand the page out.")


def _spoken(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
