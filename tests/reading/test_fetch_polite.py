"""How close together and how many at once: per host, and overall."""

import asyncio
import time
from itertools import pairwise

import pytest

from app.reading.fetch import Fetcher
from app.reading.fetching.polite import Turns
from app.reading.types import NotModified, Page, Validators
from tests.servers.fetchers import USER_AGENT, fetcher, outcome_of, quick_limits, with_web
from tests.servers.hostile_web import HostileWeb, Play, Seen, answer, raw

# What the event loop may take to notice a request that was written in time.
NOTICING_SECONDS = 0.02


def gaps(web: HostileWeb, host: str) -> list[float]:
    moments = [seen.moment for seen in web.seen if seen.host == f"{host}:{web.port}"]
    return [later - earlier for earlier, later in pairwise(moments)]


def test_requests_to_a_host_keep_their_distance_and_hosts_do_not_wait_for_each_other() -> None:
    async def scenario(web: HostileWeb) -> None:
        hosts = ["a.example", "b.example", "c.example"]
        web.plays |= {f"/{number}": answer("hello") for number in range(7)}
        start = time.monotonic()
        async with fetcher(web, hosts=hosts, per_host_gap_seconds=0.1) as reader:
            urls = [web.url(f"/{number}", host) for host in hosts for number in range(7)]
            await asyncio.gather(*(reader.get(url) for url in urls))
        seconds = time.monotonic() - start
        for host in hosts:
            assert len(gaps(web, host)) == 7
            assert min(gaps(web, host)) >= 0.1 - NOTICING_SECONDS
        assert seconds < 7 * 0.1 + 0.4

    with_web(scenario)


def test_the_gap_counts_from_the_request_and_not_from_the_start_of_a_slow_connection() -> None:
    async def scenario(web: HostileWeb) -> None:
        first = True

        async def slow_at_first(_host: str, _port: int) -> list[str]:
            nonlocal first
            if first:
                first = False
                await asyncio.sleep(0.15)
            return ["127.0.0.1"]

        web.plays["/page"] = answer("hello")
        async with fetcher(
            web, hosts=["a.example"], lookup=slow_at_first, per_host_gap_seconds=0.1
        ) as reader:
            await asyncio.gather(*(reader.get(web.url("/page", "a.example")) for _ in range(3)))
        assert min(gaps(web, "a.example")) >= 0.1 - NOTICING_SECONDS

    with_web(scenario)


def test_retries_and_redirects_keep_the_gap_too() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {
            "/page": answer(status="302 Found", Location="/next"),
            "/next": answer(status="500 Oh"),
        }
        async with fetcher(
            web, hosts=["a.example"], per_host_gap_seconds=0.1, attempts=3
        ) as reader:
            await outcome_of(reader.get(web.url("/page", "a.example")))
        assert web.paths(robots=True) == ["/robots.txt", "/page", "/next", "/next", "/next"]
        assert min(gaps(web, "a.example")) >= 0.1 - NOTICING_SECONDS

    with_web(scenario)


def test_a_request_that_was_lost_is_not_sent_again_behind_our_back() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/robots.txt": answer(""), "/page": raw(b"")}
        async with fetcher(web, attempts=1) as reader:
            await outcome_of(reader.get(web.url("/page")))
        assert web.paths() == ["/page"]

    with_web(scenario)


@pytest.mark.parametrize("most", [1, 2, 4])
def test_per_host_at_once_is_reached_and_not_passed(most: int) -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello", after_seconds=0.02)
        async with fetcher(web, hosts=["a.example"], per_host_at_once=most) as reader:
            url = web.url("/page", "a.example")
            await asyncio.gather(*(reader.get(url) for _ in range(12)))
        assert web.most_at_once[f"a.example:{web.port}"] == most

    with_web(scenario)


def test_at_once_is_the_most_overall_and_nobody_holds_a_place_while_waiting_for_a_host() -> None:
    """One host has forty requests in line, a second apart; the others must not notice."""

    async def scenario(web: HostileWeb) -> None:
        hosts = [f"h{number}.example" for number in range(10)]
        web.plays["/page"] = answer("hello", after_seconds=0.02)
        gap = {"per_host_gap_seconds": 1.0, "at_once": 4}
        async with fetcher(web, hosts=["slow.example", *hosts], **gap) as reader:
            slow = web.url("/page", "slow.example")
            waiting = [asyncio.create_task(reader.get(slow)) for _ in range(40)]
            start = time.monotonic()
            await asyncio.gather(*(reader.get(web.url("/page", host)) for host in hosts))
            seconds = time.monotonic() - start
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        assert seconds < 1.0 + 0.6  # the gap after each robots.txt, and little more

    with_web(scenario)


def test_at_once_is_not_passed() -> None:
    async def scenario(web: HostileWeb) -> None:
        now = most = 0

        async def count(writer: asyncio.StreamWriter, seen: Seen) -> None:
            nonlocal now, most
            now += 1
            most = max(most, now)
            await answer("hello", after_seconds=0.02)(writer, seen)
            now -= 1

        hosts = [f"h{number}.example" for number in range(20)]
        web.plays["/page"] = count
        async with fetcher(web, hosts=hosts, at_once=5) as reader:
            await asyncio.gather(*(reader.get(web.url("/page", host)) for host in hosts))
        assert most == 5

    with_web(scenario)


@pytest.mark.parametrize(("asked", "kept"), [("0.2", 0.2), ("3600", 0.3), ("0.01", 0.1)])
def test_a_crawl_delay_is_kept_up_to_its_limit_and_never_shortens_the_gap(
    asked: str, kept: float
) -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {
            "/robots.txt": answer(f"User-agent: *\nCrawl-delay: {asked}"),
            "/page": answer("hello"),
        }
        limits = {"per_host_gap_seconds": 0.1, "max_crawl_delay_seconds": 0.3}
        async with fetcher(web, hosts=["a.example"], **limits) as reader:
            url = web.url("/page", "a.example")
            await asyncio.gather(reader.get(url), reader.get(url))
        assert min(gaps(web, "a.example")) >= kept - NOTICING_SECONDS
        assert max(gaps(web, "a.example")) < kept + 0.1

    with_web(scenario)


def test_one_who_stops_waiting_for_a_turn_does_not_block_the_line() -> None:
    async def scenario() -> None:
        turns = Turns(quick_limits(per_host_gap_seconds=0.05, per_host_at_once=1, at_once=1))
        async with await turns.take("a.example"):
            waiting = [asyncio.create_task(turns.take("a.example")) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        async with asyncio.timeout(1.0):
            for task in waiting[1:]:
                async with await task as turn:
                    turn.sent()

    asyncio.run(scenario())


def with_etag(version: str) -> Play:
    """A feed that answers 304 to whoever has it already."""

    async def play(writer: asyncio.StreamWriter, seen: Seen) -> None:
        known = seen.headers.get("if-none-match") == version
        same = answer(status="304 Not Modified", content_type=None)
        await (same if known else answer("<rss/>", ETag=version))(writer, seen)

    return play


def test_ten_runs_over_twenty_unchanged_feeds_are_answered_304() -> None:
    async def scenario(web: HostileWeb) -> tuple[int, int]:
        hosts = ["a.example", "b.example", "c.example"]
        web.plays |= {f"/{number}": with_etag(f'"{number}"') for number in range(20)}
        urls = [web.url(f"/{number}", hosts[number % 3]) for number in range(20)]
        kept: dict[str, Validators] = {}
        again = unchanged = 0
        for _ in range(10):
            async with fetcher(web, hosts=hosts) as reader:
                for url in urls:
                    again += url in kept
                    found = await reader.get(url, validators=kept.get(url))
                    unchanged += isinstance(found, NotModified)
                    if isinstance(found, Page):
                        kept[url] = found.validators
        return again, unchanged

    assert with_web(scenario) == (180, 180)


def test_the_user_agent_is_sent_as_it_was_given_and_names_a_contact() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello")
        async with fetcher(web) as reader:
            await reader.get(web.url("/page"))
        assert {seen.headers["user-agent"] for seen in web.seen} == {USER_AGENT}

    with_web(scenario)


@pytest.mark.parametrize(
    "nobody", ["", "Scout", "Mozilla/5.0", "Scout/1.0\r\nX: y (+https://x.example)"]
)
def test_a_user_agent_without_a_contact_is_not_used(nobody: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        Fetcher(nobody)
