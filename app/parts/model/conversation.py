"""A conversation with a model, and its next turn."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.parts.model.tools import ToolCall, ToolDefinition, UnusableCall
from app.parts.model.usage import ModelUsage


@dataclass(frozen=True, slots=True)
class SystemMessage:
    text: str


@dataclass(frozen=True, slots=True)
class UserMessage:
    text: str


@dataclass(frozen=True, slots=True)
class AssistantMessage:
    """What the model said. Each of its calls needs a ToolMessage before the model is asked again.

    `thoughts`: some endpoints want them back together with the calls that they led to.
    """

    text: str
    calls: tuple[ToolCall | UnusableCall, ...] = ()
    thoughts: str = ""


@dataclass(frozen=True, slots=True)
class ToolMessage:
    """The result of the call with this id, or why there is none."""

    call_id: str
    text: str


ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said so far. `max_output_tokens` bounds the next turn; a model's own thoughts come
    on top."""

    messages: tuple[ChatMessage, ...]
    max_output_tokens: int
    tools: tuple[ToolDefinition, ...] = ()

    def calls(self) -> Iterator[ToolCall | UnusableCall]:
        for message in self.messages:
            if isinstance(message, AssistantMessage):
                yield from message.calls


@dataclass(frozen=True, slots=True)
class TextPart:
    """What the model says, as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """The model's whole turn, to be added to the conversation, and what it took."""

    message: AssistantMessage
    usage: ModelUsage
