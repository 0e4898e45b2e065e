"""A message of the model as the protocol's relatives write it. Pure.

Its words are a string or a list of parts; what it thought stands in one of several places; an
endpoint that turns a schema into a tool puts the answer into the tool's arguments.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

THOUGHTS = ("reasoning_content", "reasoning", "thinking")
THOUGHT_PARTS = {"thinking", "reasoning", "reasoning_content"}


@dataclass(frozen=True, slots=True)
class RawCall:
    """A call of a tool as it came, nothing of it checked. `index`: which call this is a piece of,
    in a stream; `kept`: what the endpoint wants back beside the call, unread."""

    id: str = ""
    name: str = ""
    arguments: str = ""
    index: int | None = None
    kept: object = None


@dataclass(frozen=True, slots=True)
class Message:
    """`calls`: of tools, where it wants to call some."""

    content: str = ""
    thoughts: str = ""
    refusal: str = ""
    calls: tuple[RawCall, ...] = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        """What it would call tools with."""
        return tuple(call.arguments for call in self.calls if call.arguments)


def message_of(raw: object) -> Message:
    """The message, or the piece of one in a stream; an empty one of what is none."""
    if not isinstance(raw, dict):
        return Message()
    content = raw.get("content")
    return Message(
        content=text_of(content),
        thoughts=next(filter(None, (text_of(raw.get(name)) for name in THOUGHTS)), "")
        or "".join(thoughts_in(content)),
        refusal=text_of(raw.get("refusal")) or "".join(refusals_in(content)),
        calls=tuple(calls_in(raw)),
    )


def text_of(content: object) -> str:
    """The words in it, without thoughts; JSON of what a gateway has already read as JSON."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(text_of(part) for part in content)
    if not isinstance(content, dict) or content.get("type") in THOUGHT_PARTS:
        return ""
    if "text" in content:
        return text_of(content["text"])
    if "type" in content:
        return ""
    value = content.get("value")  # as in {"text": {"value": "…"}}
    return value if isinstance(value, str) and len(content) <= 2 else json.dumps(content)


def thoughts_in(content: object) -> Iterator[str]:
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict) and part.get("type") in THOUGHT_PARTS:
            yield text_of(part.get("thinking") or part.get("text") or part.get("reasoning"))


def refusals_in(content: object) -> Iterator[str]:
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict) and part.get("type") == "refusal":
            yield text_of(part.get("refusal"))


def calls_in(raw: dict[str, object]) -> Iterator[RawCall]:
    """Of tools, and of the one function that the protocol had before. What is no object is none."""
    calls = [call for call in listed(raw.get("tool_calls")) if isinstance(call, dict)]
    if isinstance(raw.get("function_call"), dict):
        calls.append({"function": raw["function_call"]})
    return map(call_of, calls)


def call_of(raw: dict[str, object]) -> RawCall:
    function = raw.get("function")
    function = function if isinstance(function, dict) else {}
    index = raw.get("index")
    return RawCall(
        id=string(raw.get("id")),
        name=string(function.get("name")),
        arguments=written(function.get("arguments")),
        index=index if type(index) is int else None,
        kept=raw.get("extra_content"),
    )


def string(value: object) -> str:
    return value if isinstance(value, str) else ""


def written(arguments: object) -> str:
    """As JSON, also what a gateway has already read as JSON."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else json.dumps(arguments)


def listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
