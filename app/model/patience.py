"""How long and how often an endpoint in trouble is asked again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from app.model.breaker import Allowance, Breaker
from app.model.errors import ModelDeniedError, ModelInvalidError, ModelUnavailableError

T = TypeVar("T")
Attempt = Callable[[], Awaitable[T]]


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


class Pacer:
    """What all questions to one endpoint know of it: is it down, did it ask for a pause?"""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._breaker = Breaker(patience.failures_in_a_row, patience.rest, time.monotonic)
        self._allowance = Allowance(patience.extra_tries)
        self._one_at_a_time = asyncio.Lock()
        self._not_before = 0.0
        self._denied: str | None = None

    async def patiently(self, attempt: Attempt[T], until: float) -> T:
        """The outcome of the first attempt that works, or the last failure.

        Only a ModelUnavailableError is tried again: after the wait the endpoint asked for, or
        else growing, jittered waits, and never beyond `until` (the event loop's time).
        """
        # Imported where used: a process that asks no model does not pay for it.
        import stamina

        def wait(error: Exception) -> bool | float:
            return self._wait_before_next_try(error, until)

        self._allowance.planned()
        first = self._patience.first_wait
        async for again in stamina.retry_context(
            on=wait,
            attempts=self._patience.tries,
            timeout=None,
            wait_initial=first,
            wait_max=self._patience.longest_wait,
            wait_jitter=first,
        ):
            with again:
                return await self._when_welcome(attempt, until)
        raise AssertionError("a retry context ends with a result or an error")

    def _wait_before_next_try(self, error: Exception, until: float) -> bool | float:
        if not isinstance(error, ModelUnavailableError) or self._breaker.is_open:
            return False
        wished = error.retry_after.total_seconds() if error.retry_after else 0.0
        left = until - asyncio.get_running_loop().time()
        if wished >= left or not self._allowance.take():
            return False
        return wished or True

    async def _when_welcome(self, attempt: Attempt[T], until: float) -> T:
        """While the endpoint is in trouble, one question goes ahead and the others wait for it."""
        async with self._one_at_a_time:
            if self._breaker.in_trouble:
                return await self._watched(attempt, until)
        return await self._watched(attempt, until)

    async def _watched(self, attempt: Attempt[T], until: float) -> T:
        await self._pause_as_asked(until)
        began = time.monotonic()
        try:
            outcome = await attempt()
        except ModelUnavailableError as failure:
            self._breaker.failed(began)
            self._note_wish(failure.retry_after)
            raise
        except ModelInvalidError:
            self._breaker.failed(began)
            raise
        except ModelDeniedError as failure:
            # A wrong key stays wrong: nothing is asked any more.
            self._denied = str(failure)
            raise
        except asyncio.CancelledError:
            self._breaker.timed_out(began)
            raise
        self._breaker.succeeded()
        return outcome

    async def _pause_as_asked(self, until: float) -> None:
        """Raises what makes asking pointless: we were denied, it is down, the pause is too long."""
        if self._denied is not None:
            raise ModelDeniedError(self._denied)
        if self._breaker.is_open:
            raise ModelUnavailableError(
                "The model's endpoint failed several times in a row; it is left alone for now."
            )
        pause = self._not_before - time.monotonic()
        if pause > until - asyncio.get_running_loop().time():
            asked = timedelta(seconds=pause)
            raise ModelUnavailableError("The model's endpoint asks for a pause.", retry_after=asked)
        await asyncio.sleep(max(0.0, pause))

    def _note_wish(self, retry_after: timedelta | None) -> None:
        if retry_after is not None:
            until = time.monotonic() + retry_after.total_seconds()
            self._not_before = max(self._not_before, until)
