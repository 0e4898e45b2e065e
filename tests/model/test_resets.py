"""When an endpoint may be asked again, however it says so."""

from datetime import UTC, datetime, timedelta

import pytest

from app.parts.model.resets import wish_to_wait

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
IN_A_MINUTE = int(NOW.timestamp()) + 60


def seconds(headers: dict[str, str], words: str = "") -> float | None:
    told = wish_to_wait(headers, words, NOW)
    return None if told is None else told.total_seconds()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "3"}, 3),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"x-ms-retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "1e99"}, 86_400),
        ({"retry-after": "inf"}, 86_400),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"retry-after": "Sat, 21 Nov 2026 12:00:10 GMT"}, 10),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(headers: dict[str, str], expected: float) -> None:
    assert seconds(headers) == expected


@pytest.mark.parametrize("value", ["", "soon", "nan", "Mon, 99 Foo 2026"])
def test_a_wish_that_makes_no_sense_is_none(value: str) -> None:
    assert seconds({"retry-after": value}) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1m30s", 90),
        ("6m0s", 360),
        ("1h2m3.5s", 3723.5),
        ("12ms", 0.012),
        ("7.66s", 7.66),
        ("30", 30),
        ("2 minutes", 120),
        (str(IN_A_MINUTE), 60),
        (f"{IN_A_MINUTE}.5", 60.5),
        (str(IN_A_MINUTE * 1_000), 60),
        (str(IN_A_MINUTE * 1_000_000), 60),
        (str(IN_A_MINUTE - 90), 0),
        ("2026-11-21T12:00:45Z", 45),
        ("2026-11-21T14:00:45+02:00", 45),
        ("Sat, 21 Nov 2026 12:00:10 GMT", 10),
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "x-ratelimit-reset",
        "x-ratelimit-reset-tokens",
        "x-rate-limit-reset",
        "ratelimit-reset",
        "anthropic-ratelimit-requests-reset",
    ],
)
def test_a_reset_header_is_a_duration_or_a_moment(name: str, value: str, expected: float) -> None:
    assert seconds({name: value}) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("value", ["", "later", "1x30y", "nan", "-"])
def test_a_reset_header_that_makes_no_sense_is_none(value: str) -> None:
    assert seconds({"x-ratelimit-reset": value}) is None


def test_of_several_resets_that_of_the_limit_that_was_met_counts() -> None:
    resets = {"x-ratelimit-reset-requests": "2m59s", "x-ratelimit-reset-tokens": "7s"}
    left = {"x-ratelimit-remaining-requests": "400", "x-ratelimit-remaining-tokens": "0"}
    assert seconds({**resets, **left}) == 7
    assert seconds(resets, "too many tokens a minute") == 7
    assert seconds(resets, "too many requests") == 179
    assert seconds(resets) == 179


@pytest.mark.parametrize(
    ("value", "expected"), [("limit=9, remaining=0, reset=30", 30), ('"default";r=0;t=12', 12)]
)
def test_the_ratelimit_header_of_the_standards_drafts_is_read(value: str, expected: int) -> None:
    assert seconds({"ratelimit": value}) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("limit reached, used 500. please try again in 3s. more tokens?", 3),
        ("please retry in 36.4297s.", 36.4297),
        ("please retry in 0.99885739999996441s.", 0.9988574),
        ('{"retrydelay": "36s"}', 36),
        (r"{\"retrydelay\": \"36s\"}", 36),
        ("try again in 7m12s", 432),
        ("try again in 218ms", 0.218),
        ("please retry after 60 seconds. to raise it, ask", 60),
        ("wait for at least 20 seconds", 20),
        ("the limit resets in 5 minutes and 30 seconds", 330),
        ("your limit will reset at 2026-11-21 12:05:00", 300),
        ('{"retry_after": 12.5}', 12.5),
        ('{"retry_after_ms": 250}', 0.25),
        ('{"retry_after_seconds": 30}', 30),
    ],
)
def test_a_time_in_words_is_read(words: str, expected: float) -> None:
    assert seconds({}, words) == pytest.approx(expected)


@pytest.mark.parametrize(
    "words",
    [
        "please try again later. limit: 60 requests per 60 seconds",
        "too many tokens, please wait before trying again.",
        "retried 3 times",
        "",
    ],
)
def test_words_without_a_time_tell_none(words: str) -> None:
    assert seconds({}, words) is None


def test_the_header_counts_before_the_words_and_those_before_the_resets() -> None:
    reset = {"x-ratelimit-reset": "90"}
    assert seconds({**reset, "retry-after": "5"}, "try again in 7s") == 5
    assert seconds(reset, "try again in 7s") == 7


@pytest.mark.parametrize(
    "words", ["retry after " * 1_600, "retry " + "1" * 19_000, "wait 1s1s1s1s " * 1_400]
)
def test_no_words_take_long_to_read(words: str) -> None:
    began = datetime.now(UTC)
    seconds({}, words)
    assert datetime.now(UTC) - began < timedelta(seconds=1)
