"""What one stage of a run hands on to the next while both are at work."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


class Stream(Generic[T]):
    """One stage puts in and ends it, one takes out; both in one event loop.

    It has no limit: what is in it is also stored, and the next stage takes all at once.
    """

    def __init__(self) -> None:
        self._waiting: list[T] = []
        self._news = asyncio.Event()
        self._ended = asyncio.Event()

    def put(self, items: Iterable[T]) -> None:
        self._waiting += items
        if self._waiting:
            self._news.set()

    def end(self) -> None:
        self._ended.set()
        self._news.set()

    async def has_any(self) -> bool:
        """Waits for the first item. False: it ended without one."""
        await self._news.wait()
        return bool(self._waiting)

    async def batches(self, collect_seconds: float = 0.0) -> AsyncIterator[list[T]]:
        """All that has come since the last batch, until it has ended.

        A batch takes so long to collect, so that there are fewer; the last one is not waited for.
        """
        is_last = False
        while not is_last:
            await self._news.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(collect_seconds):
                    await self._ended.wait()
            self._news.clear()
            batch, is_last = self._waiting, self._ended.is_set()
            self._waiting = []
            if batch:
                yield batch
