"""What a search provider's status means, in the words of the error family.

Each has its own: SearXNG answers 403 when its settings do not allow JSON and 429 when its limiter
takes us for a robot (docs.searxng.org), Brave 422 to a wrong key (api-dashboard.search.brave.com),
Serper 400 when the credits are used up.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from app.lib.errors import PermanentError, TransientError
from app.parts.web.retry_after import parse_retry_after

KEY_REFUSED: Final = "does not accept the key ({status}): check SEARCH_API_KEY"
NO_MONEY: Final = "says that the account has nothing left for it ({status}): look at its plan there"
NO_JSON: Final = (
    "hands out no answers in JSON ({status}): in its settings.yml, below search: and formats:, add "
    "json beside html, and start it again"
)
LIMITER: Final = (
    "takes us for a robot ({status}): in its settings.yml, below server:, set limiter: false, or "
    "name this machine in its limiter.toml (pass_ip)"
)
_KEY_STATUSES: Final = frozenset({401, 403})
_OF_THE_KEY: Final = re.compile(rb"SUBSCRIPTION_TOKEN|x-subscription-token", re.IGNORECASE)
_OF_CREDITS: Final = re.compile(rb"not enough credits", re.IGNORECASE)


class SearchDeniedError(PermanentError):
    """The provider does not let us in. Says what to mend."""


class SearchAwayError(TransientError):
    """The provider could not be asked, or gave no answer that can be read."""


def check_answer(provider: str, response: httpx.Response, body: bytes) -> None:
    """Raises SearchDeniedError, SearchAwayError."""
    status = response.status_code
    if status == httpx.codes.OK:
        return
    denied = _denied(provider, status, body)
    if denied:
        words = denied.format(status=status)
        raise SearchDeniedError(f"The search ({provider}) {words}.")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        words = f"The search ({provider}) says it was asked too often (429)."
        raise SearchAwayError(words, retry_after=_wait(response.headers))
    raise SearchAwayError(f"The search ({provider}) answered {status}.")


def _denied(provider: str, status: int, body: bytes) -> str:
    """ "" for what may pass by itself."""
    if provider == "searxng":
        return {401: KEY_REFUSED, 403: NO_JSON, 429: LIMITER}.get(status, "")
    if status in _KEY_STATUSES or (
        status == httpx.codes.UNPROCESSABLE_ENTITY and _OF_THE_KEY.search(body)
    ):
        return KEY_REFUSED
    if status == httpx.codes.PAYMENT_REQUIRED or (
        status == httpx.codes.BAD_REQUEST and _OF_CREDITS.search(body)
    ):
        return NO_MONEY
    return ""


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """By Retry-After, else by Brave's own: seconds for each window, and what is left there."""
    seconds = parse_retry_after(headers.get("retry-after"), datetime.now(UTC))
    if seconds is not None:
        return timedelta(seconds=seconds)
    resets, left = (_numbers(headers.get(f"x-ratelimit-{name}")) for name in ("reset", "remaining"))
    waits = [reset for reset, rest in zip(resets, left, strict=False) if rest == 0]
    return timedelta(seconds=max(waits)) if waits else None


def _numbers(header: str | None) -> list[int]:
    return [int(one) for one in re.findall(r"\d{1,9}", (header or "")[:100])]
