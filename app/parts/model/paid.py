"""A model whose answers are paid for: the money is set aside before each question and settled after
it."""

import asyncio
import math
from dataclasses import dataclass

from app.parts.model.client import ModelClient
from app.parts.model.errors import ModelBudgetSpentError, ModelError
from app.parts.model.purse import Purse
from app.parts.model.question import Answer
from app.parts.model.reply import ReplyT
from app.parts.model.usage import ModelUsage

STOPPED = "The answer was not waited for: the run was stopped."


@dataclass(frozen=True, slots=True)
class PaidModel:
    """A client and the purse that its questions are paid from."""

    client: ModelClient
    purse: Purse

    async def ask(
        self,
        *,
        system: str,
        user: str,
        reply: type[ReplyT],
        max_output_tokens: int,
        within: float = math.inf,
    ) -> Answer[ReplyT]:
        """`within`: as of the client. Raises ModelError; ModelBudgetSpentError when the model was
        not asked."""
        most = self.client.most_usd(system=system, user=user, max_output_tokens=max_output_tokens)
        held = await self.purse.reserve(most)
        if held is None:
            raise ModelBudgetSpentError("Not asked: the model's budget for today is spent.")
        try:
            answer = await self.client.ask(
                system=system,
                user=user,
                reply=reply,
                max_output_tokens=max_output_tokens,
                within=within,
            )
        except ModelError as error:
            await self.purse.settle(held, error.usage, str(error))
            raise
        except asyncio.CancelledError:
            # It was sent, and may well be billed.
            await self.purse.settle(held, ModelUsage(calls=1, usd=held.usd), STOPPED)
            raise
        await self.purse.settle(held, answer.usage)
        return answer
