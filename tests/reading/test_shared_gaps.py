"""The gap between requests to a host holds for all processes of an installation together.

Each reader here has its own connection to Redis and its own turns, as a process has.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from itertools import pairwise

import pytest
import redis

from app.parts.queue import connection
from app.parts.queue.host_gaps import LONGEST_MILLISECONDS, Command, RedisHostGaps, key_of
from app.parts.web.fetch import Fetcher
from app.parts.web.robots import MemoryRobotsCache
from tests.servers.fetchers import fetcher, outcome_of, with_web
from tests.servers.hostile_web import HostileWeb, answer

GAP = 0.4
ANSWER_SECONDS = 120.0
"""A Redis that is only slow, as on a busy machine, must not count as away here."""
NOBODY = "redis://127.0.0.1:1/0"
HOSTS = ("a.example", "b.example")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("HURRIED_CONNECT_SECONDS", "HURRIED_ANSWER_SECONDS"):
        monkeypatch.setattr(connection, limit, ANSWER_SECONDS)


@asynccontextmanager
async def process(
    web: HostileWeb, redis_url: str, gap_seconds: float = GAP
) -> AsyncIterator[Fetcher]:
    gaps = RedisHostGaps(redis_url)
    robots = MemoryRobotsCache()
    for host in HOSTS:
        robots.put(f"http://{host}:{web.port}", "", 60)
    async with (
        aclosing(gaps),
        fetcher(
            web,
            hosts=HOSTS,
            robots=robots,
            shared_gaps=gaps,
            per_host_gap_seconds=gap_seconds,
        ) as opened,
    ):
        yield opened


def moments(web: HostileWeb, host: str) -> list[float]:
    return sorted(seen.moment for seen in web.seen if seen.host == f"{host}:{web.port}")


def shortest_gap(web: HostileWeb, host: str) -> float:
    return min(later - earlier for earlier, later in pairwise(moments(web, host)))


@pytest.mark.long  # what a busy machine holds up comes to the server together
def test_three_processes_at_one_host_keep_the_gap_together(redis_url: str) -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {f"/{number}": answer("hello") for number in range(4)}
        urls = [web.url(f"/{number}", "a.example") for number in range(4)]
        async with (
            process(web, redis_url) as one,
            process(web, redis_url) as two,
            process(web, redis_url) as three,
        ):
            readers = (one, two, three)
            await asyncio.gather(*(reader.get(url) for reader in readers for url in urls))
        assert len(moments(web, "a.example")) >= 12
        assert shortest_gap(web, "a.example") >= GAP - 0.002  # Redis counts whole milliseconds

    with_web(scenario)


def test_a_process_at_another_host_does_not_wait(redis_url: str) -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello", after_seconds=0.05)
        async with process(web, redis_url, 60) as one, process(web, redis_url) as two:
            gaps = two._shared_gaps
            assert isinstance(gaps, RedisHostGaps)
            await one.get(web.url("/page", "a.example"))
            assert await gaps._try_to_take(f"a.example:{web.port}") > 0
            assert await gaps._try_to_take(f"b.example:{web.port}") == 0

    with_web(scenario)


def test_a_turn_in_which_nothing_was_sent_is_given_back(redis_url: str) -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello")

        async def nowhere(_host: str, _port: int) -> list[str]:
            raise OSError("no such name")

        gaps, other = (RedisHostGaps(redis_url) for _ in range(2))
        async with fetcher(
            web, hosts=HOSTS, lookup=nowhere, shared_gaps=gaps, per_host_gap_seconds=60
        ) as reader:
            await outcome_of(reader.get(web.url("/page", "a.example")))
        await gaps.aclose()
        assert await other._try_to_take(f"a.example:{web.port}") == 0
        await other.aclose()

    with_web(scenario)


def test_without_redis_each_process_keeps_its_own_gap() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello")
        url = web.url("/page", "a.example")
        async with process(web, NOBODY) as one:
            await one.get(url)
            await one.get(url)
        assert shortest_gap(web, "a.example") >= GAP - 1e-6

    with_web(scenario)


class HeldBack:
    """Another process is at one of the hosts until `free` is set."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.free = asyncio.Event()

    async def take(self, host: str) -> None:
        if host == self.host:
            await self.free.wait()

    def sent(self, host: str, gap_seconds: float) -> None:
        return

    def give_back(self, host: str) -> None:
        return


def test_who_waits_for_another_process_holds_no_place_of_other_hosts() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello")
        there = HeldBack(f"a.example:{web.port}")
        async with fetcher(
            web, hosts=HOSTS, shared_gaps=there, per_host_gap_seconds=GAP, at_once=1
        ) as reader:
            waiting = asyncio.create_task(reader.get(web.url("/page", "a.example")))
            async with asyncio.timeout(600):
                await reader.get(web.url("/page", "b.example"))
            assert moments(web, "a.example") == []
            there.free.set()
            await waiting
        assert moments(web, "a.example")

    with_web(scenario)


@pytest.mark.parametrize("value", [".another", ">another", "", b"\xff\xfe"])
@pytest.mark.parametrize("milliseconds", [None, 10**12], ids=["without end", "for years"])
def test_a_key_that_is_no_gap_of_ours_holds_up_nobody(
    redis_url: str, value: str | bytes, milliseconds: int | None
) -> None:
    async def scenario() -> None:
        gaps = RedisHostGaps(redis_url)
        assert await gaps._try_to_take("a.example") == 0
        await gaps.aclose()

    with redis.Redis.from_url(redis_url) as client:
        client.set(key_of("a.example"), value, px=milliseconds)
    asyncio.run(scenario())


def test_a_redis_that_names_an_endless_wait_is_not_believed(redis_url: str) -> None:
    async def scenario() -> None:
        gaps = RedisHostGaps(redis_url)

        async def years(_commands: object) -> list[object]:
            return [10**15]

        gaps._answers = years  # type: ignore[method-assign, assignment]
        assert await gaps._try_to_take("a.example") == LONGEST_MILLISECONDS
        await gaps.aclose()

    asyncio.run(scenario())


def test_what_is_asked_while_an_answer_is_awaited_shares_the_next_round_trip(
    redis_url: str,
) -> None:
    async def scenario() -> None:
        gaps = RedisHostGaps(redis_url)
        rounds: list[int] = []
        answers = gaps._answers

        async def counted(commands: Sequence[Command]) -> Sequence[object]:
            rounds.append(len(commands))
            return await answers(commands)

        gaps._answers = counted  # type: ignore[method-assign]
        hosts = [f"{number}.example" for number in range(50)]
        await asyncio.gather(*(gaps.take(host) for host in hosts))
        for host in hosts:
            gaps.sent(host, 60)
        await gaps.aclose()
        assert rounds == [50, 50]

    asyncio.run(scenario())


def test_who_gave_up_waiting_for_an_answer_keeps_none_of_the_others_from_theirs(
    redis_url: str,
) -> None:
    async def scenario() -> None:
        gaps = RedisHostGaps(redis_url)
        impatient = asyncio.create_task(gaps.take("a.example"))
        patient = asyncio.create_task(gaps.take("b.example"))
        await asyncio.sleep(0)
        impatient.cancel()
        async with asyncio.timeout(600):
            await patient
        assert impatient.cancelled() or impatient.cancelling()
        await gaps.aclose()

    asyncio.run(scenario())
