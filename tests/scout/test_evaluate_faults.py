"""An endpoint in trouble: the run ends soon, asks little more than planned, and loses no score."""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from app.agents.scout.types import Unscored
from tests.scout.evaluating import QUICK, evaluate, mixed, outcomes
from tests.servers.model_endpoint import (
    Handler,
    ModelEndpoint,
    Received,
    drips,
    fails,
    hangs,
    hangs_up,
    in_turn,
)
from tests.servers.scoring_brain import sensible
from tests.timing import takes

PLAN = 20 + 12
"""Calls for 240 candidates: twelve in a triage call, and twelve reviews."""
CANDIDATES = mixed(240)
LIMIT_SECONDS = 3
"""Long enough for a busy machine to have sent the questions."""


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(sensible) as server:
        yield server


def every(number: int, handler: Handler) -> Handler:
    """Each `number`th request meets `handler`, the others a good answer."""
    requests = count(1)
    [well] = in_turn(None)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        return await (well if next(requests) % number else handler)(server, request, body)

    return answer


def on_reviews(handler: Handler) -> Handler:
    """Each review meets `handler`, whenever it comes; a triage gets its answer."""
    [well] = in_turn(None)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        is_review = Received("", body).reply_name == "ReviewReply"
        return await (handler if is_review else well)(server, request, body)

    return answer


def never_twice(number: int, handler: Handler) -> Handler:
    """As `every`, but no question meets it again: which is asked when is the machine's affair."""
    requests = count(1)
    met: set[str] = set()
    [well] = in_turn(None)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        question = str(body["messages"])
        fails_now = next(requests) % number == 0 and question not in met
        if fails_now:
            met.add(question)
        return await (handler if fails_now else well)(server, request, body)

    return answer


@pytest.mark.parametrize("trouble", [fails(500), fails(503), fails(429), hangs_up])
def test_now_and_then_a_failure_loses_nothing(endpoint: ModelEndpoint, trouble: Handler) -> None:
    endpoint.always = never_twice(12, trouble)
    judged = evaluate(endpoint, CANDIDATES)
    assert outcomes(judged) == {"scored": 240}
    assert len(endpoint.received) <= PLAN * 1.1


def test_a_wish_to_wait_is_granted_and_nothing_lost(endpoint: ModelEndpoint) -> None:
    endpoint.script = in_turn(None, fails(429, **{"Retry-After": "0.3"}))
    began = time.monotonic()
    judged = evaluate(endpoint, CANDIDATES)
    assert outcomes(judged) == {"scored": 240}
    assert time.monotonic() - began >= 0.3
    assert len(endpoint.received) == PLAN + 1


@pytest.mark.parametrize("often", [2, 3, 5])
@pytest.mark.parametrize("trouble", [fails(500), fails(429, **{"Retry-After": "0.01"})])
def test_many_failures_are_waited_out_not_hammered_at(
    endpoint: ModelEndpoint, trouble: Handler, often: int
) -> None:
    """A limit that rejects whatever the pace makes the pauses grow: here to ten seconds in all."""
    endpoint.always = every(often, trouble)
    patience = replace(QUICK, longest_pause=10.0)
    judged = evaluate(endpoint, CANDIDATES, client_options={"patience": patience})
    assert set(outcomes(judged)) <= {"scored", "unavailable"}
    assert outcomes(judged)["scored"] > 0
    assert len(endpoint.received) <= PLAN * 1.1


@pytest.mark.timed
@pytest.mark.parametrize(
    ("trouble", "named"),
    [
        (fails(503), "unavailable"),
        (fails(429, **{"Retry-After": "0.01"}), "unavailable"),
        (hangs_up, "unavailable"),
        (fails(401), "denied"),
        (fails(404), "denied"),
    ],
)
def test_a_dead_endpoint_costs_seconds_and_few_calls(
    endpoint: ModelEndpoint, trouble: Handler, named: str
) -> None:
    endpoint.always = trouble
    with takes(30):  # 240 calls with their waits would take minutes
        judged = evaluate(endpoint, CANDIDATES)
    assert outcomes(judged) == {named: 240}
    assert len(endpoint.received) <= 16


@pytest.mark.timed
@pytest.mark.parametrize("slow", [hangs, drips])
def test_a_hanging_endpoint_costs_two_time_limits(endpoint: ModelEndpoint, slow: Handler) -> None:
    endpoint.always = slow
    with takes(4 * LIMIT_SECONDS):
        judged = evaluate(endpoint, CANDIDATES, client_options={"timeout_seconds": LIMIT_SECONDS})
    assert set(outcomes(judged)) == {"timed_out", "unavailable"}
    assert len(endpoint.received) <= 12


def test_a_denial_says_which_setting_to_mend(endpoint: ModelEndpoint) -> None:
    endpoint.always = fails(401)
    judged = evaluate(endpoint, mixed(3))
    for one in judged.values():
        assert isinstance(one, Unscored)
        assert "OPENAI_API_KEY" in one.detail


def test_an_endpoint_that_dies_after_the_triage_leaves_the_best_unscored(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = on_reviews(fails(503))
    judged = evaluate(endpoint, mixed(60))
    assert outcomes(judged) == {"scored": 48, "unavailable": 12}
