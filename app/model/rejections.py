"""What an endpoint's error answer means for us, in plain words. Pure.

Codes as in https://platform.openai.com/docs/guides/error-codes and as gateways in front of other
models use them. The endpoint's own words are read for their meaning but never shown or logged:
some repeat the question in them.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from app.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelUnavailableError,
)

PAYMENT = ("insufficient_quota", "exceeded your current quota", "billing", "credit")
FILTER = ("content_filter", "content management policy", "content_policy", "flagged", "moderation")
TOO_LONG = ("context_length", "context length", "maximum context", "too many tokens", "too long")
BAD_KEY = ("api key not valid", "invalid_api_key", "incorrect api key", "invalid api key")
BAD_MODEL = ("model_not_found", "does not exist", "unknown model", "not a valid model")
PASSING = {408, 409, 423, 425, 429}
REJECTED = {400, 422}
NO_LONGER_THAN = timedelta(days=1)
"""Of a Retry-After; what asks for more is broken."""


class Rejection(Exception):  # noqa: N818 (not a failure yet: the question can be put otherwise)
    """The endpoint understood us, but does not take the request as it is put."""

    def __init__(self, complaint: str) -> None:
        super().__init__("rejected")
        self.complaint = complaint


def failure_for(
    status: int, body: object, headers: Mapping[str, str], model: str
) -> ModelError | Rejection:
    """The failure behind an answer with an HTTP error status, or a Rejection to learn from."""
    words = words_of(body)
    if status in {400, 403, 422} and has(words, FILTER):
        return ModelFilteredError("The provider's content filter refused the question.")
    if status in {400, 413, 422} and (status == 413 or has(words, TOO_LONG)):
        return ModelInvalidError("The question is longer than the model takes.")
    if status == 401 or (status in REJECTED and has(words, BAD_KEY)):
        return ModelDeniedError(
            "The model's endpoint does not accept the key: check OPENAI_API_KEY."
        )
    if status == 402 or (status == 429 and has(words, PAYMENT)):
        return ModelDeniedError(
            "The account of OPENAI_API_KEY has no credit left: top it up or use another key."
        )
    if status in REJECTED and not has(words, BAD_MODEL):
        return Rejection(words)
    if status in PASSING or status >= 500:
        reason = "asks us to slow down" if status == 429 else f"is in trouble (status {status})"
        return ModelUnavailableError(
            f"The model's endpoint {reason}.", retry_after=retry_after(headers)
        )
    return denied(status, model)


def denied(status: int, model: str) -> ModelDeniedError:
    if status == 403:
        return ModelDeniedError(
            f"The key may not use the model '{model}': check OPENAI_API_KEY and OPENAI_MODEL."
        )
    return ModelDeniedError(
        f"The endpoint has no model '{model}' (status {status}): "
        "check OPENAI_MODEL and OPENAI_BASE_URL."
    )


def words_of(body: object) -> str:
    """The error answer as lower-case text to look for words in."""
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    return text[:20_000].lower()


def has(words: str, any_of: tuple[str, ...]) -> bool:
    return any(part in words for part in any_of)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long to wait: Retry-After as seconds or as a date (RFC 9110, 10.2.3)."""
    given = headers.get("retry-after-ms"), headers.get("retry-after")
    for value, divisor in zip(given, (1000, 1), strict=True):
        seconds = seconds_of(value.strip(), divisor) if value else None
        if seconds is not None:
            return min(timedelta(seconds=max(0.0, seconds)), NO_LONGER_THAN)
    return None


def seconds_of(value: str, divisor: int) -> float | None:
    try:
        seconds = float(value) / divisor
    except ValueError:
        return seconds_until(value)
    return min(seconds, NO_LONGER_THAN.total_seconds()) if not math.isnan(seconds) else None


def seconds_until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (zoned - datetime.now(UTC)).total_seconds()
