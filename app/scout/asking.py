"""One question of the evaluator to the model, within the budget; a failure is an outcome."""

import asyncio
from dataclasses import dataclass, field

from app.model.client import ModelClient
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
from app.model.reply import ReplyT
from app.scout.prompt import Asked
from app.scout.purse import Budget, Held, Purse
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


@dataclass(frozen=True, slots=True)
class NoAnswer:
    outcome: Outcome
    detail: str
    usage: Usage = field(default_factory=Usage)


class Asker:
    """Puts questions to one client: no more at once than it takes, none beyond the budget."""

    def __init__(self, client: ModelClient, budget: Budget | None) -> None:
        self._client = client
        self._purse = Purse(budget)
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
            held = await self._purse.reserve(most_usd)
            if held is None:
                return NoAnswer("over_budget", "Not asked: the model's budget for today is spent.")
            return await self._put_paid(held, asked, reply, max_output_tokens)

    async def _put_paid(
        self, held: Held, asked: Asked, reply: type[ReplyT], max_output_tokens: int
    ) -> Answer[ReplyT] | NoAnswer:
        try:
            said = await self._put(asked, reply, max_output_tokens)
        except asyncio.CancelledError:
            # It was sent, and may well be billed.
            await self._purse.settle(held, Usage(calls=1, usd=held.usd))
            raise
        await self._purse.settle(held, said.usage)
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
