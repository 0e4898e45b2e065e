"""Asks a model for a role: typed, checked, within the limits that hold for all processes.

kept answer? -> a place among MAX_CONCURRENT_MODEL_CALLS -> model -> check -> (its problems told,
once more) -> kept for a day
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from app.parts.model.budget import DailyBudget
from app.parts.model.errors import ModelInvalidError
from app.parts.model.paid import PaidModel
from app.parts.model.purse import Purse
from app.parts.parts import Parts
from app.parts.runs.lease import Claim
from app.parts.store.api_usage import Service
from app.parts.store.reservations import Holder

ReplyT = TypeVar("ReplyT", bound=BaseModel)
Check = Callable[[ReplyT], Sequence[str]]
"""What is wrong with an answer, in words for the model; nothing when it is right."""


@dataclass(frozen=True, slots=True)
class Prompted(Generic[ReplyT]):
    """One question. `prompt_version`: as `Prompt.version` has it, name and number."""

    prompt_version: str
    system: str
    user: str
    reply: type[ReplyT]
    max_output_tokens: int

    def digest(self, model: str) -> str:
        """Of all that would make it another question. Stable from process to process."""
        parts = (model, self.prompt_version, self.system, self.user, self.reply.__name__)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Asking:
    """The model of one run of a role."""

    parts: Parts
    claim: Claim
    model: PaidModel

    async def ask(self, question: Prompted[ReplyT], check: Check[ReplyT]) -> ReplyT:
        """The model's answer with nothing wrong about it. Raises ModelError."""
        answer = await self.model.ask(
            system=question.system,
            user=question.user,
            reply=question.reply,
            max_output_tokens=question.max_output_tokens,
        )
        if problems := check(answer.value):
            raise ModelInvalidError(f"The model's answer is not right: {problems[0]}")
        return answer.value


@asynccontextmanager
async def opened_asking(parts: Parts, claim: Claim) -> AsyncIterator[Asking | None]:
    """None without a key."""
    settings = parts.settings
    if settings.openai_api_key is None:
        yield None
        return
    from app.parts.model.configured import client_of

    async with client_of(settings, settings.openai_api_key) as client:
        named = settings.model_of(claim.agent)
        chosen = (
            client.with_model(named, setting=f"MODEL_{claim.agent.upper()}") if named else client
        )
        budget = DailyBudget(parts, Holder.of(claim, Service.MODEL), chosen.model)
        yield Asking(parts, claim, PaidModel(chosen, Purse(budget)))
