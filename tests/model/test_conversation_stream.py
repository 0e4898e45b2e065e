"""Turns of a conversation as they are written: text at once, calls only when all has come."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import pytest

from app.parts.model.conversation import AssistantMessage, TextPart, Turn
from app.parts.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelRateLimitedError,
    ModelTruncatedError,
    ModelUnavailableError,
)
from app.parts.model.tools import ToolCall, UnusableCall
from tests.model.conversing import ASKED, OSLO, client, stream_once, streamed
from tests.servers.jumping_loop import JumpingLoop
from tests.servers.model_endpoint import Handler, ModelEndpoint, says
from tests.servers.model_streams import (
    DONE,
    call,
    called,
    counted,
    delta,
    event,
    said,
    sends_events,
    stopped,
)

WORDS = (said("It is "), said("12 degrees."))
CALL = called(call("a", "weather", OSLO, 0))
OSLO_CALLED = ToolCall("a", "weather", {"city": "Oslo"})


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(lambda _body: "It is 12 degrees.") as server:
        yield server


def turn_of_stream(endpoint: ModelEndpoint, **options: Any) -> Turn:
    words, outcome = stream_once(endpoint, **options)
    assert isinstance(outcome, Turn), outcome
    assert words == outcome.message.text
    return outcome


def failure_of_stream(endpoint: ModelEndpoint, **options: Any) -> tuple[str, ModelError]:
    words, outcome = stream_once(endpoint, **options)
    assert isinstance(outcome, ModelError), outcome
    return words, outcome


# --- the good case ----------------------------------------------------------------------------


def test_text_comes_as_it_is_written(endpoint: ModelEndpoint) -> None:
    async def run() -> list[TextPart | Turn]:
        rest = asyncio.Event()
        server = ModelEndpoint(lambda _body: "")
        server.always = sends_events(WORDS[0], rest, WORDS[1], stopped(), counted(9, 5), DONE)
        parts = []
        async with server.in_this_loop(), client(server) as asked:
            async for part in asked.converse_streaming(ASKED):
                parts.append(part)
                rest.set()  # nothing more is written until the first words were streamed
        return parts

    first, second, turn = asyncio.run(run())
    assert (first, second) == (TextPart("It is "), TextPart("12 degrees."))
    assert isinstance(turn, Turn)
    assert turn.message == AssistantMessage("It is 12 degrees.")
    assert (turn.usage.calls, turn.usage.input_tokens, turn.usage.output_tokens) == (1, 9, 5)


def test_a_stream_is_asked_for_with_its_counts(endpoint: ModelEndpoint) -> None:
    endpoint.always = sends_events(*WORDS, stopped(), counted(9, 5), DONE)
    turn_of_stream(endpoint)
    body = endpoint.received[0].body
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert body["tools"][0]["function"]["name"] == "weather"


@pytest.mark.parametrize("ending", [[stopped(), DONE], [stopped()], [DONE]])
def test_a_whole_stream_says_that_it_is_whole(endpoint: ModelEndpoint, ending: list[bytes]) -> None:
    endpoint.always = sends_events(*WORDS, *ending)
    assert turn_of_stream(endpoint).message.text == "It is 12 degrees."


def test_words_and_calls_come_together(endpoint: ModelEndpoint) -> None:
    pieces = [call("a", "weather", '{"city"', 0), call("b", "wether", "{", 1)]
    more = [call(None, None, "}", 1), call(None, None, ': "Oslo"}', 0)]
    endpoint.always = sends_events(
        said("I will look."), called(*pieces), called(*more), stopped("tool_calls"), DONE
    )
    message = turn_of_stream(endpoint).message
    assert message.text == "I will look."
    assert message.calls[0] == OSLO_CALLED
    assert isinstance(message.calls[1], UnusableCall)


def test_an_answer_in_one_piece_is_one_part(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = says("<think>Hm.</think>It is 12 degrees.")
    assert turn_of_stream(endpoint).message.text == "It is 12 degrees."


def test_thoughts_are_no_part_of_the_text(endpoint: ModelEndpoint) -> None:
    thoughts = [delta(reasoning_content="Hm."), said("<thi"), said("nk>Hm.</think>\n\n")]
    endpoint.always = sends_events(*thoughts, *WORDS, stopped(), DONE)
    assert turn_of_stream(endpoint).message == AssistantMessage("It is 12 degrees.", (), "Hm.")


def test_what_comes_after_the_finish_counts_but_not_what_comes_after_the_end(
    endpoint: ModelEndpoint,
) -> None:
    late = called(call("b", "weather", "{}", 1))
    endpoint.always = sends_events(CALL, stopped(), said("So."), DONE, said(" No."), late)
    assert turn_of_stream(endpoint).message == AssistantMessage("So.", (OSLO_CALLED,))


def test_what_is_not_counted_is_estimated_on_the_high_side(endpoint: ModelEndpoint) -> None:
    endpoint.always = sends_events(*WORDS, CALL, stopped(), DONE)
    usage = turn_of_stream(endpoint).usage
    assert usage.input_tokens >= len(ASKED.messages[0].text) // 4
    assert 5 <= usage.output_tokens <= 50


# --- streams that are none --------------------------------------------------------------------

OVERLOADED = event({"error": {"code": 503, "message": "overloaded"}})
LIMITED = event({"error": {"code": 429, "message": "Rate limit: try again in 0.01s"}})
REJECTED = event({"error": {"code": 400, "message": "bad request"}})


@pytest.mark.parametrize("breaks", [False, True])
@pytest.mark.parametrize(
    "events",
    [
        [CALL],
        [CALL, event({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 5}})],
        [called(call("a", "weather", '{"city": "Os', 0))],
        [CALL, stopped("tool_calls")[:-40]],
        [CALL, b"data: [DON"],
        [said("<think>So"), CALL],
        [OVERLOADED],
        [CALL, OVERLOADED],
        [CALL, OVERLOADED, DONE],
    ],
)
def test_a_stream_that_was_cut_before_any_text_is_asked_for_again(
    endpoint: ModelEndpoint, events: list[bytes], breaks: bool
) -> None:
    endpoint.script = [sends_events(*events, breaks=breaks)]
    turn = turn_of_stream(endpoint)
    assert turn.message == AssistantMessage("It is 12 degrees.")
    assert turn.usage.calls == len(endpoint.received) == 2


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ([], ModelUnavailableError),
        ([OVERLOADED], ModelUnavailableError),
        ([OVERLOADED, DONE], ModelUnavailableError),
        ([LIMITED], ModelRateLimitedError),
        ([CALL], ModelUnavailableError),
        ([event({"error": {"message": "Invalid API key"}})], ModelDeniedError),
        ([REJECTED], ModelInvalidError),
        ([stopped("error")], ModelUnavailableError),
        ([stopped("length"), DONE], ModelTruncatedError),
        ([CALL, stopped("length"), stopped("tool_calls"), DONE], ModelTruncatedError),
        ([called(call("a", "weather", '{"ci', 0)), stopped("length")], ModelTruncatedError),
        ([stopped("content_filter"), DONE], ModelFilteredError),
        ([stopped("tool_calls"), DONE], ModelInvalidError),
    ],
)
def test_text_that_was_given_is_never_asked_for_again_and_never_taken_for_whole(
    endpoint: ModelEndpoint, ending: list[bytes], expected: type[ModelError]
) -> None:
    endpoint.always = sends_events(*WORDS, *ending)
    words, error = failure_of_stream(endpoint)
    assert type(error) is expected
    assert words == "It is 12 degrees."
    assert len(endpoint.received) == error.usage.calls == 1


@pytest.mark.parametrize("breaks", [False, True])
def test_a_connection_that_is_cut_in_the_middle_of_words_is_told(
    endpoint: ModelEndpoint, breaks: bool
) -> None:
    endpoint.always = sends_events(*WORDS, breaks=breaks)
    words, error = failure_of_stream(endpoint)
    assert isinstance(error, ModelUnavailableError)
    assert error.has_begun
    assert error.usage.output_tokens > 0
    assert words == "It is 12 degrees."


def test_two_hundred_calls_and_a_megabyte_of_arguments_are_no_turn_and_no_call(
    endpoint: ModelEndpoint,
) -> None:
    many = [called(call(f"c{n}", "weather", "{}", n)) for n in range(200)]
    endpoint.script = [sends_events(*many, stopped("tool_calls"), DONE)]
    _, error = failure_of_stream(endpoint)
    assert "200 tools at once" in str(error)
    pieces = [called(call(None, None, "x" * 10_000, 0)) for _ in range(100)]
    endpoint.script = [sends_events(CALL, *pieces, stopped("tool_calls"), DONE)]
    [call_] = turn_of_stream(endpoint).message.calls
    assert isinstance(call_, UnusableCall)


def test_a_stream_without_end_is_not_read_to_the_end(endpoint: ModelEndpoint) -> None:
    endpoint.always = sends_events(*[called(call(None, None, "x" * 50_000, 0))] * 100, DONE)
    _, error = failure_of_stream(endpoint)
    assert "without end" in str(error)


@pytest.mark.parametrize("levels", [50, 200, 330, 450, 600, 900, 100_000])
@pytest.mark.parametrize("place", ["content", "reasoning", "refusal", "tool_calls"])
def test_an_answer_that_is_nested_without_end_is_no_turn(
    endpoint: ModelEndpoint, place: str, levels: int
) -> None:
    value = f'"{place}": ' + "[" * levels + "]" * levels
    piece = b'data: {"choices": [{"delta": {%s}}]}\n\n' % value.encode()
    endpoint.always = sends_events(piece, stopped(), DONE)
    text, error = failure_of_stream(endpoint)
    assert isinstance(error, ModelInvalidError | ModelUnavailableError)
    assert not text


# --- readers that are slow, or leave ------------------------------------------------------------


def in_jumping_time(handler: Handler, **options: Any) -> Any:
    """The parts of a turn, read with a pause of an hour after each."""

    async def run() -> list[TextPart | Turn]:
        server = ModelEndpoint(lambda _body: "", always=handler)
        parts = []
        async with server.in_this_loop(), client(server, **options) as asked:
            async for part in asked.converse_streaming(ASKED):
                parts.append(part)
                await asyncio.sleep(3_600)
        return parts

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(run())


def test_a_slow_reader_takes_nothing_from_the_models_time() -> None:
    parts = in_jumping_time(sends_events(*WORDS, stopped(), DONE), timeout_seconds=30)
    assert isinstance(parts[-1], Turn)
    assert parts[-1].usage.seconds < 30


def test_a_model_that_falls_silent_is_given_up_at_the_time_limit() -> None:
    with pytest.raises(ModelError, match="no whole answer within 30 seconds") as raised:
        in_jumping_time(sends_events(WORDS[0], asyncio.Event()), timeout_seconds=30)
    assert raised.value.usage.output_tokens == ASKED.max_output_tokens


def test_a_reader_that_leaves_early_ends_the_request_and_frees_its_place() -> None:
    async def run() -> Turn | ModelError:
        server = ModelEndpoint(lambda _body: "It is 12 degrees.")
        server.script = [sends_events(WORDS[0], asyncio.Event())]
        async with server.in_this_loop(), client(server, max_at_once=1) as asked:
            async with aclosing(asked.converse_streaming(ASKED)) as parts:
                assert await anext(parts) == TextPart("It is ")
            _, outcome = await streamed(asked)
        return outcome

    assert isinstance(asyncio.run(run()), Turn)


def test_a_reader_that_is_cancelled_leaves_no_request_behind() -> None:
    async def run() -> list[str]:
        reached = asyncio.Event()

        async def never(*_: Any) -> Any:
            reached.set()
            await asyncio.Event().wait()

        server = ModelEndpoint(lambda _body: "", always=never)
        async with server.in_this_loop(), client(server) as asked:
            hearing = asyncio.create_task(streamed(asked))
            await reached.wait()
            hearing.cancel()
            await asyncio.wait([hearing])
            return [str(task.get_coro()) for task in asyncio.all_tasks()]

    assert not any("ModelClient" in name for name in asyncio.run(run()))
