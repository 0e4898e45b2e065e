"""How close together and how many at once: per host, and overall."""

import asyncio
from itertools import pairwise

import pytest

from app.parts.reading.types import GoneError, NotModified, Page, Validators
from app.parts.web.fetch import Fetcher
from app.parts.web.fetching.turns import Turns
from app.parts.web.robots import MemoryRobotsCache
from tests.servers.fetchers import USER_AGENT, fetcher, outcome_of, quick_limits, quickly, with_web
from tests.servers.hostile_web import HostileWeb, Play, Seen, answer, raw, redirect

GAP = 1.0
A_TOUCH = 1e-6  # what adding up floating-point seconds may lose


def gaps(web: HostileWeb, host: str) -> list[float]:
    moments = [seen.moment for seen in web.seen if seen.host == f"{host}:{web.port}"]
    return [later - earlier for earlier, later in pairwise(moments)]


def now() -> float:
    return asyncio.get_running_loop().time()


def test_requests_to_a_host_keep_their_distance_and_hosts_do_not_wait_for_each_other() -> None:
    """Twenty feeds on three hosts, read three times: as fast as the gap allows."""

    async def scenario(web: HostileWeb) -> None:
        hosts = ["a.example", "b.example", "c.example"]
        web.plays |= {f"/{number}": answer("hello", after_seconds=0.1) for number in range(20)}
        urls = [web.url(f"/{number}", hosts[number % 3]) for number in range(20)] * 3
        start = now()
        async with fetcher(web, hosts=hosts, per_host_gap_seconds=GAP) as reader:
            await asyncio.gather(*(reader.get(url) for url in urls))
        for host in hosts:
            assert min(gaps(web, host)) >= GAP - A_TOUCH
            assert max(gaps(web, host)) < GAP + 0.1
        assert now() - start < 7 * 3 * GAP + 0.5

    with_web(scenario)


def test_the_gap_counts_from_the_request_and_not_from_the_start_of_a_slow_connection() -> None:
    """Without that, both requests would leave together as soon as the name is found."""

    async def scenario(web: HostileWeb) -> None:
        async def slowly(_host: str, _port: int) -> list[str]:
            await asyncio.sleep(2.5)
            return ["127.0.0.1"]

        web.plays["/page"] = answer("hello")
        url = web.url("/page", "a.example")
        robots = MemoryRobotsCache()
        robots.put(url.removesuffix("/page"), "", 60)
        async with fetcher(
            web, hosts=["a.example"], lookup=slowly, robots=robots, per_host_gap_seconds=GAP
        ) as reader:
            await asyncio.gather(*(reader.get(url) for _ in range(3)))
        assert len(gaps(web, "a.example")) == 2
        assert min(gaps(web, "a.example")) >= GAP - A_TOUCH

    with_web(scenario)


def test_a_slow_answer_does_not_hold_up_the_next_request_past_the_gap() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello", after_seconds=1.5)
        async with fetcher(web, hosts=["a.example"], per_host_gap_seconds=GAP) as reader:
            await asyncio.gather(*(reader.get(web.url("/page", "a.example")) for _ in range(5)))
        assert max(gaps(web, "a.example")) < GAP + 0.1

    with_web(scenario)


def test_retries_and_redirects_keep_the_gap_too() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/page": redirect("/next"), "/next": answer(status="500 Oh")}
        async with fetcher(
            web, hosts=["a.example"], per_host_gap_seconds=GAP, attempts=3
        ) as reader:
            await outcome_of(reader.get(web.url("/page", "a.example")))
        assert web.paths(robots=True) == ["/robots.txt", "/page", "/next", "/next", "/next"]
        assert min(gaps(web, "a.example")) >= GAP - A_TOUCH

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


def test_nobody_holds_a_place_overall_while_waiting_for_a_host() -> None:
    """One host has forty requests in line, a second apart; the others must not notice."""

    async def scenario(web: HostileWeb) -> None:
        hosts = [f"h{number}.example" for number in range(10)]
        web.plays["/page"] = answer("hello", after_seconds=0.02)
        async with fetcher(
            web, hosts=["slow.example", *hosts], per_host_gap_seconds=GAP, at_once=4
        ) as reader:
            slow = web.url("/page", "slow.example")
            waiting = [asyncio.create_task(reader.get(slow)) for _ in range(40)]
            start = now()
            await asyncio.gather(*(reader.get(web.url("/page", host)) for host in hosts))
            seconds = now() - start
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        assert seconds < GAP + 0.2  # the gap after each robots.txt, and little more

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


@pytest.mark.parametrize(("asked", "kept"), [("2.5", 2.5), ("3600", 10.0), ("0.01", 1.0)])
def test_a_crawl_delay_is_kept_up_to_its_limit_and_never_shortens_the_gap(
    asked: str, kept: float
) -> None:
    async def scenario(web: HostileWeb) -> None:
        rules = f"User-agent: *\nCrawl-delay: {asked}"
        web.plays |= {"/robots.txt": answer(rules), "/page": answer("hello")}
        async with fetcher(web, hosts=["a.example"], per_host_gap_seconds=GAP) as reader:
            url = web.url("/page", "a.example")
            await asyncio.gather(*(reader.get(url) for _ in range(3)))
        assert gaps(web, "a.example") == pytest.approx([kept] * 3, abs=0.1)

    with_web(scenario)


def test_one_who_stops_waiting_for_a_turn_does_not_block_the_line() -> None:
    async def scenario() -> None:
        turns = Turns(quick_limits(per_host_gap_seconds=GAP, per_host_at_once=1, at_once=1))
        async with await turns.take("a.example"):
            waiting = [asyncio.create_task(turns.take("a.example")) for _ in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        async with asyncio.timeout(2 * GAP + 0.1):
            for task in waiting[1:]:
                async with await task as turn:
                    turn.sent()

    quickly(scenario())


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


def test_a_reader_that_may_not_ask_any_more_sends_nothing() -> None:
    def not_ours() -> None:
        raise GoneError("Another attempt asks now.")

    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/": answer("hello")}
        async with fetcher(web, before_asking=not_ours) as reader:
            assert isinstance(await outcome_of(reader.get(web.url("/"))), GoneError)
        assert web.seen == []

    with_web(scenario)
