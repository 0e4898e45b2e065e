"""The time one fetch may take, which stands still while the fetch waits for its turn."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self


class Deadline:
    """`asyncio.timeout` that can be paused. Leaving late raises TimeoutError."""

    def __init__(self, seconds: float) -> None:
        self._timeout = asyncio.timeout(seconds)

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._timeout.__aexit__(kind, error, trace)

    @property
    def expired(self) -> bool:
        return self._timeout.expired()

    @contextmanager
    def paused(self) -> Iterator[None]:
        clock = asyncio.get_running_loop().time
        left = (self._timeout.when() or clock()) - clock()
        self._timeout.reschedule(None)
        try:
            yield
        finally:
            self._timeout.reschedule(clock() + left)
