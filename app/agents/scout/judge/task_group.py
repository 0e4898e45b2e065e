"""Work that runs side by side, its results in the order they are done."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class TaskGroup(Generic[T]):
    """Tasks of several kinds; new ones may be started while results come in.

    Whatever still runs when the block is left is cancelled, so that an abandoned evaluation
    asks nothing more.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[T]] = set()
        self._running: Counter[str] = Counter()
        self._done: asyncio.Queue[asyncio.Task[T]] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, kind: str, work: Coroutine[object, object, T]) -> None:
        task = asyncio.create_task(work, name=kind)
        self._tasks.add(task)
        self._running[kind] += 1
        task.add_done_callback(self._done.put_nowait)

    def is_busy_with(self, kind: str) -> bool:
        """Is there work of this kind whose result was not given yet?"""
        return self._running[kind] > 0

    def count(self, *kinds: str) -> int:
        """How many tasks of these kinds have not given their result yet."""
        return sum(self._running[kind] for kind in kinds)

    async def results(self) -> AsyncIterator[tuple[str, T]]:
        """Each result with its kind, until none is left to wait for."""
        while self._tasks:
            task = await self._done.get()
            self._tasks.discard(task)
            self._running[task.get_name()] -= 1
            yield task.get_name(), task.result()
