"""What a process of any agent does that asks a model, without a run and without a brand."""

import asyncio

from pydantic import BaseModel

from app.parts.model.budget import DailyBudget
from app.parts.model.client import ModelClient
from app.parts.model.purse import Purse
from app.parts.parts import Parts, open_parts
from app.parts.store.api_usage import Service
from app.parts.store.reservations import Holder

SYSTEM, USER = "Answer with JSON.", "Which word?"
MOST_TOKENS = 50
AT_ONCE = 3


class Word(BaseModel):
    word: str


def ask_until_spent(agent: str, calls: int) -> None:
    """So many calls, fewer when the day's money does not suffice."""
    parts = open_parts(need_redis=False)
    try:
        asyncio.run(ask_as(parts, agent, calls))
    finally:
        parts.close()


async def ask_as(parts: Parts, agent: str, calls: int) -> None:
    settings = parts.settings
    assert settings.openai_api_key is not None
    purse = Purse(DailyBudget(parts, Holder(Service.MODEL, agent), settings.openai_model))
    places = asyncio.Semaphore(AT_ONCE)
    async with ModelClient(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        timeout_seconds=settings.llm_timeout_seconds,
    ) as client:
        await asyncio.gather(*(ask_once(client, purse, places) for _ in range(calls)))


async def ask_once(client: ModelClient, purse: Purse, places: asyncio.Semaphore) -> None:
    async with places:
        most = client.most_usd(system=SYSTEM, user=USER, max_output_tokens=MOST_TOKENS)
        held = await purse.reserve(most)
        if held is None:
            return
        answer = await client.ask(
            system=SYSTEM, user=USER, reply=Word, max_output_tokens=MOST_TOKENS
        )
        await purse.settle(held, answer.usage)
