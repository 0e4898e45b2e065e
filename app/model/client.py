"""Asks a language model one question and gives a typed answer: the only door to openai.

Works with any endpoint that speaks the OpenAI chat-completions protocol. Neither keys nor the
texts of questions and answers are logged.
"""

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Self

import structlog

from app.model.completion import Completion, ReplyT, parse_completion, read_reply
from app.model.dialect import Dialect
from app.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelInvalidError,
    ModelTimedOutError,
    ModelUnavailableError,
)
from app.model.patience import Pacer, Patience
from app.model.prices import price_of
from app.model.question import Answer, Bill, Question
from app.model.rejections import Rejection, failure_for
from app.model.tokens import at_most_tokens
from app.model.usage import ModelUsage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

OPENAI = "https://api.openai.com/v1"
ANSWER_BYTES = 1_000_000
CONNECT_SECONDS = 5.0
NEVER_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout"}
"""Failures of httpx2 before the endpoint can have seen the question, so nothing was paid."""

log = structlog.get_logger("model")


class ModelClient:
    """One endpoint and model. Belongs to the event loop it is first used in; close it after.

    `timeout_seconds` is for a whole question, all its tries and waits included.
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
    ) -> None:
        self.model = model
        self.price = price_of(model)
        self.max_at_once = max_at_once
        self._key, self._base_url = api_key, base_url or OPENAI
        self._timeout_seconds = timeout_seconds
        self._slots = asyncio.Semaphore(max_at_once)
        self._pacer = Pacer(patience)
        self._dialect = Dialect()
        self._openai: AsyncOpenAI | None = None

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
        if self._openai is not None:
            await self._openai.close()

    def most_usd(self, *, system: str, user: str, max_output_tokens: int) -> float:
        """An upper estimate of what asking this once costs, at list price."""
        limit = max_output_tokens + self._dialect.thinking_tokens
        return self.price.usd(at_most_tokens(system) + at_most_tokens(user), limit)

    async def ask(
        self, *, system: str, user: str, reply: type[ReplyT], max_output_tokens: int
    ) -> Answer[ReplyT]:
        """The model's answer as a `reply`. Raises a ModelError with the usage paid until then."""
        question = Question(encodable(system), encodable(user), reply, max_output_tokens)
        async with self._slots:
            bill = Bill()
            try:
                completion = await self._ask_in_time(question, bill)
                value = read_reply(completion, reply)
            except ModelError as error:
                usage = bill.total()
                log.info("model.failed", failure=type(error).__name__, calls=usage.calls)
                raise error.paid(usage) from None
        return Answer(value, bill.total())

    async def _ask_in_time(self, question: Question, bill: Bill) -> Completion:
        until = asyncio.get_running_loop().time() + self._timeout_seconds
        try:
            async with asyncio.timeout_at(until):
                return await self._pacer.patiently(lambda: self._try(question, bill), until)
        except TimeoutError:
            self._pacer.failed()
            bill.add(self._unseen(question))
            raise ModelTimedOutError(
                f"The model gave no whole answer within {self._timeout_seconds:g} seconds."
            ) from None

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
            roomier = dialect.for_thinking() if completion.thought_too_long else None
            if roomier is None:
                return completion
            dialect = roomier

    def _better_dialect(self, used: Dialect, rejection: Rejection) -> Dialect:
        # Another question may have learnt meanwhile what this one is still to learn.
        better = used.after(rejection.complaint)
        if self._dialect.learnt > used.learnt:
            better = self._dialect
        if better is None:
            self._pacer.failed()
            raise ModelInvalidError("The model's endpoint rejects the request as malformed.")
        return better

    async def _send(self, question: Question, dialect: Dialect, bill: Bill) -> Completion:
        """One HTTP request. What it cost is on the bill, whatever comes of it."""
        try:
            completion = parse_completion(await self._post(question, dialect, bill))
            if completion is None:
                bill.add(ModelUsage(calls=1))
                raise ModelUnavailableError(
                    "The model's address gave something that is no model's answer, such as a web "
                    "page: check OPENAI_BASE_URL (many end in /v1)."
                )
            bill.add(self._usage(question, completion))
            if completion.error is not None and not completion.choices:
                raise failure_for(completion.error.status, completion.error.message, {}, self.model)
        except ModelUnavailableError as failure:
            self._pacer.failed(failure.retry_after)
            raise
        except ModelDeniedError as failure:
            self._pacer.was_denied(str(failure))
            raise
        self._pacer.succeeded()
        return completion

    async def _post(self, question: Question, dialect: Dialect, bill: Bill) -> bytes:
        """The body of the answer. Raises ModelError or Rejection."""
        # Imported where used: 60 MB that a process with the keyword scorer does not need.
        import httpx2
        import openai

        try:
            return await self._body(question, dialect)
        except openai.APIStatusError as error:
            bill.add(ModelUsage(calls=1))
            headers = dict(error.response.headers)
            raise failure_for(error.status_code, error.body, headers, self.model) from None
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            reason = type(error.__cause__ or error).__name__
            bill.add(ModelUsage() if reason in NEVER_SENT else self._unseen(question))
            raise ModelUnavailableError(
                f"The model's endpoint cannot be reached, or cut the connection ({reason})."
            ) from None

    async def _body(self, question: Question, dialect: Dialect) -> bytes:
        chunks: list[bytes] = []
        room = ANSWER_BYTES
        async with self._connected().chat.completions.with_streaming_response.create(
            model=self.model,
            messages=[
                {"role": "system", "content": question.system},
                {"role": "user", "content": question.user},
            ],
            extra_body=self._options(question, dialect),
        ) as response:
            async for chunk in response.iter_bytes():
                chunks.append(chunk)
                room -= len(chunk)
                if room < 0:
                    raise ModelUnavailableError("The model's endpoint sends without end.")
        return b"".join(chunks)

    def _connected(self) -> "AsyncOpenAI":
        """The library's client, which must not try again by itself: those tries would not count."""
        from openai import AsyncOpenAI, Timeout

        if self._openai is None:
            if not (self._key and self._key.isascii() and self._key.isprintable()):
                raise ModelDeniedError("OPENAI_API_KEY has characters that no key has.")
            self._openai = AsyncOpenAI(
                api_key=self._key,
                base_url=self._base_url,
                max_retries=0,
                timeout=Timeout(self._timeout_seconds, connect=CONNECT_SECONDS),
            )
        return self._openai

    def _options(self, question: Question, dialect: Dialect) -> dict[str, object]:
        from openai import pydantic_function_tool

        # The library's public way to the strict form of a schema is by way of a tool's parameters.
        strict = pydantic_function_tool(question.reply)["function"]["parameters"]
        return dialect.options(question.reply.__name__, strict, question.max_output_tokens)

    def _usage(self, question: Question, completion: Completion) -> ModelUsage:
        """As the endpoint counts; as an upper estimate where it does not say."""
        counts = completion.usage
        if counts is None or counts.prompt_tokens is None or counts.completion_tokens is None:
            written = completion.written if completion.choices else ""
            return self.price.usage(1, question.most_input_tokens, at_most_tokens(written))
        return self.price.usage(1, max(0, counts.prompt_tokens), max(0, counts.completion_tokens))

    def _unseen(self, question: Question) -> ModelUsage:
        """For an answer that never arrived: it may well be billed, so the most it can cost."""
        return self.price.usage(1, question.most_input_tokens, question.max_output_tokens)


def encodable(text: str) -> str:
    """Without lone surrogates, which no request can carry."""
    return text.encode("utf-8", "replace").decode()
