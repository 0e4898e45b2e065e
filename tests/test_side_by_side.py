"""Tasks side by side fail as one, with the failure itself."""

import asyncio

import pytest

from app.lib.errors import TransientError
from app.lib.side_by_side import side_by_side


async def fails(error: BaseException) -> None:
    raise error


async def nested(error: BaseException) -> None:
    async with side_by_side() as tasks:
        tasks.create_task(fails(error))


@pytest.mark.parametrize(
    "error", [TransientError("away"), MemoryError(), ValueError("a bug")], ids=repr
)
def test_a_failure_is_raised_as_itself_with_its_own_cause(error: Exception) -> None:
    error.__cause__ = OSError("the network")

    async def scenario() -> None:
        async with side_by_side() as tasks:
            tasks.create_task(nested(error))

    with pytest.raises(type(error)) as raised:
        asyncio.run(scenario())
    assert raised.value is error
    assert isinstance(error.__cause__, OSError)


def test_a_failure_ends_the_others() -> None:
    ended = []

    async def works() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append("works")

    async def scenario() -> None:
        async with side_by_side() as tasks:
            tasks.create_task(works())
            await asyncio.sleep(0)
            tasks.create_task(fails(TransientError("away")))

    with pytest.raises(TransientError):
        asyncio.run(scenario())
    assert ended == ["works"]


def test_a_time_limit_around_them_ends_them_all() -> None:
    async def scenario() -> None:
        async with asyncio.timeout(0.01), side_by_side() as tasks:
            tasks.create_task(asyncio.sleep(3600))

    with pytest.raises(TimeoutError):
        asyncio.run(scenario())
