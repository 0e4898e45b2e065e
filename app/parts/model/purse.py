"""The money for calls of a model: set aside before each call, settled after it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from app.parts.model.usage import ModelUsage
from app.parts.store.refusal import Refusal

LOOK_AGAIN_SECONDS = 0.5
"""While another process holds what is left: nobody tells this one when it lets go."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is set aside for one call. `id` is its row, where there is one."""

    usd: float
    id: str = ""


class Budget(Protocol):
    """How much may still be spent, whoever spends it."""

    def reserve(self, usd: float) -> Held | Refusal:
        """Set aside the most that a call can cost, before it is made."""
        ...

    def settle(self, held: Held, usage: ModelUsage, error: str | None = None) -> None:
        """The call took this much; the rest is free again. `error`: why it brought nothing."""
        ...


class Purse:
    """A budget, or none, for calls that run side by side."""

    def __init__(self, budget: Budget | None) -> None:
        self._budget = budget
        self._settled = asyncio.Condition()

    async def reserve(self, usd: float) -> Held | None:
        """Room for a call that costs at most `usd`; None when the money is spent.

        Waits for what calls under way leave over, those of other processes too: most cost a part
        of what was set aside for them.
        """
        if self._budget is None:
            return Held(usd)
        while isinstance(held := self._budget.reserve(usd), Refusal):
            if held is Refusal.SPENT:
                return None
            await self._wait_for_a_call_to_end()
        return held

    async def settle(self, held: Held, usage: ModelUsage, error: str | None = None) -> None:
        if self._budget is not None:
            self._budget.settle(held, usage, error)
        async with self._settled:
            self._settled.notify_all()

    async def _wait_for_a_call_to_end(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_SECONDS), self._settled:
                await self._settled.wait()
