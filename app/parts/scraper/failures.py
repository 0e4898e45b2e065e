"""What Apify's statuses mean, in the words of the error family.

Their types of error are many and change; the status says who has to mend it
(docs.apify.com/api/v2).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from app.lib.errors import PermanentError, TransientError
from app.parts.scraper.one_page import ACTOR
from app.parts.web.retry_after import parse_retry_after

DENIED: Final[Mapping[int, str]] = {
    400: "does not take the order: the actor may have changed, look for a newer version of Scout",
    401: "does not accept the token: check APIFY_API_TOKEN",
    402: "says that the account has no money left for it: look at Billing in the Apify Console",
    403: "does not allow it: the token may lack the right to run actors, or the limit of the month "
    "is reached (Billing in the Apify Console)",
    404: f"knows no actor {ACTOR}: it may have been renamed, look for a newer version of Scout",
}


class ScraperDeniedError(PermanentError):
    """Apify does not do it for us. Nothing was run. Says what to mend."""


class ScraperAwayError(TransientError):
    """Apify could not be asked, or the page did not come. `usd`: what that cost, None when nobody
    knows."""

    def __init__(
        self, message: str, usd: float | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.usd = usd


def check_answer(response: httpx.Response) -> None:
    """Raises ScraperDeniedError, ScraperAwayError."""
    status = response.status_code
    if status in {httpx.codes.OK, httpx.codes.CREATED}:
        return
    denied = DENIED.get(status)
    if denied:
        raise ScraperDeniedError(f"Apify {denied} ({status}).")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = parse_retry_after(response.headers.get("retry-after"), datetime.now(UTC))
        words = "Apify says it was asked too often (429)."
        raise ScraperAwayError(words, 0.0, None if wait is None else timedelta(seconds=wait))
    raise ScraperAwayError(f"Apify answered {status}.")
