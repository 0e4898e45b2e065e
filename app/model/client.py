"""Asks a language model one question and gives a typed answer.

Works with any endpoint that speaks the OpenAI chat-completions protocol. Neither keys nor the
texts of questions and answers are logged.
"""

import asyncio
import math
from types import TracebackType
from typing import Self

import structlog

from app.model.completion import Completion, parse_completion
from app.model.dialect import Dialect
from app.model.endpoint import Access, Endpoint, strict_schema
from app.model.errors import (
    ModelError,
    ModelUnavailableError,
)
from app.model.patience import Pacer, Patience
from app.model.prices import price_of
from app.model.question import Answer, Bill, Question
from app.model.rejections import Rejection, failure_told
from app.model.reply import ReplyT, read_reply
from app.model.tokens import at_most_tokens
from app.model.usage import ModelUsage

CLEARLY_LESS = 0.9
"""Of the tokens asked for: an answer that was cut with fewer met another limit than ours."""

log = structlog.get_logger("model")


class ModelClient:
    """One endpoint and model. Belongs to the event loop it is first used in; close it after.

    `timeout_seconds` is for a whole question, all its tries included. Waiting for the endpoint's
    rate limit comes on top, but never beyond `waits_until` (the event loop's time).
    """

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None,
        model: str,
        timeout_seconds: float = 60,
        max_at_once: int = 12,
        patience: Patience = Patience(),  # noqa: B008 (frozen)
        waits_until: float | None = None,
    ) -> None:
        self.model = model
        self.price = price_of(model)
        self.max_at_once = max_at_once
        self._endpoint = Endpoint(Access(api_key, base_url, model, timeout_seconds))
        self.timeout_seconds = timeout_seconds
        self._slots = asyncio.Semaphore(max_at_once)
        self._pacer = Pacer(patience, waits_until)
        self._dialect = Dialect.of_model(self.price.thinking)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._endpoint.aclose()

    def most_usd(self, *, system: str, user: str, max_output_tokens: int) -> float:
        """An upper estimate of what asking this once costs, at list price."""
        most_input = at_most_tokens(system) + at_most_tokens(user)
        return self.price.usd(most_input, self._dialect.limit(max_output_tokens))

    @property
    def seconds_apart(self) -> float:
        """Between two questions, as the endpoint's rate limit wants it; 0 where it has none."""
        return self._pacer.seconds_apart

    def leave_late_answers_to_caller(self) -> None:
        """For one who asks for less after each: else an endpoint that is late is left alone."""
        self._pacer.late_answers_count = False

    async def ask(
        self,
        *,
        system: str,
        user: str,
        reply: type[ReplyT],
        max_output_tokens: int,
        within: float = math.inf,
    ) -> Answer[ReplyT]:
        """The model's answer as a `reply`. Raises a ModelError with the usage paid until then.

        `within`: seconds, for a caller who has no more left than the time limit.
        """
        question = Question(encodable(system), encodable(user), reply, max_output_tokens)
        async with self._slots:
            bill = Bill()
            try:
                self._endpoint.connect()
                completion = await self._pacer.patiently(
                    lambda: self._try(question, bill), min(self.timeout_seconds, within)
                )
                value = read_reply(completion, reply)
            except ModelError as error:
                usage = bill.total()
                if usage.calls:
                    log.info("model.failed", failure=type(error).__name__, calls=usage.calls)
                raise error.paid(usage) from None
        return Answer(value, bill.total())

    async def _try(self, question: Question, bill: Bill) -> Completion:
        """One try, put another way where the endpoint rejects how the question was put."""
        dialect = self._dialect
        while True:
            try:
                completion = await self._send(question, dialect, bill)
            except Rejection as rejection:
                dialect = self._better_dialect(dialect, rejection)
                continue
            # Kept only now that it has worked: the rejection may have had another reason.
            self._dialect = dialect
            roomier = self._roomier(dialect, completion, question)
            if roomier is None:
                return completion
            dialect = roomier

    def _roomier(self, used: Dialect, completion: Completion, question: Question) -> Dialect | None:
        """How to ask again for an answer that was cut before it had the room it was given."""
        if not completion.is_cut:
            return None
        asked_for = used.limit(question.max_output_tokens)
        had_less = tokens_written(completion) < CLEARLY_LESS * asked_for
        ways = [
            used.for_thinking() if completion.thought_too_long else None,
            used.with_other_limit() if had_less else None,
        ]
        likelier_first = ways if not completion.written else reversed(ways)
        return next(filter(None, likelier_first), None)

    def _better_dialect(self, used: Dialect, rejection: Rejection) -> Dialect:
        if self._dialect.learnt > used.learnt:
            return self._dialect  # another question has learnt meanwhile what this one still must
        better = used.after(rejection.complaint)
        if better is None:
            raise rejection.otherwise
        return better

    async def _send(self, question: Question, dialect: Dialect, bill: Bill) -> Completion:
        """One request. What it cost is on the bill. Raises ModelError or Rejection."""
        most_output = dialect.limit(question.max_output_tokens)
        bill.sent(self.price.usage(1, question.most_input_tokens, most_output))
        options = dialect.options(
            question.reply.__name__, strict_schema(question.reply), question.max_output_tokens
        )
        messages = dialect.messages(question.system, question.user)
        try:
            body = await self._endpoint.post(messages, options, bill)
        finally:
            bill.ended()
        completion = parse_completion(body)
        if completion is None:
            bill.answered(ModelUsage(calls=1))
            raise ModelUnavailableError(
                "The model's address gave something that is no model's answer, such as a web "
                "page: check OPENAI_BASE_URL (many end in /v1)."
            )
        bill.answered(self._usage(question, completion))
        if completion.error is not None:
            raise failure_told(completion.error, self.model)
        if completion.has_failed:
            raise ModelUnavailableError(
                "The model's endpoint broke off in the middle of an answer."
            )
        return completion

    def _usage(self, question: Question, completion: Completion) -> ModelUsage:
        """As the endpoint counts; as an upper estimate where it does not say."""
        counts = completion.usage
        # A count of nothing for what was read is none.
        if counts is None or not counts.prompt_tokens or counts.completion_tokens is None:
            most_output = at_most_tokens(completion.written)
            return self.price.usage(1, question.most_input_tokens, most_output)
        return self.price.usage(1, counts.prompt_tokens, counts.completion_tokens)


def tokens_written(completion: Completion) -> int:
    """As the endpoint counts; at most so many where it does not."""
    counted = completion.usage.completion_tokens if completion.usage else None
    return at_most_tokens(completion.written) if counted is None else counted


def encodable(text: str) -> str:
    """Without lone surrogates, which no request can carry."""
    return text.encode("utf-8", "replace").decode()
