"""How long and how often an endpoint in trouble is asked again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from app.parts.model.breaker import Allowance, Breaker
from app.parts.model.errors import (
    ModelDeniedError,
    ModelError,
    ModelInvalidError,
    ModelRateLimitedError,
    ModelTimedOutError,
    ModelUnavailableError,
)
from app.parts.model.loop_clock import loop_seconds
from app.parts.model.pace import Pace

T = TypeVar("T")
Attempt = Callable[[], Awaitable[T]]
SHORT_WISH, SHORT_GUESS = 0.1, 1.0
"""Seconds. A rejection with a shorter wait, as told or as guessed, takes from the allowance. A
longer one bounds by itself how often is asked, and a limit that passes must not use up what is
there for a bad day."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Waits are in seconds. Tries beyond the first are also held to a tenth of all questions,
    or `extra_tries` of them where that is more, so an endpoint in trouble is never flooded.
    """

    tries: int = 3
    first_wait: float = 0.5
    longest_wait: float = 8.0
    extra_tries: int = 2
    failures_in_a_row: int = 4
    rest: float = 30.0
    longest_pause: float = 540.0


@dataclass(slots=True)
class TimeLimit:
    """A question's time for all its tries. Waiting for its turn takes nothing from it."""

    seconds: float
    taken: float = 0.0

    async def hold(self, attempt: Attempt[T]) -> T:
        """The attempt's outcome. Raises ModelTimedOutError."""
        began = loop_seconds()
        try:
            async with asyncio.timeout(max(0.0, self.seconds - self.taken)):
                return await attempt()
        except TimeoutError:
            raise ModelTimedOutError(
                f"The model gave no whole answer within {self.seconds:g} seconds."
            ) from None
        finally:
            self.taken += loop_seconds() - began


class Pacer:
    """What all questions to one endpoint know of it: is it down, how fast does it take them?

    `until` is the last moment (the event loop's time) that a pause may last to; None: for as long
    as `patience.longest_pause` from now.
    """

    def __init__(self, patience: Patience, until: float | None = None) -> None:
        self._patience = patience
        in_a_row, rest = patience.failures_in_a_row, patience.rest
        self._breaker = Breaker(in_a_row, rest, loop_seconds)
        self._pace = Pace(
            Breaker(in_a_row + 1, rest, loop_seconds),
            first_guess=2 * patience.first_wait,
            until=loop_seconds() + patience.longest_pause if until is None else until,
            now=loop_seconds,
        )
        self._allowance = Allowance(patience.extra_tries)
        self._one_at_a_time = asyncio.Lock()
        self.late_answers_count = True
        self._denied: str | None = None

    @property
    def seconds_apart(self) -> float:
        """Between two questions, as the endpoint's rate limit wants it; 0 where it has none."""
        return self._pace.seconds_apart

    async def patiently(self, attempt: Attempt[T], seconds: float) -> T:
        """The outcome of the first attempt that works, or the last failure.

        Only a ModelUnavailableError is tried again, unless its answer had begun: after growing,
        jittered waits, and after a pause the endpoint asked for. All attempts together take at most
        `seconds`.
        """
        # Imported where used: a process that asks no model does not pay for it.
        import stamina

        self._allowance.planned()
        limit = TimeLimit(seconds)
        first = self._patience.first_wait
        async for again in stamina.retry_context(
            on=self._is_worth_another_try,
            attempts=self._patience.tries,
            timeout=None,
            wait_initial=first,
            wait_max=self._patience.longest_wait,
            wait_jitter=first,
        ):
            with again:
                return await self._until_taken(attempt, limit)
        raise AssertionError("a retry context ends with a result or an error")

    def _is_worth_another_try(self, error: Exception) -> bool:
        if not isinstance(error, ModelUnavailableError) or error.has_begun:
            return False
        is_limit = isinstance(error, ModelRateLimitedError)  # was waited for as long as it may be
        return not is_limit and not self._breaker.is_open and self._allowance.take()

    async def _until_taken(self, attempt: Attempt[T], limit: TimeLimit) -> T:
        """Puts it again each time that the endpoint's rate limit turned it down."""
        outcome = await self._in_turn(attempt, limit)
        while isinstance(outcome, ModelRateLimitedError):
            outcome = await self._in_turn(attempt, limit)
        return outcome

    async def _in_turn(self, attempt: Attempt[T], limit: TimeLimit) -> T | ModelRateLimitedError:
        """While the endpoint is in trouble, one question goes ahead and the others wait for it."""
        async with self._one_at_a_time:
            began = await self._begin()
            if self._breaker.in_trouble or self._pace.in_trouble:
                return await self._watched(attempt, limit, began)
        return await self._watched(attempt, limit, began)

    async def _begin(self) -> float:
        """Waits as the endpoint's pace demands; the moment at which the question begins."""
        pause = self._pause()
        while pause:
            await asyncio.sleep(pause)
            pause = self._pause()  # a rejection that came meanwhile has moved it
        return self._pace.begin()

    def _pause(self) -> float:
        """Raises what makes asking pointless: we were denied, it is down, the pause is too long."""
        if self._denied is not None:
            raise ModelDeniedError(self._denied)
        if self._breaker.is_open:
            raise ModelUnavailableError(
                "The model's endpoint failed several times in a row; it is left alone for now."
            )
        return self._pace.pause()

    async def _watched(
        self, attempt: Attempt[T], limit: TimeLimit, began: float
    ) -> T | ModelRateLimitedError:
        """The outcome, noted for all; a rejection that may be followed by another try is one."""
        try:
            outcome = await limit.hold(attempt)
        except ModelRateLimitedError as rejection:
            wait = self._pace.rejected(began, rejection.retry_after)
            short = SHORT_GUESS if rejection.retry_after is None else SHORT_WISH
            if rejection.has_begun or (wait < short and not self._allowance.take()):
                raise
            return rejection
        except ModelError as failure:
            self._note(failure, began)
            raise
        self._breaker.succeeded()
        self._pace.taken()
        return outcome

    def _note(self, failure: ModelError, began: float) -> None:
        match failure:
            case ModelTimedOutError():
                if self.late_answers_count:
                    self._breaker.timed_out(began)
            case ModelUnavailableError():
                self._breaker.failed(began)
                if failure.retry_after is not None:
                    self._pace.rest(failure.retry_after.total_seconds())
            case ModelInvalidError():
                if not (failure.too_long and failure.is_answer):
                    self._breaker.failed(began)
            case ModelDeniedError():
                # A wrong key stays wrong: nothing is asked any more.
                self._denied = str(failure)
