"""What an endpoint's error answer means for us, in plain words. Pure.

Codes as in https://platform.openai.com/docs/guides/error-codes and as gateways in front of other
models use them. The endpoint's own words are read for their meaning but never shown or logged:
some repeat the question in them.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from app.parts.model.access import ModelName
from app.parts.model.error_body import has, headers_in, status_in, words_of
from app.parts.model.error_words import (
    BAD_KEY,
    BAD_MODEL,
    FILTER,
    FIREWALL,
    FORMAT,
    LIMIT,
    LIMIT_CODES,
    NO_CREDIT,
    NO_TOOLS,
    NOT_SERVED_HERE,
    OVER_THE_LIMIT,
    PAYMENT,
    PRIVACY,
    TOO_LONG,
)
from app.parts.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelRateLimitedError,
    ModelUnavailableError,
)
from app.parts.model.resets import wish_to_wait

WINDOWS = {
    re.compile(r"(?:per|/)[\s_-]?day|\b[rt]pd\b|\bdaily\b"): timedelta(hours=1),
    re.compile(r"(?:per|/)[\s_-]?hour|\b[rt]ph\b|\bhourly\b"): timedelta(minutes=10),
    re.compile(r"(?:per|/)[\s_-]?min|\b[rt]pm\b"): timedelta(seconds=20),
}
"""How long to wait when only the window of the limit is told: a part of it."""
TOO_MUCH_ASKED = ("no endpoints found that", "requested parameters", *FORMAT)
LOADING = timedelta(seconds=10)
"""A try to wait for a model that is read from the disk."""
PASSING = {408, 409, 423, 425}
REJECTED = {400, 422}
ECHO_FROM = 300
"""Characters; what comes later in a complaint about the request may be the request itself."""
BAD_GATEWAY = 502
MEANT = {
    401: BAD_KEY,
    402: NO_CREDIT,
    429: (*LIMIT_CODES, "rate limit", "rate-limit"),
    404: (*BAD_MODEL, "not found", "unexpected endpoint"),
}
"""The status that an error without one stands for, by its words."""


class Rejection(Exception):  # noqa: N818 (not a failure yet: the question can be put otherwise)
    """The endpoint understood us, but does not take the request as it is put.

    `otherwise` is the failure it stands for when there is no simpler way to put it.
    """

    def __init__(self, complaint: str, otherwise: ModelError) -> None:
        super().__init__("rejected")
        self.complaint = complaint
        self.otherwise = otherwise


def failure_for(
    status: int, body: object, headers: Mapping[str, str], model: ModelName
) -> ModelError | Rejection:
    """The failure behind an answer with an HTTP error status, or a Rejection to learn from."""
    words = words_of(body)
    told = wish_to_wait({**headers_in(body), **headers}, words, datetime.now(UTC))
    return (
        about_the_question(status, words)
        or about_the_account(status, words, told)
        or about_the_rate(status, words, told)
        or about_the_way(status, words, model)
        or about_the_rest(status, words, told, model)
    )


def failure_told(error: object, model: ModelName) -> ModelError | Rejection:
    """The failure behind an error that a gateway put into an answer of a good status."""
    words = words_of(error)
    named = (status for status, meant in MEANT.items() if has(words, meant))
    return failure_for(status_in(error) or next(named, BAD_GATEWAY), error, {}, model)


def about_the_question(status: int, words: str) -> ModelError | None:
    if status in {400, 403, 422} and has(words, FILTER):
        return ModelFilteredError("The provider's content filter refused the question.")
    if status == 413 or (status in REJECTED and has(words, TOO_LONG)):
        return too_long("The question is longer than the model takes.")
    if status == 429 and has(words, OVER_THE_LIMIT):
        return too_long("The question is longer than the account's rate limit allows.", limit=True)
    return None


def too_long(reason: str, *, limit: bool = False) -> ModelInvalidError:
    """That the model cannot read so much stays true of it; an account's `limit` may be raised."""
    error = ModelInvalidError(reason)
    error.too_long, error.is_answer = True, not limit
    return error


def about_the_account(status: int, words: str, told: timedelta | None) -> ModelError | None:
    if status == 401 or (status in REJECTED and has(words, BAD_KEY)):
        return ModelDeniedError(
            "The model's endpoint does not accept the key: check OPENAI_API_KEY."
        )
    if is_without_credit(status, words, told):
        return ModelDeniedError(
            "The account of OPENAI_API_KEY has no credit left: top it up or use another key."
        )
    if status in {400, 403} and has(words[:ECHO_FROM], NOT_SERVED_HERE):
        return ModelDeniedError(
            "The provider does not serve the country that this service runs in: "
            "use another provider or another host."
        )
    return None


def is_without_credit(status: int, words: str, told: timedelta | None) -> bool:
    """A rate limit may speak of billing as well, because paying more would raise it. It passes,
    though, and says so: by a time to wait, or by the words for a limit."""
    if status == 429:
        return told is None and has(words, PAYMENT) and not LIMIT.search(words)
    return status == 402 or (status in {400, 403} and has(words[:ECHO_FROM], NO_CREDIT))


def about_the_rate(status: int, words: str, told: timedelta | None) -> ModelError | None:
    is_limit = status == 429 or (status >= 400 and has(words[:ECHO_FROM], LIMIT_CODES))
    if not is_limit:
        return None
    guesses = (wait for window, wait in WINDOWS.items() if window.search(words))
    wait = next(guesses, None) if told is None else told
    return ModelRateLimitedError("The model's endpoint asks us to slow down.", retry_after=wait)


def about_the_way(status: int, words: str, model: ModelName) -> Rejection | None:
    if status in REJECTED and not has(words, BAD_MODEL):
        malformed = ModelInvalidError("The model's endpoint rejects the request as malformed.")
        malformed.is_answer = False
        return Rejection(words, malformed)
    if status == 404 and has(words, TOO_MUCH_ASKED):
        return Rejection(words, denied(status, words, model))
    if status in {500, 501} and has(words[:ECHO_FROM], (*FORMAT, *NO_TOOLS)):
        return Rejection(words, in_trouble(status, None))
    return None


def about_the_rest(status: int, words: str, told: timedelta | None, model: ModelName) -> ModelError:
    if status in PASSING or status >= 500:
        is_loading = told is None and "loading" in words[:ECHO_FROM]
        return in_trouble(status, LOADING if is_loading else told)
    return denied(status, words, model)


def in_trouble(status: int, told: timedelta | None) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"The model's endpoint is in trouble (status {status}).", retry_after=told
    )


def denied(status: int, words: str, model: ModelName) -> ModelDeniedError:
    name, setting = model.name, model.setting
    if status == 403 and has(words, FIREWALL):
        return ModelDeniedError(
            "A firewall in front of the model's endpoint turned us away: check OPENAI_BASE_URL, "
            "and ask the provider."
        )
    if status == 403:
        return ModelDeniedError(
            f"The key may not use the model '{name}': check OPENAI_API_KEY and {setting}."
        )
    if status == 404 and has(words, PRIVACY):
        return ModelDeniedError(
            f"The privacy settings of your provider's account allow no endpoint for '{name}': "
            f"change them there, or {setting}."
        )
    if has(words, ("model", "no endpoints")) or not words.strip(' "'):
        return ModelDeniedError(
            f"The endpoint has no model '{name}': check {setting} and OPENAI_BASE_URL."
        )
    return ModelDeniedError(
        f"There is no model's endpoint at this address (status {status}): check OPENAI_BASE_URL "
        f"(many end in /v1), and that {setting} '{name}' exists."
    )
