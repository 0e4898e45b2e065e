"""What is in a completion: the typed reply to a question or the next turn of a conversation, or the
error that says why there is none. Pure."""

import json
import re
from collections.abc import Iterator
from typing import TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from app.parts.model.completion import Completion
from app.parts.model.conversation import AssistantMessage, Conversation
from app.parts.model.errors import (
    ModelFilteredError,
    ModelInvalidError,
    ModelRefusedError,
    ModelTruncatedError,
)
from app.parts.model.json_in_text import json_values, whole_value, without_thoughts
from app.parts.model.message import Message
from app.parts.model.tool_calls import read_calls
from app.parts.model.visible_text import visible_text

ReplyT = TypeVar("ReplyT", bound=BaseModel)

REFUSAL = re.compile(
    r"\W*(i'?m (very |so |truly )?sorry|sorry\b|i apologi[sz]e|i (can'?t|cannot|can ?not|won'?t|"
    r"am (not able|unable)|must decline)|i'?m (not able|unable)|as an ai\b|unfortunately,? i)",
    re.IGNORECASE,
)
WRAPPED_AT_MOST = 2
"""Objects around the answer, such as the name of its schema or the call of a tool."""
CALLED = {"tool_calls", "function_call", "tool_use"}
"""Why a model stopped that wants to call a tool. Others that do say `stop`."""


def read_reply(completion: Completion, reply: type[ReplyT]) -> ReplyT:
    """The typed reply. Raises the ModelError that says why there is none."""
    message = whole_message(completion)
    content = message.content if message.content.strip() else "\n".join(message.arguments)
    return parse_reply(content, reply, message.thoughts)


def read_turn(completion: Completion, conversation: Conversation) -> AssistantMessage:
    """The model's turn: words, calls or both. Raises the ModelError that says why it is no turn."""
    message = whole_message(completion)
    tools = {tool.name for tool in conversation.tools}
    calls = read_calls(message.calls, tools, {call.id for call in conversation.calls()})
    text = visible_text(message.content)
    if not calls and completion.finish_reason in CALLED:
        raise ModelInvalidError("The model said that it calls a tool, but no call came.")
    if not calls and not text.strip():
        raise ModelInvalidError("The model answered with nothing.")
    return AssistantMessage(text, calls, message.thoughts)


def whole_message(completion: Completion) -> Message:
    """What the model said, if it said all of it. Raises the ModelError that says why not."""
    message = completion.message
    if completion.is_filtered:
        raise ModelFilteredError("The provider's content filter withheld the answer.")
    if message is None:
        raise ModelInvalidError(
            "The model sent no answer; a content filter of its provider may have withheld it."
        )
    if message.refusal or completion.finish_reason == "refusal":
        raise ModelRefusedError("The model declined to answer.")
    if completion.is_cut:
        raise ModelTruncatedError("The answer stopped at the token limit.")
    return message


def parse_reply(content: str, reply: type[ReplyT], thoughts: str = "") -> ReplyT:
    values = json_values(content)
    if not content.strip():
        # Some endpoints take the whole answer for thoughts, if the model did not think.
        values = json_values(thoughts, is_thought=True)
    if not values and REFUSAL.match(without_thoughts(content)):
        raise ModelRefusedError("The model declined to answer.")
    if not values:
        what = "words instead of JSON" if content.strip() else "nothing"
        raise ModelInvalidError(f"The model answered with {what}.")
    try:
        return reply.model_validate(the_one_meant(values, reply))
    except ValidationError as error:
        # Only where it went wrong: the values are the model's, and may be the page's text.
        places = {".".join(map(str, item["loc"])) for item in error.errors(include_input=False)}
        raise ModelInvalidError(
            f"The answer is not of the shape asked for, at: {', '.join(sorted(places)[:5])[:200]}."
        ) from None


def the_one_meant(values: list[object], reply: type[BaseModel]) -> object:
    """Of several values the one that has most of the names asked for."""
    names = set(reply.model_fields)
    readings = [reading for value in values for reading in readings_of(value, reply)]
    if not readings:
        return items_in(values, reply) or values[0]
    most = max(len(names & reading.keys()) for reading in readings)
    best = [reading for reading in readings if len(names & reading.keys()) == most]
    if len({json.dumps(reading, sort_keys=True) for reading in best}) > 1:
        raise ModelInvalidError("The model gave several answers that differ.")
    return best[0]


def readings_of(
    value: object, reply: type[BaseModel], depth: int = WRAPPED_AT_MOST
) -> Iterator[dict[str, object]]:
    """What it may mean: itself, what it is packed in, the list that was asked for by name."""
    if isinstance(value, str):
        inner = whole_value(value)
        yield from readings_of(inner, reply, 0) if inner is not None and depth else ()
    elif isinstance(value, list):
        yield from readings_of_list(value, reply, depth)
    elif isinstance(value, dict) and value.keys() & set(reply.model_fields):
        yield value
    elif isinstance(value, dict) and depth:
        for inner in value.values():
            yield from readings_of(inner, reply, depth - 1)


def readings_of_list(
    value: list[object], reply: type[BaseModel], depth: int
) -> Iterator[dict[str, object]]:
    wanted = list_in(reply)
    if wanted is not None and all(is_item(item, wanted[1]) for item in value):
        yield {wanted[0]: value}
    elif len(value) == 1 and depth:
        yield from readings_of(value[0], reply, depth - 1)


def items_in(values: list[object], reply: type[BaseModel]) -> dict[str, object] | None:
    """The items, when the model gave them one by one instead of in a list."""
    wanted = list_in(reply)
    if wanted is None:
        return None
    name, item = wanted
    return {name: values} if all(is_item(value, item) for value in values) else None


def list_in(reply: type[BaseModel]) -> tuple[str, type[BaseModel]] | None:
    """The only field of the reply, if it is a list of objects, and what they are."""
    fields = list(reply.model_fields.items())
    if len(fields) != 1 or get_origin(fields[0][1].annotation) is not list:
        return None
    [item] = get_args(fields[0][1].annotation)
    return (fields[0][0], item) if issubclass(item, BaseModel) else None


def is_item(value: object, item: type[BaseModel]) -> bool:
    return isinstance(value, dict) and bool(value.keys() & set(item.model_fields))
