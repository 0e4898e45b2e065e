import asyncio
from collections.abc import AsyncIterator

import pytest

from app.agents.scout.judge.arrivals import in_groups
from app.agents.scout.judge.task_group import Crew


async def coming(*batches: list[int], pause: float = 0.05) -> AsyncIterator[int]:
    for number, batch in enumerate(batches):
        if number:
            await asyncio.sleep(pause)
        for item in batch:
            yield item


async def grouped(
    source: AsyncIterator[int], size: int = 3, seconds: float = 0.01
) -> list[list[int]]:
    return [group async for group in in_groups(source, size=size, seconds=seconds)]


def test_what_comes_at_once_is_put_into_full_groups() -> None:
    assert asyncio.run(grouped(coming([1, 2, 3, 4, 5, 6, 7]))) == [[1, 2, 3], [4, 5, 6], [7]]


def test_a_group_is_not_kept_waiting_for_late_ones() -> None:
    assert asyncio.run(grouped(coming([1, 2], [3]))) == [[1, 2], [3]]


def test_nothing_makes_no_group() -> None:
    assert asyncio.run(grouped(coming())) == []


def test_a_full_last_group_is_followed_by_no_empty_one() -> None:
    assert asyncio.run(grouped(coming([1, 2, 3]))) == [[1, 2, 3]]


def test_what_came_before_a_failure_is_given_and_then_the_failure() -> None:
    async def breaking() -> AsyncIterator[int]:
        yield 1
        raise OSError("gone")

    async def run() -> list[list[int]]:
        groups = in_groups(breaking(), size=3, seconds=1)
        given = [await anext(groups)]
        with pytest.raises(OSError, match="gone"):
            await anext(groups)
        return given

    assert asyncio.run(run()) == [[1]]


def test_a_crew_gives_results_as_they_are_done_and_takes_new_work_meanwhile() -> None:
    async def after(seconds: float, name: str) -> str:
        await asyncio.sleep(seconds)
        return name

    async def run() -> list[tuple[str, str]]:
        given = []
        async with Crew[str]() as crew:
            crew.start("slow", after(0.05, "a"))
            crew.start("quick", after(0.0, "b"))
            async for kind, result in crew.results():
                given.append((kind, result))
                if kind == "quick":
                    assert crew.is_busy_with("slow")
                    assert not crew.is_busy_with("quick")
                    crew.start("late", after(0.0, "c"))
        return given

    assert asyncio.run(run()) == [("quick", "b"), ("late", "c"), ("slow", "a")]


def test_a_crew_that_is_left_stops_its_work() -> None:
    stopped = []

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            stopped.append(True)
            raise

    async def run() -> None:
        async with Crew[None]() as crew:
            crew.start("endless", endless())
            await asyncio.sleep(0)

    asyncio.run(run())
    assert stopped == [True]
