"""One request and its completion, put in the way that the endpoint takes."""

from collections.abc import Collection

from app.parts.model.access import ModelName
from app.parts.model.bill import Bill
from app.parts.model.completion import Completion, parse_completion
from app.parts.model.dialect import Dialect, is_about_tools
from app.parts.model.endpoint import Endpoint
from app.parts.model.errors import ModelUnavailableError, ModelWithoutToolsError
from app.parts.model.prices import Price
from app.parts.model.rejections import Rejection, failure_told
from app.parts.model.request import Request
from app.parts.model.text_stream import TextStream
from app.parts.model.tokens import at_most_tokens
from app.parts.model.usage import ModelUsage

CLEARLY_LESS = 0.9
"""Of the tokens asked for: an answer that was cut with fewer met another limit than ours."""

UNREADABLE = "The model's endpoint sent an answer that is nested too deep to be read."


class Exchange:
    """What is known of how one model at an endpoint is asked, and what asking it costs."""

    def __init__(self, endpoint: Endpoint, model: ModelName, price: Price) -> None:
        self._endpoint = endpoint
        self._model = model
        self._price = price
        self._dialect = Dialect.of_model(price.thinking)

    def most_usd(self, most_input_tokens: int, max_output_tokens: int) -> float:
        """An upper estimate of what asking once costs, at list price."""
        return self._price.usd(most_input_tokens, self._dialect.limit(max_output_tokens))

    async def completion(
        self, request: Request, bill: Bill, stream: TextStream | None = None
    ) -> Completion:
        """One try. `stream` gives its text before the answer is known to be whole.

        Raises ModelError.
        """
        try:
            return await self._as_taken(request, bill, stream)
        except ModelUnavailableError as failure:
            failure.has_begun = has_begun(stream)
            raise

    async def _as_taken(
        self, request: Request, bill: Bill, stream: TextStream | None
    ) -> Completion:
        """Put another way where the endpoint rejects how the request was put."""
        dialect = self._dialect
        while True:
            try:
                completion = await self._send(request, dialect, bill, stream)
            except Rejection as rejection:
                if has_begun(stream):
                    raise rejection.otherwise from None
                dialect = self._better_dialect(dialect, rejection, request.body(dialect))
                continue
            # Kept only now that it has worked: the rejection may have had another reason.
            self._dialect = dialect
            roomier = self._roomier(dialect, completion, request)
            if roomier is None or has_begun(stream):
                return completion
            dialect = roomier

    def _roomier(self, used: Dialect, completion: Completion, request: Request) -> Dialect | None:
        """How to ask again for an answer that was cut before it had the room it was given."""
        if not completion.is_cut:
            return None
        asked_for = used.limit(request.max_output_tokens)
        had_less = tokens_written(completion) < CLEARLY_LESS * asked_for
        ways = [
            used.for_thinking() if request.thought_too_long(completion) else None,
            used.with_other_limit() if had_less else None,
        ]
        likelier_first = ways if not completion.written else reversed(ways)
        return next(filter(None, likelier_first), None)

    def _better_dialect(
        self, used: Dialect, rejection: Rejection, sent: Collection[str]
    ) -> Dialect:
        if self._dialect.learnt > used.learnt:
            return self._dialect  # another request has learnt meanwhile what this one still must
        better = used.after(rejection.complaint, sent)
        if better is not None:
            return better
        if is_about_tools(rejection.complaint, sent):
            raise ModelWithoutToolsError(
                f"The model '{self._model.name}' takes no tools at this endpoint: "
                f"set {self._model.setting} to one that does."
            )
        raise rejection.otherwise

    async def _send(
        self, request: Request, dialect: Dialect, bill: Bill, stream: TextStream | None
    ) -> Completion:
        """One request. What it cost is on the bill. Raises ModelError or Rejection."""
        most_output = dialect.limit(request.max_output_tokens)
        bill.sent(self._price.usage(1, request.most_input_tokens, most_output))
        listener = None if stream is None else stream.listener()
        try:
            body = await self._endpoint.post(self._model, request.body(dialect), bill, listener)
            completion = parse_completion(body)
        except RecursionError:
            raise ModelUnavailableError(UNREADABLE) from None
        finally:
            bill.ended()
        if completion is None:
            bill.answered(ModelUsage(calls=1))
            raise ModelUnavailableError(
                "The model's address gave something that is no model's answer, such as a web "
                "page: check OPENAI_BASE_URL (many end in /v1)."
            )
        bill.answered(self._usage(request, completion))
        if completion.error is not None:
            raise failure_told(completion.error, self._model)
        if completion.has_failed:
            raise ModelUnavailableError(
                "The model's endpoint broke off in the middle of an answer."
            )
        return completion

    def _usage(self, request: Request, completion: Completion) -> ModelUsage:
        """As the endpoint counts; as an upper estimate where it does not say."""
        counts = completion.usage
        # A count of nothing for what was read is none.
        if counts is None or not counts.prompt_tokens or counts.completion_tokens is None:
            most_output = at_most_tokens(completion.written)
            return self._price.usage(1, request.most_input_tokens, most_output)
        return self._price.usage(1, counts.prompt_tokens, counts.completion_tokens)


def tokens_written(completion: Completion) -> int:
    """As the endpoint counts; at most so many where it does not."""
    counted = completion.usage.completion_tokens if completion.usage else None
    return at_most_tokens(completion.written) if counted is None else counted


def has_begun(stream: TextStream | None) -> bool:
    return stream is not None and stream.has_begun
