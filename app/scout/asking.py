"""One question of the evaluator to the model, within the budget; a failure is an outcome."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from app.model.client import ModelClient
from app.model.completion import ReplyT
from app.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelRefusedError,
    ModelTimedOutError,
    ModelTruncatedError,
)
from app.model.question import Answer
from app.scout.prompt import Asked
from app.scout.types import Outcome, Usage

OUTCOMES: dict[type[ModelError], Outcome] = {
    ModelRefusedError: "refused",
    ModelFilteredError: "filtered",
    ModelTruncatedError: "truncated",
    ModelInvalidError: "invalid",
    ModelTimedOutError: "timed_out",
    ModelDeniedError: "denied",
}
USELESS: frozenset[Outcome] = frozenset({"refused", "filtered", "truncated", "invalid"})
"""An answer came, but it was none."""
USELESS_AT_MOST = 4
"""So many before the first usable one, and the model is taken to be unfit and left alone."""


class Budget(Protocol):
    """How much may still be spent."""

    def allows(self, usd: float) -> bool:
        """May `usd` be spent beyond what was handed over so far with the judgements?

        The evaluator asks before each call, with an upper estimate of it, to which it adds what
        the calls under way may cost and what finished ones cost that was not handed over yet. So
        an answer from a ledger of the judgements is right however many calls run at once.
        """
        ...


@dataclass(frozen=True, slots=True)
class NoAnswer:
    outcome: Outcome
    detail: str
    usage: Usage = field(default_factory=Usage)


class Purse:
    """The money that has left the budget but is not in its ledger yet."""

    def __init__(self, budget: Budget | None) -> None:
        self._budget = budget
        self._open_usd = 0.0
        self._under_way = 0
        self._settled = asyncio.Condition()

    async def reserve(self, usd: float) -> bool:
        """Room for a call that costs at most `usd`. Waits for what calls under way leave over."""
        async with self._settled:
            while self._budget is not None and not self._budget.allows(self._open_usd + usd):
                if not self._under_way:
                    return False
                await self._settled.wait()
            self._open_usd += usd
            self._under_way += 1
        return True

    async def settle(self, reserved_usd: float, paid_usd: float) -> None:
        """A call is done: what it did not take is free again."""
        async with self._settled:
            self._open_usd += paid_usd - reserved_usd
            self._under_way -= 1
            self._settled.notify_all()

    def handed_over(self, usd: float) -> None:
        """The ledger knows of it from now on."""
        self._open_usd = max(0.0, self._open_usd - usd)


class Asker:
    """Puts questions to one client: no more at once than it takes, none beyond the budget."""

    def __init__(self, client: ModelClient, budget: Budget | None) -> None:
        self._client = client
        self.purse = Purse(budget)
        # The money is counted when a question is really put, not while it waits for its turn.
        self._turns = asyncio.Semaphore(client.max_at_once)
        self._useful = 0
        self._useless = 0

    async def ask(
        self, asked: Asked, reply: type[ReplyT], max_output_tokens: int
    ) -> Answer[ReplyT] | NoAnswer:
        async with self._turns:
            if not self._useful and self._useless >= USELESS_AT_MOST:
                return NoAnswer("invalid", "Not asked: no answer of this model was usable so far.")
            most_usd = self._client.most_usd(
                system=asked.system, user=asked.user, max_output_tokens=max_output_tokens
            )
            if not await self.purse.reserve(most_usd):
                return NoAnswer("over_budget", "Not asked: the model's budget for today is spent.")
            said = await self._put(asked, reply, max_output_tokens)
            await self.purse.settle(most_usd, said.usage.usd)
            return said

    async def _put(
        self, asked: Asked, reply: type[ReplyT], max_output_tokens: int
    ) -> Answer[ReplyT] | NoAnswer:
        try:
            answer = await self._client.ask(
                system=asked.system,
                user=asked.user,
                reply=reply,
                max_output_tokens=max_output_tokens,
            )
        except ModelError as error:
            outcome = OUTCOMES.get(type(error), "unavailable")
            self._useless += outcome in USELESS
            return NoAnswer(outcome, str(error), error.usage)
        self._useful += 1
        return answer
