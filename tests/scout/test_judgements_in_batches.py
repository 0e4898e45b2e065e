"""Judgements are taken as they come, those that are known together in one batch."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from app.agents.scout.judge.judge_stories import in_batches
from app.agents.scout.types import Judgement, Unscored
from app.lib.errors import TransientError


def judgement(number: int) -> Judgement:
    return Unscored(str(number), "unavailable", "away")


def ids(batches: list[list[Judgement]]) -> list[list[str]]:
    return [[one.candidate_id for one in batch] for batch in batches]


async def all_of(given: AsyncIterator[Judgement]) -> list[list[Judgement]]:
    async with aclosing(in_batches(given)) as batches:
        return [batch async for batch in batches]


def test_what_is_known_together_comes_together_and_the_first_before_the_last() -> None:
    came = asyncio.Event()

    async def given() -> AsyncIterator[Judgement]:
        for number in (1, 2):
            yield judgement(number)
        await came.wait()
        yield judgement(3)

    async def scenario() -> list[list[Judgement]]:
        found = []
        async with aclosing(in_batches(given())) as batches:
            async for batch in batches:
                found.append(batch)
                came.set()
        return found

    assert ids(asyncio.run(scenario())) == [["1", "2"], ["3"]]


def test_what_was_known_before_a_failure_comes_before_it_is_raised() -> None:
    async def given() -> AsyncIterator[Judgement]:
        yield judgement(1)
        raise TransientError("The database is away.")

    found: list[list[Judgement]] = []

    async def scenario() -> None:
        async with aclosing(in_batches(given())) as batches:
            async for batch in batches:
                found[:] = [*found, batch]

    with pytest.raises(TransientError):
        asyncio.run(scenario())
    assert ids(found) == [["1"]]


def test_who_takes_no_more_ends_what_is_still_asked() -> None:
    ended = []

    async def given() -> AsyncIterator[Judgement]:
        try:
            yield judgement(1)
            await asyncio.sleep(3600)
        finally:
            ended.append("asking")

    async def scenario() -> None:
        async with aclosing(in_batches(given())) as batches:
            async for _ in batches:
                raise TransientError("The disk is full.")

    with pytest.raises(TransientError):
        asyncio.run(scenario())
    assert ended == ["asking"]


def test_nothing_given_is_no_batch() -> None:
    async def given() -> AsyncIterator[Judgement]:
        for number in range(0):
            yield judgement(number)

    assert asyncio.run(all_of(given())) == []
