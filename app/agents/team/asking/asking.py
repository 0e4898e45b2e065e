"""Asks a model for a role: typed, checked, within the limits that hold for all processes.

kept answer? -> a place among MAX_CONCURRENT_MODEL_CALLS -> model -> kept for a day -> check -> (its
problems told, once more)
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

import structlog

from app.agents.team.asking.kept_answers import KeptAnswers
from app.agents.team.asking.question import Prompted, ReplyT
from app.lib.errors import TransientError
from app.parts.model.budget import DailyBudget
from app.parts.model.client import ModelClient
from app.parts.model.errors import (
    ModelError,
    ModelInvalidError,
    ModelTimedOutError,
    ModelTransientError,
    ModelTruncatedError,
)
from app.parts.model.loop_clock import loop_seconds
from app.parts.model.paid import PaidModel
from app.parts.model.patience import Patience
from app.parts.model.purse import Purse
from app.parts.parts import Parts
from app.parts.queue.connection import QueueAwayError
from app.parts.queue.shared_places import MODEL_CALLS, NoPlaceError, SharedPlaces
from app.parts.runs.lease import Claim
from app.parts.store.api_usage import Service
from app.parts.store.database import DatabaseAwayError
from app.parts.store.reservations import Holder

__all__ = ["Asking", "Check", "Prompted", "opened_asking"]

Check = Callable[[ReplyT], Sequence[str]]
"""What is wrong with an answer, in words for the model; nothing when it is right."""
WAITS: Final = (2.0, 8.0, 20.0)
"""Seconds before the second, third and fourth try of what may pass."""
MAY_PASS: Final = (ModelTransientError, QueueAwayError, NoPlaceError)
"""Not a database that is away: the answer may have come, and be paid for."""
SPARE_SECONDS: Final = 10.0
"""Before the role's time is up: what came until then must still be stored."""
SHORTEST_SECONDS: Final = 1.0
TOO_LONG = "It is too long and was cut. Say the same in less than half as many words."

log = structlog.get_logger("asking")


class Taken(Protocol):
    """What of an answer can be used, and what is wrong with the rest."""

    @property
    def problems(self) -> Sequence[str]: ...


TakenT = TypeVar("TakenT", bound=Taken)


class Places(Protocol):
    def place(self, within: float) -> AbstractAsyncContextManager[None]: ...


class ModelWrongError(ModelInvalidError):
    """The model was told what is wrong with its answer, and answered wrongly again."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The model of one run of a role. `until`: the loop's time at which the run must be through."""

    client: ModelClient
    budget: DailyBudget
    places: Places
    kept: KeptAnswers
    until: float = math.inf

    async def ask(self, question: Prompted[ReplyT], check: Check[ReplyT]) -> ReplyT:
        """The model's answer with nothing wrong about it. Raises ModelError, QueueAwayError."""
        first, problems = await self._answer(question, check)
        if first is not None and not problems:
            return first
        before = first.model_dump_json() if first is not None else ""
        again = question.told(problems, before)
        log.info("asking.told_what_is_wrong", prompt=question.prompt_version, problems=problems)
        second, problems = await self._answer(again, check)
        if second is not None and not problems:
            self._keep(question, second)
            return second
        self.kept.forget(question, again)
        raise ModelWrongError(f"The model's answer cannot be used: {' '.join(problems)}")

    async def ask_for_best(
        self, question: Prompted[ReplyT], take: Callable[[ReplyT], TakenT]
    ) -> TakenT:
        """What `take` makes of the answer; where no answer is right in all, what of the last one
        is right. Raises ModelError, QueueAwayError."""
        taken: list[TakenT] = []

        def problems_of(reply: ReplyT) -> Sequence[str]:
            taken.append(take(reply))
            return taken[-1].problems

        try:
            await self.ask(question, problems_of)
        except ModelError as error:
            if isinstance(error, TransientError) or not taken:
                raise
        return taken[-1]

    async def _answer(
        self, question: Prompted[ReplyT], check: Check[ReplyT]
    ) -> tuple[ReplyT | None, Sequence[str]]:
        """An answer and what is wrong with it; None for one that has not the shape."""
        try:
            answer = self.kept.find(question) or await self._asked_and_kept(question)
        except ModelTruncatedError:
            return None, (TOO_LONG,)
        except ModelInvalidError as error:
            if error.too_long or not error.is_answer:
                raise
            return None, (str(error),)
        return answer, check(answer)

    async def _asked_and_kept(self, question: Prompted[ReplyT]) -> ReplyT:
        answer = await self._asked(question)
        self._keep(question, answer)
        return answer

    def _keep(self, question: Prompted[ReplyT], answer: ReplyT) -> None:
        try:
            self.kept.keep(question, answer)
        except DatabaseAwayError as error:
            log.warning("asking.not_kept", reason=str(error))  # it is paid for, and used

    async def _asked(self, question: Prompted[ReplyT]) -> ReplyT:
        """Tries again what may pass, as long as there is time."""
        for wait in WAITS:
            try:
                return await self._once(question)
            except MAY_PASS as error:
                if loop_seconds() + wait + SHORTEST_SECONDS > self.until:
                    raise
                log.info("asking.trying_again", reason=str(error), seconds=wait)
            await asyncio.sleep(wait)
        return await self._once(question)

    async def _once(self, question: Prompted[ReplyT]) -> ReplyT:
        async with self.places.place(self.until - loop_seconds()):
            left = self.until - loop_seconds()
            if left < SHORTEST_SECONDS:
                raise ModelTimedOutError("There was no time left to ask the model.")
            answer = await self._model(question).ask(
                system=question.system,
                user=question.user,
                reply=question.reply,
                max_output_tokens=question.max_output_tokens,
                within=left,
            )
        return answer.value

    def _model(self, question: Prompted[ReplyT]) -> PaidModel:
        budget = replace(self.budget, prompt_version=question.prompt_version)
        return PaidModel(self.client, Purse(budget))


@asynccontextmanager
async def opened_asking(parts: Parts, claim: Claim, seconds: float) -> AsyncIterator[Asking | None]:
    """None without a key. `seconds`: that the whole run may take."""
    settings = parts.settings
    if settings.openai_api_key is None:
        yield None
        return
    from app.parts.model.configured import client_of

    used = (parts.clock() - claim.claimed_at).total_seconds()
    until = loop_seconds() + seconds - used - SPARE_SECONDS
    places = SharedPlaces(parts.redis_url, MODEL_CALLS, settings.max_concurrent_model_calls)
    try:
        async with client_of(
            settings, settings.openai_api_key, waits_until=until, patience=Patience(tries=1)
        ) as client:
            named = settings.model_of(claim.agent)
            chosen = (
                client.with_model(named, setting=f"MODEL_{claim.agent.upper()}")
                if named
                else client
            )
            chosen.leave_late_answers_to_caller()
            budget = DailyBudget(parts, Holder.of(claim, Service.MODEL), chosen.model)
            yield Asking(chosen, budget, places, KeptAnswers(parts, chosen.model), until)
    finally:
        await places.aclose()
