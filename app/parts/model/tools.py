"""Tools that a model may call, and the calls it makes. A call is only a wish: nothing here runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue


@dataclass(frozen=True, slots=True)
class ToolDefinition:
    """`parameters` is the JSON schema of the object that the tool is called with."""

    name: str
    description: str
    parameters: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool that there is, with a JSON object. Whether that fits the tool's schema is
    for the tool to check. `id` is unlike that of any other call in its conversation.

    `kept` is what the endpoint wants back with the call, unread.
    """

    id: str
    name: str
    arguments: Mapping[str, JsonValue]
    kept: JsonValue = None


@dataclass(frozen=True, slots=True)
class UnusableCall:
    """A call that cannot be made. The model may do better when its result is the `problem`."""

    id: str
    name: str
    problem: str
    kept: JsonValue = None
