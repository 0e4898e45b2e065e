"""One question to the model, as load, time and budget allow; a failure is an outcome."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Generic

from app.agents.scout.judge.load import QuestionKind, Sent
from app.agents.scout.judge.load_control import LoadControl
from app.agents.scout.judge.prompt import Asked
from app.agents.scout.types import Outcome, Unscored, Usage
from app.parts.model.client import ModelClient
from app.parts.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelFilteredError,
    ModelInvalidError,
    ModelRefusedError,
    ModelTimedOutError,
    ModelTruncatedError,
)
from app.parts.model.purse import Budget, Held, Purse
from app.parts.model.question import Answer
from app.parts.model.reply import ReplyT

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
USELESS_AT_MOST = 30
"""So many about one story alone before the first usable one, and the model is taken to be unfit and
left alone. A small model may fail on most, and a run of a few sites brings about as many."""
NOT_USABLE = "The model left the item out, gave it twice, or gave no valid score for it."
UNFIT = "Not asked: no answer of this model was usable so far."
NO_TIME = "The model is slow, and the time of the run was up."
NO_TURN = "The model's endpoint is at its rate limit: there is no time left to wait for it."
STOPPED = "The answer was not waited for: the run was stopped."
SPENT = "Not asked: the model's budget for today is spent."


@dataclass(frozen=True, slots=True)
class Question(Generic[ReplyT]):
    """`size`: how much is asked at once, as the load counts it for this kind; `is_usable`: says
    the reply anything of what was asked?"""

    kind: QuestionKind
    size: int
    asked: Asked
    reply: type[ReplyT]
    max_output_tokens: int
    is_usable: Callable[[ReplyT], bool]


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """`tried` is False when the model was not asked; `again`: asked less at once, it may answer;
    `alone`: it was asked about one story only, and what it answered is no use."""

    outcome: Outcome
    detail: str
    usage: Usage = field(default_factory=Usage)
    tried: bool = True
    again: bool = False
    alone: bool = False

    def about(self, candidate_id: str, usage: Usage) -> Unscored:
        return Unscored(
            candidate_id,
            self.outcome,
            self.detail,
            usage,
            tried=self.tried,
            again=self.again,
            alone=self.alone,
        )


class Asker:
    """Puts questions to one client: no more at once than the model manages, none beyond the budget,
    none that would end after `until` (the event loop's time).
    """

    def __init__(
        self, client: ModelClient, budget: Budget | None, load: LoadControl, until: float = math.inf
    ) -> None:
        client.leave_late_answers_to_caller()
        self.load = load
        self._client = client
        self._purse = Purse(budget)
        self._until = until
        self._useful = 0
        self._useless = 0

    def time_left(self) -> float:
        return self._until - asyncio.get_running_loop().time()

    @property
    def seconds_apart(self) -> float:
        """Between two questions, as the endpoint's rate limit wants it; 0 where it has none."""
        return self._client.seconds_apart

    async def ask(self, question: Question[ReplyT]) -> Answer[ReplyT] | NoAnswer:
        async with self.load.place():
            if not self._useful and self._useless >= USELESS_AT_MOST:
                return NoAnswer("invalid", UNFIT, tried=False)
            # The money is counted when a question is really put, not while it waits for its turn.
            held = await self._purse.reserve(self._most_usd(question))
            if held is None:
                return NoAnswer("over_budget", SPENT, tried=False)
            return await self._put_paid(question, held)

    def _most_usd(self, question: Question[ReplyT]) -> float:
        return self._client.most_usd(
            system=question.asked.system,
            user=question.asked.user,
            max_output_tokens=question.max_output_tokens,
        )

    async def _put_paid(self, question: Question[ReplyT], held: Held) -> Answer[ReplyT] | NoAnswer:
        try:
            said = await self._put(question)
        except asyncio.CancelledError:
            # It was sent, and may well be billed.
            await self._purse.settle(held, Usage(calls=1, usd=held.usd), STOPPED)
            raise
        error = said.detail if isinstance(said, NoAnswer) else None
        await self._purse.settle(held, said.usage, error)
        return said

    async def _put(self, question: Question[ReplyT]) -> Answer[ReplyT] | NoAnswer:
        sent, within = self.load.send(question.kind, question.size), self.time_left()
        try:
            answer = await self._client.ask(
                system=question.asked.system,
                user=question.asked.user,
                reply=question.reply,
                max_output_tokens=question.max_output_tokens,
                within=within,
            )
        except ModelTimedOutError as error:
            if within < self._client.timeout_seconds:
                return NoAnswer("not_reached", NO_TIME, error.usage)
            return self._late(error, sent)
        except ModelError as error:
            return self._failed(error, sent)
        if not question.is_usable(answer.value):
            return self._useless_answer(NoAnswer("invalid", NOT_USABLE, answer.usage), sent)
        self._useful += 1
        self.load.answered(sent, answer.usage.seconds)
        return answer

    def _late(self, error: ModelTimedOutError, sent: Sent) -> NoAnswer:
        self.load.was_late(sent)
        alone = sent.is_least and sent.beside == 1
        too_slow = alone and self.load.seconds(sent.kind) is not None
        outcome: Outcome = "too_slow" if too_slow else "timed_out"
        return NoAnswer(outcome, str(error), error.usage, again=not alone)

    def _failed(self, error: ModelError, sent: Sent) -> NoAnswer:
        failed = NoAnswer(OUTCOMES.get(type(error), "unavailable"), str(error), error.usage)
        if is_too_large(error) and not sent.is_least:
            self.load.was_cut(sent)
            return replace(failed, again=True)
        if failed.outcome not in USELESS or not is_answer(error):
            return failed
        return self._useless_answer(failed, sent)

    def _useless_answer(self, said: NoAnswer, sent: Sent) -> NoAnswer:
        """About one story alone it tells something of the story, and of the model."""
        self._useless += sent.is_about_one
        self.load.was_useless(sent)
        return replace(said, alone=sent.is_about_one)


def is_answer(error: ModelError) -> bool:
    """Did the model say something, or only the endpoint before it?"""
    return not isinstance(error, ModelInvalidError) or error.is_answer


def is_too_large(error: ModelError) -> bool:
    """Was the question, or the answer, longer than the model can do?"""
    if isinstance(error, ModelInvalidError):
        return error.too_long
    return isinstance(error, ModelTruncatedError)
