"""Conversations with a model's endpoint on loopback."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue

from app.parts.model.client import ModelClient
from app.parts.model.conversation import Conversation, TextPart, Turn, UserMessage
from app.parts.model.errors import ModelError
from app.parts.model.patience import Patience
from app.parts.model.tools import ToolDefinition
from tests.servers.model_endpoint import ModelEndpoint

QUICK = Patience(first_wait=0.01, longest_wait=0.05)
CITY: dict[str, JsonValue] = {"type": "object", "properties": {"city": {"type": "string"}}}
WEATHER = ToolDefinition("weather", "The weather in a city.", CITY)
OSLO, ROME = '{"city": "Oslo"}', '{"city": "Rome"}'
ASKED = Conversation((UserMessage("Is it warm in Oslo?"),), 100, (WEATHER,))
WITHOUT_TOOLS = Conversation(ASKED.messages, 100)


def client(endpoint: ModelEndpoint, **options: Any) -> ModelClient:
    settings = {"model": "gpt-4o-mini", "patience": QUICK, "timeout_seconds": 20, **options}
    return ModelClient(api_key="sk-1", base_url=endpoint.url, **settings)


def turns(
    endpoint: ModelEndpoint, *conversations: Conversation, **options: Any
) -> list[Turn | ModelError]:
    """The next turns, or why there is none, asked for one after the other by one client."""

    async def run() -> list[Turn | ModelError]:
        outcomes: list[Turn | ModelError] = []
        async with client(endpoint, **options) as asked:
            for conversation in conversations:
                try:
                    outcomes.append(await asked.converse(conversation))
                except ModelError as error:
                    outcomes.append(error)
        return outcomes

    return asyncio.run(run())


def turn(endpoint: ModelEndpoint, conversation: Conversation = ASKED, **options: Any) -> Turn:
    [outcome] = turns(endpoint, conversation, **options)
    assert isinstance(outcome, Turn), outcome
    return outcome


def failure(
    endpoint: ModelEndpoint, conversation: Conversation = ASKED, **options: Any
) -> ModelError:
    [outcome] = turns(endpoint, conversation, **options)
    assert isinstance(outcome, ModelError), outcome
    return outcome


async def streamed(
    client: ModelClient, conversation: Conversation = ASKED
) -> tuple[str, Turn | ModelError]:
    """The text as it came, and the turn or why there is none."""
    words = ""
    try:
        async for part in client.converse_streaming(conversation):
            if isinstance(part, Turn):
                return words, part
            words += part.text
    except ModelError as error:
        return words, error
    raise AssertionError("a stream ends with a turn or an error")


def stream_once(
    endpoint: ModelEndpoint, conversation: Conversation = ASKED, **options: Any
) -> tuple[str, Turn | ModelError]:
    async def run() -> tuple[str, Turn | ModelError]:
        async with client(endpoint, **options) as asked:
            return await streamed(asked, conversation)

    return asyncio.run(run())


def texts(parts: Sequence[TextPart | Turn]) -> list[str]:
    return [part.text for part in parts if isinstance(part, TextPart)]
