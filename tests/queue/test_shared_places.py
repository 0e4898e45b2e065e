"""So many at once over all processes: counted in Redis, given back by whoever dies."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import redis

from app.parts.queue import shared_places
from app.parts.queue.connection import QueueAwayError
from app.parts.queue.shared_places import NoPlaceError, SharedPlaces
from tests.servers.killing import wait_until
from tests.servers.nursery import Nursery

NAME = "test"
FOREVER = 60.0


@asynccontextmanager
async def places(redis_url: str, count: int = 2) -> AsyncIterator[SharedPlaces]:
    opened = SharedPlaces(redis_url, NAME, count)
    try:
        yield opened
    finally:
        await opened.aclose()


def hold_one_for_ever(redis_url: str) -> None:
    """A process that has a place, says so in a file, and is killed."""

    async def hold() -> None:
        async with places(redis_url, 1) as shared, shared.place(FOREVER):
            say_that_it_is_held()
            await asyncio.sleep(600)

    asyncio.run(hold())


def say_that_it_is_held() -> None:
    Path("held").touch()


def test_no_more_than_there_are_places_are_at_work_and_the_first_to_wait_is_next(
    redis_url: str,
) -> None:
    at_work: set[int] = set()
    most: list[int] = []
    order: list[int] = []

    async def work(number: int, shared: SharedPlaces) -> None:
        async with shared.place(FOREVER):
            at_work.add(number)
            order.append(number)
            most.append(len(at_work))
            await asyncio.sleep(0.005)
            at_work.discard(number)

    async def all_of_them() -> None:
        # Two connections stand for two processes.
        async with places(redis_url) as one, places(redis_url) as other:
            tasks = []
            for number in range(30):
                tasks.append(asyncio.create_task(work(number, (one, other)[number % 2])))
                await asyncio.sleep(0.001)
            await asyncio.gather(*tasks)

    asyncio.run(all_of_them())
    assert max(most) == 2
    # Two go at once, so neighbours may change places.
    assert all(abs(number - place) <= 8 for place, number in enumerate(order))
    with redis.Redis.from_url(redis_url) as client:
        assert client.zcard(f"scout:places:{NAME}:lent") == 0
        assert client.zcard(f"scout:places:{NAME}:row") == 0


def test_the_place_of_a_process_that_died_is_free_again(
    redis_url: str, nursery: Nursery, tmp_path: Path
) -> None:
    child = nursery.start(
        "tests.queue.test_shared_places:hold_one_for_ever",
        redis_url,
        environ={},
        directory=tmp_path,
    )
    assert wait_until((tmp_path / "held").exists)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()

    async def take() -> None:
        async with places(redis_url, 1) as shared:
            with pytest.raises(NoPlaceError, match="1 places"):
                async with shared.place(0):
                    pass
            with redis.Redis.from_url(redis_url) as client:
                [(holder, until)] = client.zrange(
                    f"scout:places:{NAME}:lent", 0, -1, withscores=True
                )
                now = (client.time()[0] + 1) * 1000
                assert until - now <= shared_places.LENT_MILLISECONDS
                client.zadd(f"scout:places:{NAME}:lent", {holder: 1})  # its time is up
            async with shared.place(FOREVER):
                pass

    asyncio.run(take())


def test_a_place_that_is_held_for_long_stays_held(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_places, "RENEW_SECONDS", 0.01)

    async def hold() -> None:
        async with places(redis_url, 1) as shared, shared.place(FOREVER):
            with redis.Redis.from_url(redis_url) as client:
                client.flushall()  # even then: it is counted again
                key = f"scout:places:{NAME}:lent"
                assert await asyncio.to_thread(wait_until, lambda: client.zcard(key) == 1)

    asyncio.run(hold())


def test_what_somebody_else_put_there_holds_up_nobody(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set(f"scout:places:{NAME}:lent", "rubbish")
        client.rpush(f"scout:places:{NAME}:row", "rubbish")

    async def take() -> None:
        async with places(redis_url) as shared, shared.place(FOREVER):
            pass

    asyncio.run(take())


def test_without_redis_there_is_no_place() -> None:
    async def take() -> None:
        async with places("redis://127.0.0.1:1/0") as shared, shared.place(FOREVER):
            raise AssertionError("a place that nobody counts")

    with pytest.raises(QueueAwayError, match="does not listen"):
        asyncio.run(take())
