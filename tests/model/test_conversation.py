"""Turns of a conversation, asked for in one piece."""

import asyncio
import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.parts.model.client import ModelClient
from app.parts.model.conversation import (
    AssistantMessage,
    Conversation,
    SystemMessage,
    ToolMessage,
    Turn,
    UserMessage,
)
from app.parts.model.conversation_request import ConversationRequest
from app.parts.model.errors import (
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelRefusedError,
    ModelTruncatedError,
)
from app.parts.model.tools import ToolCall, ToolDefinition, UnusableCall
from tests.model.conversing import ASKED, OSLO, ROME, WEATHER, WITHOUT_TOOLS, failure, turn, turns
from tests.servers.model_endpoint import Handler, ModelEndpoint, cuts, in_turn, says, sends
from tests.servers.model_streams import call

JSON = "application/json"


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(lambda _body: "It is 12 degrees.") as server:
        yield server


def calls(*wanted: dict[str, Any], words: str | None = None, reason: str = "tool_calls") -> Handler:
    return says(words, reason, tool_calls=list(wanted))


def cut(*wanted: dict[str, Any]) -> Handler:
    """At the limit that was asked for."""
    choice = {"message": {"tool_calls": list(wanted)}, "finish_reason": "length"}
    usage = {"prompt_tokens": 9, "completion_tokens": 100}
    return sends(json.dumps({"choices": [choice], "usage": usage}).encode(), content_type=JSON)


# --- what is put ------------------------------------------------------------------------------


def test_a_turn_is_words_with_their_cost(endpoint: ModelEndpoint) -> None:
    given = turn(endpoint, WITHOUT_TOOLS)
    assert given.message == AssistantMessage("It is 12 degrees.")
    assert (given.usage.calls, given.usage.input_tokens, given.usage.output_tokens) == (1, 4, 4)
    assert given.usage.usd == pytest.approx((4 * 0.15 + 4 * 0.60) / 1e6)


def test_a_conversation_is_put_with_its_roles_and_tools(endpoint: ModelEndpoint) -> None:
    messages = (SystemMessage("Be brief."), UserMessage("Hi"), AssistantMessage("Hello"))
    turn(endpoint, Conversation((*messages, UserMessage("Is it warm?")), 50, (WEATHER,)))
    body = endpoint.received[0].body
    assert [(one["role"], one["content"]) for one in body["messages"]] == [
        ("system", "Be brief."),
        ("user", "Hi"),
        ("assistant", "Hello"),
        ("user", "Is it warm?"),
    ]
    [tool] = body["tools"]
    assert tool["type"] == "function"
    assert tool["function"] == {
        "name": "weather",
        "description": WEATHER.description,
        "parameters": WEATHER.parameters,
    }
    assert body["max_completion_tokens"] == 50
    assert not {"response_format", "stream", "stream_options"} & body.keys()


def test_without_tools_none_are_named(endpoint: ModelEndpoint) -> None:
    turn(endpoint, WITHOUT_TOOLS)
    assert "tools" not in endpoint.received[0].body


# --- calls and their results ------------------------------------------------------------------


def test_calls_come_with_their_arguments_and_go_back_with_their_results(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = in_turn(calls(call("a", "weather", OSLO), call("b", "weather", ROME)))
    message = turn(endpoint).message
    assert message.calls == (
        ToolCall("a", "weather", {"city": "Oslo"}),
        ToolCall("b", "weather", {"city": "Rome"}),
    )
    results = (ToolMessage("a", "12 degrees"), ToolMessage("b", "25 degrees"))
    after = dataclasses.replace(ASKED, messages=(*ASKED.messages, message, *results))
    assert turn(endpoint, after).message.text == "It is 12 degrees."
    _, said, *told = endpoint.received[1].body["messages"]
    assert said["content"] is None
    assert [one["id"] for one in said["tool_calls"]] == ["a", "b"]
    assert said["tool_calls"][0]["function"] == {"name": "weather", "arguments": OSLO}
    assert told == [
        {"role": "tool", "tool_call_id": "a", "content": "12 degrees"},
        {"role": "tool", "tool_call_id": "b", "content": "25 degrees"},
    ]


@pytest.mark.parametrize("reason", ["tool_calls", "stop", "", "length_of_stay"])
def test_words_and_calls_may_come_together_whatever_is_said_to_have_ended_them(
    endpoint: ModelEndpoint, reason: str
) -> None:
    endpoint.always = calls(call("a", "weather", OSLO), words="I will look.", reason=reason)
    assert turn(endpoint).message == AssistantMessage(
        "I will look.", (ToolCall("a", "weather", {"city": "Oslo"}),)
    )


def test_calls_that_cannot_be_made_are_told_and_go_back_as_what_every_endpoint_can_read(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = in_turn(calls(call("a", "wether\n", OSLO), call("b", "weather", '{"ci')))
    message = turn(endpoint).message
    assert [type(one) for one in message.calls] == [UnusableCall, UnusableCall]
    turn(endpoint, dataclasses.replace(ASKED, messages=(*ASKED.messages, message)))
    [_, said] = endpoint.received[1].body["messages"]
    assert [one["function"] for one in said["tool_calls"]] == [
        {"name": "wether_", "arguments": "{}"},
        {"name": "weather", "arguments": "{}"},
    ]


def test_an_id_that_an_earlier_turn_used_is_not_used_again(endpoint: ModelEndpoint) -> None:
    endpoint.always = calls(call("0", "weather", OSLO))
    first = turn(endpoint).message
    second = turn(endpoint, dataclasses.replace(ASKED, messages=(*ASKED.messages, first))).message
    assert first.calls[0].id == "0"
    assert second.calls[0].id != "0"


def test_what_the_endpoint_wants_back_with_a_call_goes_back(endpoint: ModelEndpoint) -> None:
    signed = call("a", "weather", OSLO) | {"extra_content": {"google": {"thought_signature": "s"}}}
    endpoint.script = in_turn(calls(signed, call("b", "weather", ROME)))
    message = turn(endpoint).message
    turn(endpoint, dataclasses.replace(ASKED, messages=(*ASKED.messages, message)))
    first, second = endpoint.received[1].body["messages"][1]["tool_calls"]
    assert first["extra_content"] == {"google": {"thought_signature": "s"}}
    assert "extra_content" not in second


def test_half_an_emoji_anywhere_in_a_conversation_can_be_sent(endpoint: ModelEndpoint) -> None:
    half = "\ud83d"
    calls_ = (ToolCall("a", "weather", {"city": half}),)
    messages = (UserMessage(half), AssistantMessage(half, calls_, half), ToolMessage("a", half))
    odd = Conversation((SystemMessage(half), *messages), 100, (WEATHER,))
    assert turn(endpoint, odd).message.text == "It is 12 degrees."


# --- what is no turn --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (cuts(), ModelTruncatedError),
        (cut(call("a", "weather", '{"city": "Os')), ModelTruncatedError),
        (cut(call("a", "weather", OSLO)), ModelTruncatedError),
        (says(None, refusal="I will not."), ModelRefusedError),
        (says("", "content_filter"), ModelFilteredError),
        (calls(call("a", "weather", OSLO), reason="content_filter"), ModelFilteredError),
        (says(""), ModelInvalidError),
        (says(None), ModelInvalidError),
        (says(" \n"), ModelInvalidError),
        (says("<think>Hm.</think>"), ModelInvalidError),
        (says("<think>Hm."), ModelInvalidError),
        (says(None, reasoning_content="Hm."), ModelInvalidError),
        (says("I will look.", "tool_calls"), ModelInvalidError),
        (says("I will look.", "tool_calls", tool_calls=["weather", None]), ModelInvalidError),
        (calls(*[call(f"{n}", "weather", OSLO) for n in range(200)]), ModelInvalidError),
        (sends(b'{"choices": []}', content_type=JSON), ModelInvalidError),
    ],
)
def test_a_turn_that_is_none_is_named_and_not_asked_for_again(
    endpoint: ModelEndpoint, handler: Handler, expected: type[ModelError]
) -> None:
    endpoint.always = handler
    error = failure(endpoint)
    assert type(error) is expected
    assert (error.usage.calls, len(endpoint.received)) == (1, 1)


def test_thoughts_before_the_words_are_not_said_and_those_beside_calls_are_kept(
    endpoint: ModelEndpoint,
) -> None:
    endpoint.script = in_turn(
        says("<think>So {warm}?\n</think>\n\nIt is warm."),
        says(None, "tool_calls", reasoning="Hm.", tool_calls=[call("a", "weather", OSLO)]),
    )
    words, called = turns(endpoint, ASKED, ASKED)
    assert isinstance(words, Turn)
    assert isinstance(called, Turn)
    assert words.message.text == "It is warm."
    assert (called.message.text, called.message.thoughts) == ("", "Hm.")


# --- what it costs ----------------------------------------------------------------------------


def priced(conversation: Conversation) -> float:
    async def most_usd() -> float:
        return ModelClient(api_key="k", base_url=None, model="gpt-4o-mini").most_usd_of(
            conversation
        )

    return asyncio.run(most_usd())


LONG = Conversation(
    (
        SystemMessage("é" * 1_000),
        UserMessage("Is it warm?"),
        AssistantMessage("", (ToolCall("a", "weather", {"city": "x" * 3_000}),), "Hm." * 500),
        ToolMessage("a", "12 degrees " * 1_000),
    ),
    100,
    (WEATHER, ToolDefinition("note", "n" * 2_000, {"type": "object"})),
)


def test_all_that_is_put_is_in_the_highest_price_before_it_is_asked() -> None:
    for part in (
        {"messages": LONG.messages[1:]},
        {"messages": LONG.messages[:2]},
        {"messages": LONG.messages[:3]},
        {"tools": LONG.tools[:1]},
        {"tools": ()},
        {"max_output_tokens": 50},
    ):
        assert priced(dataclasses.replace(LONG, **part)) < priced(LONG)


def test_what_an_endpoint_does_not_count_is_estimated_between_the_truth_and_that_price(
    endpoint: ModelEndpoint,
) -> None:
    counted = turn(endpoint, LONG).usage
    endpoint.counts_tokens = False
    endpoint.always = calls(call("a", "weather", json.dumps({"city": "x" * 80})), words="So.")
    estimated = turn(endpoint, LONG).usage
    assert counted.usd < estimated.usd < priced(LONG)
    assert estimated.output_tokens >= 40  # the arguments are paid for, too
    assert estimated.input_tokens == ConversationRequest(LONG).most_input_tokens
