from datetime import timedelta

import pytest

from app.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelUnavailableError,
)
from app.model.rejections import Rejection, failure_for, retry_after


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
        (429, "slow down", ModelUnavailableError, ""),
        (500, "", ModelUnavailableError, ""),
        (529, "overloaded", ModelUnavailableError, ""),
    ],
)
def test_each_error_answer_is_translated(
    status: int, words: str, failure: type[ModelError], setting: str
) -> None:
    translated = failure_for(status, {"message": words}, {}, "gpt-9")
    assert type(translated) is failure
    assert setting in str(translated)


@pytest.mark.parametrize("status", [400, 422])
def test_a_bad_request_is_something_to_learn_from(status: int) -> None:
    translated = failure_for(status, {"message": "response_format is not supported"}, {}, "m")
    assert isinstance(translated, Rejection)
    assert "response_format" in translated.complaint


def test_the_endpoints_own_words_are_never_repeated() -> None:
    for status in (400, 401, 403, 404, 413, 429, 500):
        assert "secret" not in str(failure_for(status, {"message": "secret text"}, {}, "m"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "1e99"}, 86_400),
        ({"retry-after": "inf"}, 86_400),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
    ],
)
def test_a_wish_to_wait_is_read_as_seconds_or_date(headers: dict[str, str], seconds: float) -> None:
    assert retry_after(headers) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "nan", "Mon, 99 Foo 2026"])
def test_a_wish_that_makes_no_sense_is_none(value: str) -> None:
    assert retry_after({"retry-after": value}) is None
