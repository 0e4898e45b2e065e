"""A stream loses nothing, keeps the order and ends."""

import asyncio

import pytest

from app.agents.scout.stream import Stream


async def all_of(stream: Stream[int], collect_seconds: float = 0.0) -> list[list[int]]:
    return [batch async for batch in stream.batches(collect_seconds)]


def test_what_was_put_before_anybody_took_comes_in_one_batch() -> None:
    async def scenario() -> list[list[int]]:
        stream = Stream[int]()
        stream.put([1, 2])
        stream.put([3])
        stream.end()
        return await all_of(stream)

    assert asyncio.run(scenario()) == [[1, 2, 3]]


def test_what_is_put_while_a_batch_is_worked_on_comes_with_the_next_even_as_it_ends() -> None:
    async def scenario() -> list[list[int]]:
        stream, batches = Stream[int](), []
        stream.put([1])
        async for batch in stream.batches():
            if batch == [1]:
                stream.put([2])
                stream.end()
            batches.append(batch)
        return batches

    assert asyncio.run(scenario()) == [[1], [2]]


def test_a_stream_without_an_item_has_no_batch() -> None:
    async def scenario() -> tuple[bool, list[list[int]]]:
        stream = Stream[int]()
        stream.put([])
        asking = asyncio.create_task(stream.has_any())
        await asyncio.sleep(0)
        assert not asking.done(), "one may still come"
        stream.end()
        return await asking, await all_of(stream)

    assert asyncio.run(scenario()) == (False, [])


def test_who_waits_for_the_first_item_takes_none_away() -> None:
    async def scenario() -> tuple[bool, list[list[int]]]:
        stream = Stream[int]()
        stream.put([1])
        found = await stream.has_any()
        stream.end()
        return found, await all_of(stream)

    assert asyncio.run(scenario()) == (True, [[1]])


@pytest.mark.parametrize("ends", [True, False])
def test_a_batch_is_collected_for_a_while_but_the_last_is_not_waited_for(ends: bool) -> None:
    async def scenario() -> list[list[int]]:
        stream = Stream[int]()
        stream.put([1])
        taking = asyncio.create_task(all_of(stream, 3600.0 if ends else 0.01))
        await asyncio.sleep(0)
        stream.put([2])
        if not ends:
            await asyncio.sleep(0.05)
            stream.put([3])
        stream.end()
        return await taking

    assert asyncio.run(scenario()) == ([[1, 2]] if ends else [[1, 2], [3]])
