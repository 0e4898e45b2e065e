"""A conversation as it is put to an endpoint. Pure."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.parts.model.completion import Completion
from app.parts.model.conversation import (
    AssistantMessage,
    ChatMessage,
    Conversation,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from app.parts.model.dialect import Dialect
from app.parts.model.request import encodable
from app.parts.model.tokens import at_most_tokens
from app.parts.model.tools import ToolCall, ToolDefinition, UnusableCall

AROUND_TOOLS = 600
"""Tokens of an instruction on how to call tools, which endpoints add unseen."""


@dataclass(frozen=True, slots=True)
class ConversationRequest:
    """A Request for the next turn; `streams`: piece by piece."""

    conversation: Conversation
    streams: bool = False

    @property
    def max_output_tokens(self) -> int:
        return self.conversation.max_output_tokens

    @property
    def most_input_tokens(self) -> int:
        """The JSON is longer than what a model reads of it."""
        messages = [
            message_json(message, with_thoughts=True) for message in self.conversation.messages
        ]
        written = json.dumps([messages, self._tools()], ensure_ascii=False)
        return at_most_tokens(written) + (AROUND_TOOLS if self.conversation.tools else 0)

    def body(self, dialect: Dialect) -> dict[str, object]:
        return {
            "messages": messages_for(dialect, self.conversation.messages),
            **({"tools": self._tools()} if self.conversation.tools else {}),
            **dialect.options(self.max_output_tokens, streams=self.streams),
        }

    def thought_too_long(self, completion: Completion) -> bool:
        return completion.is_cut and (completion.has_thought or not completion.written)

    def _tools(self) -> list[dict[str, object]]:
        return [*map(tool_json, self.conversation.tools)]


def messages_for(dialect: Dialect, messages: tuple[ChatMessage, ...]) -> list[dict[str, object]]:
    put = messages if dialect.has_system_role else without_system(messages)
    return [message_json(message, with_thoughts=dialect.wants_thoughts) for message in put]


def without_system(messages: Iterable[ChatMessage]) -> Iterator[ChatMessage]:
    """What a system message says opens the user's next one."""
    told: list[str] = []
    for message in messages:
        if isinstance(message, SystemMessage):
            told.append(message.text)
        elif isinstance(message, UserMessage) and told:
            yield UserMessage("\n\n".join([*told, message.text]))
            told = []
        else:
            yield message
    if told:
        yield UserMessage("\n\n".join(told))


def message_json(message: ChatMessage, *, with_thoughts: bool) -> dict[str, object]:
    text = encodable(message.text)
    match message:
        case SystemMessage():
            return {"role": "system", "content": text}
        case UserMessage():
            return {"role": "user", "content": text}
        case ToolMessage():
            return {"role": "tool", "tool_call_id": message.call_id, "content": text}
        case AssistantMessage(calls=()):
            return {"role": "assistant", "content": text}
    calls = [*map(call_json, message.calls)]
    thoughts = {"reasoning_content": encodable(message.thoughts)} if with_thoughts else {}
    return {"role": "assistant", "content": text or None, "tool_calls": calls, **thoughts}


def call_json(call: ToolCall | UnusableCall) -> dict[str, object]:
    """Unusable arguments are not repeated: some endpoints fail on what is no JSON."""
    arguments = json.dumps(call.arguments) if isinstance(call, ToolCall) else "{}"
    function = {"name": call.name, "arguments": arguments}
    kept = {} if call.kept is None else {"extra_content": call.kept}
    return {"id": call.id, "type": "function", "function": function, **kept}


def tool_json(tool: ToolDefinition) -> dict[str, object]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }
    return {"type": "function", "function": function}
