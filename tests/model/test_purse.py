"""Calls that run side by side share what may be spent."""

import asyncio

from app.parts.model.command_budget import CommandBudget
from app.parts.model.purse import Purse
from app.parts.model.usage import ModelUsage


def test_what_is_set_aside_and_what_is_spent_is_both_gone() -> None:
    async def run() -> list[bool]:
        purse = Purse(CommandBudget(1.0))
        first = await purse.reserve(0.6)
        assert first is not None
        await purse.settle(first, ModelUsage(usd=0.1))
        second = await purse.reserve(0.6)
        assert second is not None
        await purse.settle(second, ModelUsage(usd=0.6))
        return [(await purse.reserve(usd)) is not None for usd in (0.4, 0.3)]

    assert asyncio.run(run()) == [False, True]


def test_what_calls_under_way_leave_over_is_waited_for() -> None:
    async def run() -> bool:
        purse = Purse(CommandBudget(1.0))
        first = await purse.reserve(0.9)
        assert first is not None
        second = asyncio.create_task(purse.reserve(0.9))
        await asyncio.sleep(0)
        await purse.settle(first, ModelUsage(usd=0.05))
        return await second is not None

    assert asyncio.run(run())
