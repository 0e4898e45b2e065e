"""Politeness: how many requests are sent at once, to a host and overall, and how far apart.

A request first waits for its host and only then for one of the places overall: a place is never
held by a request that may not be sent yet. The gap runs from the moment a request is written to
the next; counted from the start of connecting it would come out too short at the site whenever
the first connection took longer than the second.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Protocol, Self

from app.parts.web.limits import FetchLimits


def _now() -> float:
    return asyncio.get_running_loop().time()


class SharedGaps(Protocol):
    """The gaps as other processes keep them: one at a time is at a host, and the next comes a gap
    after its request was sent."""

    async def take(self, host: str) -> None: ...

    def sent(self, host: str, gap_seconds: float) -> None: ...

    def give_back(self, host: str) -> None: ...


class _HostQueue:
    """The turns of one host. `next_in_line` is held until the request at its head is sent."""

    def __init__(self, at_once: int) -> None:
        self.places = asyncio.Semaphore(at_once)
        self.next_in_line = asyncio.Lock()
        self.last_sent: float | None = None

    async def keep_gap(self, gap_seconds: float) -> None:
        if self.last_sent is not None:
            await asyncio.sleep(max(self.last_sent + gap_seconds - _now(), 0.0))


class Turn:
    """The right to send one request. Leaving the `async with` lets the next ones go."""

    def __init__(self, host: str, queue: _HostQueue, shared: SharedGaps | None) -> None:
        self._host = host
        self._queue = queue
        self._shared = shared
        self._held = AsyncExitStack()
        self._is_next = False
        self._gap_seconds = 0.0
        self._is_held = False

    async def take(self, gap_seconds: float, places_overall: asyncio.Semaphore) -> None:
        self._gap_seconds = gap_seconds
        async with AsyncExitStack() as held:
            await held.enter_async_context(self._queue.places)
            await self._queue.next_in_line.acquire()
            self._is_next = True
            held.callback(self._step_aside)
            await self._queue.keep_gap(gap_seconds)
            if self._shared is not None and gap_seconds:
                held.callback(self._give_back)
                self._is_held = True
                await self._shared.take(self._host)
            await held.enter_async_context(places_overall)
            if gap_seconds == 0:
                self._step_aside()
            self._held = held.pop_all()

    def sent(self) -> None:
        """The request is on its way: the gap starts now, and the next may line up."""
        self._queue.last_sent = _now()
        if self._shared is not None and self._is_held:
            self._is_held = False
            self._shared.sent(self._host, self._gap_seconds)
        self._step_aside()

    def _give_back(self) -> None:
        if self._shared is not None and self._is_held:
            self._is_held = False
            self._shared.give_back(self._host)

    def _step_aside(self) -> None:
        if self._is_next:
            self._is_next = False
            self._queue.next_in_line.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._held.aclose()


class Turns:
    """All hosts' queues, and the places they share."""

    def __init__(self, limits: FetchLimits, shared: SharedGaps | None = None) -> None:
        self._limits = limits
        self._shared = shared
        self._places = asyncio.Semaphore(limits.at_once)
        self._queues: dict[str, _HostQueue] = {}

    async def take(self, host: str, crawl_delay_seconds: float = 0.0) -> Turn:
        """Wait for a turn at `host`. A longer gap that the site asks for is kept, up to a limit."""
        delay = min(crawl_delay_seconds, self._limits.max_crawl_delay_seconds)
        turn = Turn(host, self._queue(host), self._shared)
        await turn.take(max(self._limits.per_host_gap_seconds, delay), self._places)
        return turn

    def _queue(self, host: str) -> _HostQueue:
        if host not in self._queues:
            self._queues[host] = _HostQueue(self._limits.per_host_at_once)
        return self._queues[host]
