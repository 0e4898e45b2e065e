import json

import pytest

from app.parts.model.access import ModelName
from app.parts.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelRateLimitedError,
    ModelUnavailableError,
)
from app.parts.model.rejections import Rejection, failure_for

MODEL = ModelName("gpt-9")


@pytest.mark.parametrize(
    ("status", "words", "failure", "setting"),
    [
        (401, "no", ModelDeniedError, "OPENAI_API_KEY"),
        (
            400,
            "API key not valid. Please pass a valid API key.",
            ModelDeniedError,
            "OPENAI_API_KEY",
        ),
        (402, "no credits", ModelDeniedError, "OPENAI_API_KEY"),
        (429, "insufficient_quota", ModelDeniedError, "OPENAI_API_KEY"),
        (403, "not for you", ModelDeniedError, "OPENAI_MODEL"),
        (404, "The model does not exist", ModelDeniedError, "OPENAI_MODEL"),
        (400, "unknown model gpt-9", ModelDeniedError, "OPENAI_MODEL"),
        (405, "method not allowed", ModelDeniedError, "OPENAI_BASE_URL"),
        (403, "your input was flagged", ModelFilteredError, ""),
        (400, "content_filter", ModelFilteredError, ""),
        (400, "context_length_exceeded", ModelInvalidError, ""),
        (413, "", ModelInvalidError, ""),
        (408, "", ModelUnavailableError, ""),
        (429, "slow down", ModelRateLimitedError, ""),
        (500, "", ModelUnavailableError, ""),
        (529, "overloaded", ModelUnavailableError, ""),
    ],
)
def test_each_error_answer_is_translated(
    status: int, words: str, failure: type[ModelError], setting: str
) -> None:
    translated = failure_for(status, {"message": words}, {}, MODEL)
    assert type(translated) is failure
    assert setting in str(translated)


@pytest.mark.parametrize("status", [400, 422])
def test_a_bad_request_is_something_to_learn_from(status: int) -> None:
    translated = failure_for(status, {"message": "response_format is not supported"}, {}, MODEL)
    assert isinstance(translated, Rejection)
    assert "response_format" in translated.complaint


def test_the_endpoints_own_words_are_never_repeated() -> None:
    for status in (400, 401, 403, 404, 413, 429, 500):
        assert "secret" not in str(failure_for(status, {"message": "secret text"}, {}, MODEL))


LIMITS = [
    "Rate limit reached for `m` on tokens per minute (TPM): Limit 600, Used 590. Please try again "
    "in 3s. Upgrade today at https://provider.example/settings/billing",
    "You exceeded your current quota, please check your plan and billing details. * Quota exceeded "
    "for free requests, limit: 20. Please retry in 2.5s.",
    "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock more requests per day",
    "You use a trial key, which is limited to 10 calls / minute. Add a billing method for more.",
    "insufficient_quota: the upstream load of this group is saturated, please try again later",
    "INSUFFICIENT QUOTA: you exceeded your limit of concurrent requests",
    "Too many tokens, please wait before trying again.",
    "Requests rate limit exceeded",
    "no words of a limit at all",
]


@pytest.mark.parametrize("words", LIMITS)
def test_a_rate_limit_that_speaks_of_money_is_a_rate_limit(words: str) -> None:
    assert type(failure_for(429, {"error": {"message": words}}, {}, MODEL)) is ModelRateLimitedError


def headers_of_a_reset() -> list[dict[str, str]]:
    return [
        {"retry-after": "7"},
        {"x-ratelimit-reset-requests": "1m30s"},
        {"x-ratelimit-reset": "1795262460000"},
    ]


@pytest.mark.parametrize("headers", headers_of_a_reset())
def test_a_lack_with_a_reset_is_a_rate_limit_whatever_its_words(headers: dict[str, str]) -> None:
    lack = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
    assert type(failure_for(429, lack, headers, MODEL)) is ModelRateLimitedError


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "You exceeded your current quota, please check your plan and billing details."),
        (429, "Your account has no credit. See https://provider.example/docs/rate-limits"),
        (400, "Your credit balance is too low to use this API"),
        (403, "Sorry, your account balance is insufficient: insufficient_balance"),
        (402, "This request requires more credits"),
        (429, "Insufficient balance: top up your credit and try again"),
        (403, "AllocationQuota.FreeTierOnly: the free tier of the model is exhausted"),
    ],
)
def test_a_lack_without_a_reset_is_an_empty_account(status: int, words: str) -> None:
    failure = failure_for(status, {"error": {"message": words}}, {}, MODEL)
    assert type(failure) is ModelDeniedError
    assert "no credit left" in str(failure)


def test_what_a_bad_request_repeats_of_the_question_is_no_word_on_the_account() -> None:
    repeated = "response_format is unknown. You sent: " + "a page " * 50 + "insufficient_balance"
    assert isinstance(failure_for(400, {"message": repeated}, {}, MODEL), Rejection)


def seconds_to_wait(status: int, body: object) -> float | None:
    failure = failure_for(status, body, {}, MODEL)
    assert isinstance(failure, ModelRateLimitedError)
    return None if failure.retry_after is None else failure.retry_after.total_seconds()


def test_the_time_to_wait_is_found_wherever_the_body_has_it() -> None:
    inner = {"code": 429, "details": [{"@type": "RetryInfo", "retryDelay": "36s"}]}
    handed_on = {"X-RateLimit-Reset": "2", "X-RateLimit-Remaining": "0"}
    assert seconds_to_wait(429, [{"error": inner}]) == 36
    assert seconds_to_wait(429, {"error": {"message": json.dumps({"error": inner})}}) == 36
    assert seconds_to_wait(429, {"error": {"metadata": {"headers": handed_on}}}) == 2
    assert seconds_to_wait(429, {"error": "BUSY", "message": "Try again in 4 seconds"}) == 4


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("Limit: 20 requests per minute", 20), ("daily limit reached", 3_600), ("rate limit", None)],
)
def test_without_a_time_the_window_of_the_limit_tells_how_long_to_wait(
    words: str, seconds: float | None
) -> None:
    assert seconds_to_wait(429, {"message": words}) == seconds


@pytest.mark.parametrize(
    ("status", "words", "said"),
    [
        (404, "404 page not found", "no model's endpoint at this address"),
        (404, "", "has no model 'gpt-9'"),
        (404, "model 'gpt-9' not found, try pulling it first", "has no model 'gpt-9'"),
        (400, "The model gpt-8 has been decommissioned", "has no model 'gpt-9'"),
        (404, "No endpoints found matching your data policy", "privacy settings"),
        (403, "<html><title>Just a moment...</title>", "firewall"),
        (403, "Country, region, or territory not supported: unsupported_country", "country"),
        (400, "User location is not supported for the API use.", "country"),
    ],
)
def test_a_denial_says_what_is_really_wrong(status: int, words: str, said: str) -> None:
    failure = failure_for(status, words, {}, MODEL)
    assert type(failure) is ModelDeniedError
    assert said in str(failure)


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"error": {"code": 503, "message": "Loading model"}}, 10),
        ({"error": "Model x is currently loading", "estimated_time": 20.5}, 20.5),
        ({"error": "Server busy, retry in 4s"}, 4),
        ({"error": "down"}, None),
    ],
)
def test_a_model_that_is_being_loaded_is_given_time(body: object, seconds: float | None) -> None:
    failure = failure_for(503, body, {}, MODEL)
    assert type(failure) is ModelUnavailableError
    told = failure.retry_after
    assert (told.total_seconds() if told else None) == seconds


@pytest.mark.parametrize("status", [403, 500, 503])
def test_a_gateway_that_hides_a_rate_limit_behind_another_status_is_understood(status: int) -> None:
    body = {"error": {"code": "rate_limit_exceeded", "message": "Try again in 9s"}}
    assert seconds_to_wait(status, body) == 9


def test_a_question_beyond_the_limit_itself_is_too_long_and_not_waited_for() -> None:
    words = "Request too large for `m` on tokens per minute (TPM): Limit 600, Requested 700"
    assert type(failure_for(429, {"message": words}, {}, MODEL)) is ModelInvalidError
