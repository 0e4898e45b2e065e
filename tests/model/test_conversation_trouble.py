"""A conversation meets trouble as a question does: the same tries, waits, pauses and endings."""

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable

import pytest
from pydantic import BaseModel

from app.parts.model.client import ModelClient
from app.parts.model.conversation import Turn
from app.parts.model.errors import ModelError, ModelRateLimitedError
from app.parts.model.patience import Patience
from tests.model.conversing import WITHOUT_TOOLS, client, streamed
from tests.servers.jumping_loop import JumpingLoop
from tests.servers.model_endpoint import (
    Handler,
    ModelEndpoint,
    cuts,
    fails,
    hangs,
    hangs_up,
    hangs_up_half_way,
    in_turn,
    says,
    sends,
)
from tests.servers.model_streams import call, called, event, said, sends_events, streams


class Colour(BaseModel):
    name: str


Ask = Callable[[ModelClient], Awaitable[object]]


async def a_question(client: ModelClient) -> object:
    return await client.ask(system="s", user="u", reply=Colour, max_output_tokens=100)


async def a_turn(client: ModelClient) -> object:
    return await client.converse(WITHOUT_TOOLS)


async def a_streamed_turn(client: ModelClient) -> object:
    _, outcome = await streamed(client, WITHOUT_TOOLS)
    return outcome


@dataclasses.dataclass(frozen=True)
class State:
    """What came of four requests one after the other, and what is known of the endpoint then."""

    outcomes: tuple[str, ...]
    requests: int
    failures_in_a_row: int
    is_left_alone: bool
    rejections_in_a_row: int
    is_denied: bool
    tries_left: bool


def state_after(ask: Ask, handler: Handler, script: list[Handler], patience: Patience) -> State:
    async def run() -> State:
        server = ModelEndpoint(lambda _body: '{"name": "blue"}', always=handler, script=script)
        outcomes = []
        async with (
            server.in_this_loop(),
            client(server, patience=patience, timeout_seconds=30) as asked,
        ):
            for _ in range(4):
                try:
                    outcome = await ask(asked)
                except ModelError as error:
                    outcome = error
                failed = isinstance(outcome, ModelError)
                outcomes.append(type(outcome).__name__ if failed else "well")
            return state(asked, server, outcomes)

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(run())


def state(asked: ModelClient, server: ModelEndpoint, outcomes: list[str]) -> State:
    pacer = asked._pacer
    return State(
        tuple(outcomes),
        len(server.received),
        pacer._breaker.failures,
        pacer._breaker.is_open,
        pacer._pace._rejections.failures,
        pacer._denied is not None,
        pacer._allowance.take(),
    )


WELL = in_turn(None)[0]
FAST = Patience(first_wait=0.01, longest_wait=0.05)


@pytest.mark.parametrize(
    "trouble",
    [
        WELL,
        fails(400, "context_length_exceeded"),
        fails(400, "content_filter"),
        fails(401),
        fails(402, "insufficient_quota"),
        fails(404, "The model does not exist"),
        fails(413),
        fails(429),
        fails(429, **{"Retry-After": "2"}),
        fails(429, **{"Retry-After": "3600"}),
        fails(500),
        fails(503, **{"Retry-After": "2"}),
        hangs,
        hangs_up,
        hangs_up_half_way,
        sends_events(),
        sends_events(called(call("a", "weather", "{}", 0))),
        sends(b"<html>Welcome to our proxy</html>"),
        sends(b'{"error": {"code": 429, "message": "slow"}}', content_type="application/json"),
        sends(b'{"choices": []}', content_type="application/json"),
        says(""),
        says("", "content_filter"),
        says("", "error"),
        says(None, refusal="No."),
        cuts(),
    ],
)
@pytest.mark.parametrize("recovers", [False, True])
def test_each_kind_of_failure_leaves_the_same_behind(trouble: Handler, recovers: bool) -> None:
    always, script = (WELL, [trouble]) if recovers else (trouble, [])
    question = state_after(a_question, always, [*script], FAST)
    assert state_after(a_turn, always, [*script], FAST) == question
    assert state_after(a_streamed_turn, always, [*script], FAST) == question


def test_conversations_that_are_rejected_count_as_questions_that_are() -> None:
    rejected = [
        dataclasses.replace(state_after(ask, fails(400, "Bad Request"), [], FAST), requests=0)
        for ask in (a_question, a_turn, a_streamed_turn)
    ]
    assert rejected[0] == rejected[1] == rejected[2]
    assert rejected[0].is_left_alone


def test_streams_that_are_cut_in_the_middle_of_words_leave_the_endpoint_alone() -> None:
    cut = state_after(a_streamed_turn, streams(whole=False), [], FAST)
    assert cut.requests == cut.failures_in_a_row == 4  # none of them is asked for again
    assert cut.is_left_alone
    assert cut.tries_left


def test_a_limit_in_the_middle_of_words_is_waited_for_by_the_next_request() -> None:
    limited = event({"error": {"code": 429, "message": "Rate limit: try again in 20s"}})

    async def run() -> float:
        server = ModelEndpoint(lambda _body: "Warm.", script=[sends_events(said("It"), limited)])
        async with server.in_this_loop(), client(server) as asked:
            began = asyncio.get_running_loop().time()
            for expected in (ModelRateLimitedError, Turn):
                _, outcome = await streamed(asked)
                assert type(outcome) is expected
            assert len(server.received) == 2
            return asyncio.get_running_loop().time() - began

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        assert runner.run(run()) >= 20
