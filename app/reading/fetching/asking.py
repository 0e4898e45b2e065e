"""One polite request: its turn, its retries, its redirects."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import stamina

from app.reading.addresses import Address, follow_redirect
from app.reading.fetching.answers import REDIRECTS
from app.reading.fetching.deadline import Deadline
from app.reading.fetching.failures import HiccupError
from app.reading.fetching.polite import Turns
from app.reading.fetching.rests import Rests
from app.reading.fetching.transport import Reply, Transport
from app.reading.limits import FetchLimits
from app.reading.types import BlockedError, BrokenError, GoneError

_LONGEST_BACKOFF_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, its body read and unpacked as far as its reader wanted it."""

    address: Address
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

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


async def follow(
    start: Address,
    ask: Callable[[Address], Awaitable[Answer]],
    max_redirects: int,
    allowed_private_hosts: frozenset[str],
) -> Answer:
    """The answer at the end of the redirects, each of whose addresses is checked before it is
    asked. Raises GoneError for a circle or too long a chain, RefusedAddressError on the way."""
    current, seen = start, {start.url}
    for _ in range(max_redirects + 1):
        answer = await ask(current)
        if answer.redirects_to is None:
            return answer
        current = follow_redirect(current, answer.redirects_to, allowed_private_hosts)
        if current.url in seen:
            raise GoneError(f"{start.host} redirects in a circle.")
        seen.add(current.url)
    raise GoneError(f"{start.host} redirects more than {max_redirects} times.")
