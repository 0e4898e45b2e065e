"""Collects what comes in one by one into groups, without waiting for the last."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_groups(
    source: AsyncIterable[T], *, size: int, seconds: float
) -> AsyncIterator[list[T]]:
    """Groups of `size`; a smaller one when nothing more has come for `seconds`, or at the end.

    The source is read on while a group is worked on. What goes wrong in it is raised at the end.
    """
    queue: asyncio.Queue[list[T]] = asyncio.Queue()
    reading = asyncio.create_task(read_into(queue, source))
    try:
        all_in = False
        while not all_in:
            group, all_in = await next_group(queue, size, seconds)
            if group:
                yield group
        await reading
    finally:
        reading.cancel()


async def read_into(queue: asyncio.Queue[list[T]], source: AsyncIterable[T]) -> None:
    try:
        async for item in source:
            queue.put_nowait([item])
    finally:
        queue.put_nowait([])  # no more


async def next_group(
    queue: asyncio.Queue[list[T]], size: int, seconds: float
) -> tuple[list[T], bool]:
    """The next group, and whether it is the last."""
    group: list[T] = []
    with suppress(TimeoutError):
        while len(group) < size:
            async with asyncio.timeout(seconds if group else None):
                arrived = await queue.get()
            if not arrived:
                return group, True
            group += arrived
    return group, False
