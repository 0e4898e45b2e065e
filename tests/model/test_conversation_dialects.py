"""Endpoints that take a conversation only in their own way: found out once, and remembered."""

import asyncio
import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from app.parts.model.client import ModelClient
from app.parts.model.conversation import (
    AssistantMessage,
    Conversation,
    SystemMessage,
    ToolMessage,
    Turn,
    UserMessage,
)
from app.parts.model.errors import ModelError, ModelInvalidError, ModelWithoutToolsError
from app.parts.model.tools import ToolCall
from tests.model.conversing import (
    ASKED,
    WEATHER,
    WITHOUT_TOOLS,
    client,
    failure,
    stream_once,
    streamed,
    turn,
    turns,
)
from tests.servers.model_endpoint import ModelEndpoint, fails, in_turn, says
from tests.servers.model_streams import DONE, counted, said, sends_events, stopped

Refuses = Callable[[dict[str, Any]], str | None]


class Colour(BaseModel):
    name: str


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(lambda _body: '{"name": "blue"}') as server:
        yield server


def bodies(endpoint: ModelEndpoint) -> list[dict[str, Any]]:
    return [request.body for request in endpoint.received]


def stream_twice(endpoint: ModelEndpoint) -> None:
    async def run() -> list[tuple[str, Turn | ModelError]]:
        async with client(endpoint) as asked:
            return [await streamed(asked), await streamed(asked)]

    for words, outcome in asyncio.run(run()):
        assert isinstance(outcome, Turn), outcome
        assert words == '{"name": "blue"}'


def refuses(option: str, words: str | None = None) -> Refuses:
    return lambda body: (words or f"unknown: '{option}'") if option in body else None


@pytest.mark.parametrize(
    ("option", "instead"), [("temperature", None), ("max_completion_tokens", "max_tokens")]
)
def test_what_was_learnt_of_a_conversation_holds_for_questions_and_the_other_way(
    endpoint: ModelEndpoint, option: str, instead: str | None
) -> None:
    endpoint.refuses = refuses(option)

    async def run() -> None:
        async with client(endpoint) as asked:
            await asked.converse(ASKED)
            await asked.ask(system="s", user="u", reply=Colour, max_output_tokens=100)
            await streamed(asked)

    asyncio.run(run())
    assert [option in body for body in bodies(endpoint)] == [True, False, False, False]
    assert instead is None or bodies(endpoint)[-1][instead] == 100


@pytest.mark.parametrize("words", ["unknown: 'stream_options'", "include_usage: extra inputs", ""])
def test_an_endpoint_that_counts_no_streams_is_not_asked_to(
    endpoint: ModelEndpoint, words: str
) -> None:
    endpoint.refuses = refuses("stream_options", words or "Bad Request")
    endpoint.always = sends_events(said('{"name": "blue"}'), stopped(), DONE)
    stream_twice(endpoint)
    assert ["stream_options" in body for body in bodies(endpoint)] == [True, False, False]
    assert all(body["stream"] for body in bodies(endpoint))


@pytest.mark.parametrize(
    ("words", "tries"),
    [("Your organization must be verified to stream this model.", 1), ("Bad Request", 2)],
)
def test_an_endpoint_that_does_not_stream_is_asked_for_one_piece(
    endpoint: ModelEndpoint, words: str, tries: int
) -> None:
    endpoint.refuses = refuses("stream", words)
    stream_twice(endpoint)
    streams = ["stream" in body for body in bodies(endpoint)]
    assert streams == [*[True] * tries, False, False]


def test_an_endpoint_that_takes_no_tools_in_a_stream_gets_them_without(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = in_turn(None)[0]
    endpoint.refuses = refuses("stream", "Cannot use tools with stream")
    stream_twice(endpoint)
    assert "tools" in bodies(endpoint)[-1]


def test_an_endpoint_that_only_streams_is_asked_to_for_a_turn_in_one_piece(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.refuses = lambda body: None if "stream" in body else "only support stream mode"
    endpoint.always = sends_events(said("Warm."), stopped(), counted(9, 2), DONE)
    given = turn(endpoint)
    assert given.message.text == "Warm."
    assert given.usage.output_tokens == 2


def test_an_endpoint_without_a_system_role_gets_its_words_with_the_users(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.refuses = lambda body: (
        "only user and assistant roles" if body["messages"][0]["role"] == "system" else None
    )
    told = (SystemMessage("Be brief."), SystemMessage("Be kind."), *ASKED.messages)
    later = (AssistantMessage("Yes."), SystemMessage("It is night."))
    turns(endpoint, Conversation((*told, *later), 100))
    assert [(one["role"], one["content"]) for one in bodies(endpoint)[-1]["messages"]] == [
        ("user", "Be brief.\n\nBe kind.\n\nIs it warm in Oslo?"),
        ("assistant", "Yes."),
        ("user", "It is night."),
    ]


THOUGHT = AssistantMessage("", (ToolCall("a", "weather", {}),), "Hm.")
AFTER_THOUGHT = Conversation(
    (UserMessage("Is it warm?"), THOUGHT, ToolMessage("a", "Yes.")), 100, (WEATHER,)
)


def test_thoughts_go_back_only_to_an_endpoint_that_wants_them(endpoint: ModelEndpoint) -> None:
    turn(endpoint, AFTER_THOUGHT)
    assert "reasoning_content" not in bodies(endpoint)[0]["messages"][1]
    endpoint.refuses = lambda body: (
        None
        if "reasoning_content" in body["messages"][1]
        else "Missing `reasoning_content` field in the assistant message at message index 1."
    )
    endpoint.received.clear()
    turns(endpoint, AFTER_THOUGHT, AFTER_THOUGHT)
    assert [body["messages"][1].get("reasoning_content") for body in bodies(endpoint)] == [
        None,
        "Hm.",
        "Hm.",
    ]


# --- models without tools ---------------------------------------------------------------------


async def streamed_turn(client: ModelClient) -> Turn:
    _, outcome = await streamed(client)
    if isinstance(outcome, ModelError):
        raise outcome
    return outcome


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "registry.ollama.ai/library/gemma does not support tools"),
        (404, "No endpoints found that support tool use."),
        (400, '"auto" tool choice requires --enable-auto-tool-choice'),
        (500, "tools param requires --jinja flag"),
        (400, "Function calling is not enabled for this model"),
    ],
)
@pytest.mark.parametrize("streams", [False, True])
def test_a_model_without_tools_is_told_by_its_setting_and_still_converses(
    endpoint: ModelEndpoint, status: int, words: str, streams: bool
) -> None:
    [well], refused = in_turn(None), fails(status, words)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        return await (refused if "tools" in body else well)(server, request, body)

    endpoint.always = answer

    async def run() -> Turn:
        async with client(endpoint) as scout:
            asked = scout.with_model("small", setting="ASSISTANT_MODEL")
            next_turn = streamed_turn(asked) if streams else asked.converse(ASKED)
            with pytest.raises(ModelWithoutToolsError, match="ASSISTANT_MODEL"):
                await next_turn
            return await asked.converse(WITHOUT_TOOLS)

    assert asyncio.run(run()).message.text == '{"name": "blue"}'
    assert len(endpoint.received) == 2


# --- what is not given up ---------------------------------------------------------------------


def test_a_conversation_that_is_rejected_costs_questions_none_of_their_schema(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.refuses = lambda body: "Bad Request" if "tools" in body else None

    async def run() -> None:
        async with client(endpoint) as asked:
            with pytest.raises(ModelInvalidError):
                await asked.converse(ASKED)
            await asked.ask(system="s", user="u", reply=Colour, max_output_tokens=100)

    asyncio.run(run())
    assert len(endpoint.received) == 2
    assert bodies(endpoint)[-1]["response_format"]["type"] == "json_schema"


def test_an_upstream_that_is_in_trouble_is_no_reason_not_to_stream(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = in_turn(fails(400, "upstream error"), fails(500, "upstream error"))
    endpoint.always = sends_events(said("Warm."), stopped(), DONE)
    _, outcome = stream_once(endpoint)
    assert isinstance(outcome, Turn)
    assert all(body["stream"] for body in bodies(endpoint))


def test_a_model_that_thinks_first_gets_room_for_it_but_not_once_there_is_text(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = in_turn(says("", "length"))
    assert turn(endpoint).message.text == '{"name": "blue"}'
    assert [body["max_completion_tokens"] for body in bodies(endpoint)] == [100, 4196]
    endpoint.received.clear()
    endpoint.script = [sends_events(said("It is"), stopped("length"), counted(9, 2), DONE)]
    words, outcome = stream_once(endpoint)
    assert words == "It is"
    assert not isinstance(outcome, Turn)
    assert len(endpoint.received) == 1


def test_an_endpoint_that_rejects_every_conversation_names_it_and_ends(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.always = fails(400, "Bad Request")
    assert type(failure(endpoint)) is ModelInvalidError
    assert type(failure(endpoint, dataclasses.replace(ASKED, tools=()))) is ModelInvalidError
