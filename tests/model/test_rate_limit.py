"""A rate limit passes: all questions wait for it together, and none is lost."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiohttp import web
from pydantic import BaseModel

from app.parts.model.client import ModelClient
from app.parts.model.errors import ModelDeniedError, ModelError, ModelRateLimitedError
from app.parts.model.question import Answer
from tests.servers.model_endpoint import ModelEndpoint, error, fails, in_turn, takes

Rejects = Callable[[float], web.Response]


class Colour(BaseModel):
    name: str


Outcome = Answer[Colour] | ModelError


def blue(_body: dict[str, Any]) -> str:
    return '{"name": "blue"}'


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(blue) as server:
        yield server


def ask(endpoint: ModelEndpoint, times: int, **options: Any) -> list[Outcome]:
    async def once(client: ModelClient) -> Outcome:
        try:
            return await client.ask(system="s", user="u", reply=Colour, max_output_tokens=50)
        except ModelError as failure:
            return failure

    async def run() -> list[Outcome]:
        settings = {"model": "m", "timeout_seconds": 5, **options}
        async with ModelClient(api_key="sk-1", base_url=endpoint.url, **settings) as client:
            return await asyncio.gather(*(once(client) for _ in range(times)))

    return asyncio.run(run())


def answered(outcomes: list[Outcome]) -> int:
    return sum(isinstance(outcome, Answer) for outcome in outcomes)


def in_header(left: float) -> web.Response:
    message = "Rate limit reached on tokens per minute (TPM). Upgrade at https://p.example/billing"
    return error(429, message, "rate_limit_exceeded", **{"Retry-After": "1"})


def in_words(left: float) -> web.Response:
    message = (
        f"You exceeded your current quota, check your billing details. Please retry in {left}s."
    )
    return error(429, message)


def in_metadata(left: float) -> web.Response:
    reset = {"X-RateLimit-Reset": f"{(time.time() + left) * 1_000:.0f}"}
    inner = {"code": 429, "message": "Add credits for more", "metadata": {"headers": reset}}
    return web.json_response({"error": inner}, status=429)


def in_a_good_status(left: float) -> web.Response:
    inner = {"code": 429, "message": f"Rate limit: try again in {left}s"}
    return web.json_response({"error": inner})


def not_at_all(left: float) -> web.Response:
    return error(429, "Requests rate limit exceeded")


@pytest.mark.parametrize(
    "rejects", [in_header, in_words, in_metadata, in_a_good_status, not_at_all]
)
def test_no_question_is_lost_to_a_limit_of_one_in_a_second(
    endpoint: ModelEndpoint, rejects: Rejects
) -> None:
    endpoint.always = takes(1, 1.0, rejects)
    assert answered(ask(endpoint, times=7)) == 7  # in more seconds than one question may take
    assert len(endpoint.received) <= 7 + 9


def test_once_the_pace_is_known_rejections_are_rare(endpoint: ModelEndpoint) -> None:
    endpoint.always = takes(1, 1.0, in_header)
    assert answered(ask(endpoint, times=12, max_at_once=3)) == 12
    assert len(endpoint.received) <= 12 + 4


def test_a_burst_that_the_limit_allows_is_not_slowed(endpoint: ModelEndpoint) -> None:
    endpoint.always = takes(12, 2.0, lambda _left: error(429, "slow", **{"Retry-After": "2"}))
    began = time.monotonic()
    assert answered(ask(endpoint, times=20, max_at_once=6)) == 20
    assert time.monotonic() - began < 10  # one after the other with two seconds each were 40
    assert len(endpoint.received) <= 20 + 8


def test_the_wait_is_the_same_for_all_that_are_under_way(endpoint: ModelEndpoint) -> None:
    rejection = fails(429, "Please try again in 1.5s")
    endpoint.script = in_turn(*[rejection] * 6)
    began = time.monotonic()
    assert answered(ask(endpoint, times=6)) == 6
    assert 1.5 <= time.monotonic() - began < 8
    assert len(endpoint.received) == 12


def test_waiting_for_the_limit_is_no_time_that_the_model_took(endpoint: ModelEndpoint) -> None:
    endpoint.script = in_turn(fails(429, **{"Retry-After": "1"}))
    began = time.monotonic()
    [outcome] = ask(endpoint, times=1)
    assert isinstance(outcome, Answer)
    assert 0 < outcome.usage.seconds < time.monotonic() - began - 1


def test_a_limit_that_ends_too_late_fails_at_once_and_says_how_long(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = fails(429, "Try again in 20m. Add 10 credits for more requests per day")
    began = time.monotonic()
    outcomes = ask(endpoint, times=8, max_at_once=2, waits_until=time.monotonic() + 60)
    assert time.monotonic() - began < 20
    assert len(endpoint.received) == 2
    assert {type(outcome) for outcome in outcomes} == {ModelRateLimitedError}
    assert "wait 20 minutes" in str(outcomes[-1])


def test_nothing_is_waited_for_beyond_the_moment_that_was_given(endpoint: ModelEndpoint) -> None:
    endpoint.always = takes(1, 1.0, in_header)
    until = time.monotonic() + 3
    outcomes = ask(endpoint, times=12, waits_until=until)
    assert time.monotonic() < until + 2
    assert 2 <= answered(outcomes) <= 5
    assert {type(one) for one in outcomes if isinstance(one, ModelError)} == {ModelRateLimitedError}


def test_an_empty_account_ends_all_asking(endpoint: ModelEndpoint) -> None:
    endpoint.always = fails(429, "You exceeded your current quota: billing", "insufficient_quota")
    outcomes = ask(endpoint, times=20, max_at_once=2)
    assert {type(outcome) for outcome in outcomes} == {ModelDeniedError}
    assert len(endpoint.received) <= 2
