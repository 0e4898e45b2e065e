"""The door to a language model: a typed answer to a question, or the next turn in a conversation.

Works with any endpoint that speaks the OpenAI chat-completions protocol. Neither keys nor the
texts of questions and answers are logged.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, Callable
from copy import copy
from types import TracebackType
from typing import Self, TypeVar

import structlog

from app.parts.model.access import Access, ModelName
from app.parts.model.bill import Bill
from app.parts.model.completion import Completion
from app.parts.model.conversation import Conversation, TextPart, Turn
from app.parts.model.conversation_request import ConversationRequest
from app.parts.model.endpoint import Endpoint
from app.parts.model.errors import ModelError
from app.parts.model.exchange import Exchange
from app.parts.model.patience import Pacer, Patience
from app.parts.model.prices import price_of
from app.parts.model.question import Answer, Question
from app.parts.model.reply import ReplyT, read_reply, read_turn
from app.parts.model.request import Request, encodable
from app.parts.model.text_stream import TextStream
from app.parts.model.tokens import at_most_tokens
from app.parts.model.usage import ModelUsage

T = TypeVar("T")

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
        self.timeout_seconds = timeout_seconds
        self.max_at_once = max_at_once
        self._slots = asyncio.Semaphore(max_at_once)
        self._endpoint = Endpoint(Access(api_key, base_url, timeout_seconds))
        self._patience = patience
        self._waits_until = waits_until
        self._ask_for(ModelName(model))

    def _ask_for(self, model: ModelName) -> None:
        """What endpoints tell of one model holds for no other: price, dialect, limits, trouble."""
        self.model = model.name
        self.price = price_of(model.name)
        self._pacer = Pacer(self._patience, self._waits_until)
        self._exchange = Exchange(self._endpoint, model, self.price)

    def with_model(self, name: str, *, setting: str) -> Self:
        """The same endpoint, asked for another of its models: with this client's connections,
        which are closed with it, and its limit on how many questions are put at once.

        `setting`: where the name comes from, for a message that says what to mend.
        """
        other = copy(self)
        other._ask_for(ModelName(name, setting))  # noqa: SLF001 (of the same class)
        return other

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
        return self._exchange.most_usd(most_input, max_output_tokens)

    def most_usd_of(self, conversation: Conversation) -> float:
        """An upper estimate of what the next turn costs, at list price."""
        most_input = ConversationRequest(conversation).most_input_tokens
        return self._exchange.most_usd(most_input, conversation.max_output_tokens)

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
        value, usage = await self._put(
            question, lambda completion: read_reply(completion, reply), within
        )
        return Answer(value, usage)

    async def converse(self, conversation: Conversation, *, within: float = math.inf) -> Turn:
        """The model's next turn. Raises a ModelError with the usage paid until then."""
        return await self._next_turn(conversation, within, None)

    async def converse_streaming(
        self, conversation: Conversation, *, within: float = math.inf
    ) -> AsyncGenerator[TextPart | Turn, None]:
        """The text of the model's next turn as it is written, and last the Turn with all of it.

        Raises a ModelError with the usage paid until then; text that came before it is no answer.
        Close it (`contextlib.aclosing`) where it is left early: what the model would still have
        written may be billed, up to `most_usd_of`.
        """
        parts: asyncio.Queue[TextPart | None] = asyncio.Queue()
        stream = TextStream(lambda text: parts.put_nowait(TextPart(text)))
        # A task of its own: a slow reader takes nothing from the model's time.
        turn = asyncio.create_task(self._next_turn(conversation, within, stream))
        turn.add_done_callback(lambda _: parts.put_nowait(None))
        try:
            while (part := await parts.get()) is not None:
                yield part
            yield await turn
        finally:
            turn.cancel()
            await asyncio.gather(turn, return_exceptions=True)

    async def _next_turn(
        self, conversation: Conversation, within: float, stream: TextStream | None
    ) -> Turn:
        request = ConversationRequest(conversation, streams=stream is not None)
        message, usage = await self._put(
            request, lambda completion: read_turn(completion, conversation), within, stream
        )
        if stream is not None:
            stream.finish(message.text)
        return Turn(message, usage)

    async def _put(
        self,
        request: Request,
        read: Callable[[Completion], T],
        within: float,
        stream: TextStream | None = None,
    ) -> tuple[T, ModelUsage]:
        """What `read` makes of the completion, and what that has cost. Raises ModelError."""
        async with self._slots:
            bill = Bill()
            try:
                self._endpoint.connect()
                completion = await self._pacer.patiently(
                    lambda: self._exchange.completion(request, bill, stream),
                    min(self.timeout_seconds, within),
                )
                return read(completion), bill.total()
            except ModelError as error:
                usage = bill.total()
                if usage.calls:
                    log.info("model.failed", failure=type(error).__name__, calls=usage.calls)
                raise error.paid(usage) from None
