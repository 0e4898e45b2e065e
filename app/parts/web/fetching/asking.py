"""One polite request: its turn and its retries."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import stamina

from app.parts.reading.types import BlockedError, BrokenError
from app.parts.web.addresses import Address
from app.parts.web.fetching.answers import REDIRECTS
from app.parts.web.fetching.deadline import Deadline
from app.parts.web.fetching.failures import HiccupError
from app.parts.web.fetching.rests import Rests
from app.parts.web.fetching.transport import Reply, Transport
from app.parts.web.fetching.turns import Turns
from app.parts.web.limits import FetchLimits

_LONGEST_BACKOFF_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, its body read and unpacked as far as its reader wanted it.

    `refreshes_to` is where a page sends its reader at once.
    """

    address: Address
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    set_cookies: tuple[str, ...] = ()
    refreshes_to: str | None = None

    @property
    def redirects_to(self) -> str | None:
        return self.headers.get("location") if self.status in REDIRECTS else None


Reader = Callable[[Address, Reply], Awaitable[Answer]]
"""Makes an Answer of a Reply, reading as much of the body as is wanted, or raises."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to send, what to make of the reply, and how long and how often one may try."""

    headers: Mapping[str, str]
    read: Reader
    deadline: Deadline


class Asker:
    """Sends requests through the transport, each in its host's turn."""

    def __init__(
        self,
        transport: Transport,
        turns: Turns,
        limits: FetchLimits,
        rests: Rests,
        before_asking: Callable[[], None],
    ) -> None:
        self._transport = transport
        self._turns = turns
        self._limits = limits
        self._before_asking = before_asking
        self._rests = rests

    async def ask(
        self, address: Address, question: Question, crawl_delay_seconds: float = 0.0
    ) -> Answer:
        """One request, tried again after a hiccup. Raises what the reader raises."""
        async for attempt in stamina.retry_context(
            on=HiccupError,
            attempts=self._limits.attempts,
            timeout=None,
            wait_initial=self._limits.first_retry_seconds,
            wait_max=_LONGEST_BACKOFF_SECONDS,
            wait_jitter=self._limits.retry_jitter_seconds,
        ):
            with attempt:
                return await self._ask_once(address, question, crawl_delay_seconds)
        raise AssertionError("the last attempt returns or raises")

    async def _ask_once(
        self, address: Address, question: Question, crawl_delay_seconds: float
    ) -> Answer:
        with question.deadline.paused():
            turn = await self._turns.take(address.politeness_key, crawl_delay_seconds)
        async with turn:
            self._rests.check(address.politeness_key)
            self._before_asking()
            try:
                async with self._transport.ask(address, question.headers, turn.sent) as reply:
                    return await question.read(address, reply)
            except (BlockedError, BrokenError) as error:
                self._rests.note(address.politeness_key, error)
                raise
