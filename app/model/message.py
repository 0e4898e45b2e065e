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
class Message:
    """`arguments`: what it would call a tool with, where it wants to call one."""

    content: str = ""
    thoughts: str = ""
    refusal: str = ""
    arguments: tuple[str, ...] = ()


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
        arguments=tuple(arguments_in(raw)),
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


def arguments_in(raw: dict[str, object]) -> Iterator[str]:
    """Of the tools it calls, and of the one function that the protocol had before."""
    calls = raw.get("tool_calls")
    functions = [call.get("function") for call in listed(calls) if isinstance(call, dict)]
    for function in (*functions, raw.get("function_call")):
        if isinstance(function, dict) and function.get("arguments"):
            yield text_of(function["arguments"])


def listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
