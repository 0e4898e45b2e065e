"""The model's turn in a conversation, or the error that says why there is none. Pure."""

from app.parts.model.completion import Completion
from app.parts.model.conversation import AssistantMessage, Conversation
from app.parts.model.errors import ModelInvalidError
from app.parts.model.reply import whole_message
from app.parts.model.tool_calls import read_calls
from app.parts.model.visible_text import visible_text

CALLED = {"tool_calls", "function_call", "tool_use"}
"""Why a model stopped that wants to call a tool. Others that do say `stop`."""


def read_turn(completion: Completion, conversation: Conversation) -> AssistantMessage:
    """Words, calls or both. Raises the ModelError that says why it is no turn."""
    message = whole_message(completion)
    tools = {tool.name for tool in conversation.tools}
    calls = read_calls(message.calls, tools, {call.id for call in conversation.calls()})
    text = visible_text(message.content)
    if not calls and completion.finish_reason in CALLED:
        raise ModelInvalidError("The model said that it calls a tool, but no call came.")
    if not calls and not text.strip():
        raise ModelInvalidError("The model answered with nothing.")
    return AssistantMessage(text, calls, message.thoughts)
