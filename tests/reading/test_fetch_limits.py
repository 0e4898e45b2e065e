"""Every limit of a fetch, by its name."""

import asyncio
import zlib
from dataclasses import fields

import pytest

from app.parts.reading.types import BrokenError, GoneError, Page
from app.parts.web.fetch import FetchLimits
from tests.servers.fetchers import Outcome, fetch_one, fetcher, outcome_of, with_web
from tests.servers.hostile_web import HostileWeb, Play, answer, drip, hang, raw, redirect

CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_the_limits_are_the_promised_ones() -> None:
    assert FetchLimits() == FetchLimits(
        connect_seconds=10,
        total_seconds=20,
        max_body_bytes=5 * 1024 * 1024,
        max_redirects=5,
        at_once=32,
        per_host_at_once=2,
        per_host_gap_seconds=1.0,
        max_crawl_delay_seconds=10,
        attempts=3,
        robots_kept_seconds=86_400,
    )
    assert FetchLimits().max_robots_bytes >= 500 * 1024
    units = ("_seconds", "_bytes", "_redirects", "at_once", "attempts")
    assert all(limit.name.endswith(units) for limit in fields(FetchLimits))


# --- total_seconds ---------------------------------------------------------------------------

SLOW = {
    "a hang before the headers": hang(),
    "a hang inside the headers": hang(HEAD),
    "a hang after the headers": hang(HEAD + b"Content-Length: 10\r\n\r\n"),
    "a header byte by byte": drip(b"HTTP/1.1 200 OK\r\nX: "),
    "a header line after the other": drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "a body byte by byte": drip(HEAD + b"Content-Length: 100000\r\n\r\n"),
    "a body without an end": drip(HEAD + b"\r\n"),
    "chunks without an end": drip(HEAD + CHUNKED, b"1\r\nx\r\n"),
    "a packed body byte by byte": drip(
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 99999\r\n\r\n\x1f\x8b\x08", b"\x00"
    ),
    "early hints without an end": drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "an error page byte by byte": drip(b"HTTP/1.1 500 Oh\r\nContent-Length: 99999\r\n\r\n"),
}


def now() -> float:
    return asyncio.get_running_loop().time()


def test_total_seconds_end_every_slow_answer_and_the_others_go_on() -> None:
    async def scenario(web: HostileWeb) -> tuple[list[Outcome], list[float]]:
        names = [f"slow{number}.example" for number in range(len(SLOW))]
        plays = zip(names, SLOW.values(), strict=True)
        web.plays |= {f"{name}/page": play for name, play in plays}
        web.plays["good.example/page"] = answer("hello")
        names.append("good.example")
        async with fetcher(web, hosts=names, attempts=3) as reader:

            async def timed(name: str) -> tuple[Outcome, float]:
                start = now()
                found = await outcome_of(reader.get(web.url("/page", name)))
                return found, now() - start

            timings = await asyncio.gather(*map(timed, names))
        return [found for found, _ in timings], [seconds for _, seconds in timings]

    found, seconds = with_web(scenario)
    assert [type(one) for one in found] == [BrokenError] * len(SLOW) + [Page]
    assert max(seconds) < 21.0
    assert seconds[-1] < 1.0


def test_total_seconds_include_robots_redirects_and_retries() -> None:
    async def scenario(web: HostileWeb) -> float:
        web.plays |= {
            "/robots.txt": answer(after_seconds=6.0),
            "/page": answer(status="302 Found", Location="/next", after_seconds=6.0),
            "/next": answer(status="500 Oh", after_seconds=6.0),
        }
        start = now()
        async with fetcher(web, attempts=3) as reader:
            found = await outcome_of(reader.get(web.url("/page")))
        assert isinstance(found, BrokenError)
        assert "longer than 20 seconds" in str(found)
        assert web.paths() == ["/page", "/next", "/next"]
        return now() - start

    assert 20.0 <= with_web(scenario) < 21.0


def test_total_seconds_do_not_run_while_waiting_for_a_turn() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/page"] = answer("hello")
        async with fetcher(web, per_host_gap_seconds=5.0) as reader:
            pages = await asyncio.gather(*(reader.get(web.url("/page")) for _ in range(10)))
        assert len(pages) == 10

    with_web(scenario)


def test_a_robots_txt_that_never_comes_is_waited_for_once() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/robots.txt": hang(), "/page": answer("hello")}
        start = now()
        async with fetcher(web) as reader:
            gets = (outcome_of(reader.get(web.url("/page"))) for _ in range(20))
            found = await asyncio.gather(*gets)
        assert {type(one) for one in found} == {BrokenError}
        assert web.paths(robots=True) == ["/robots.txt"]
        assert now() - start < 21.0

    with_web(scenario)


def test_connect_seconds_end_a_connection_that_is_not_taken() -> None:
    async def scenario(web: HostileWeb) -> None:
        async def never(_host: str, _port: int) -> list[str]:
            await asyncio.sleep(60)
            return []

        start = now()
        async with fetcher(web, hosts=["x.example"], lookup=never) as reader:
            found = await outcome_of(reader.get(web.url("/", "x.example")))
        assert isinstance(found, BrokenError)
        assert "did not take the connection in time" in str(found)
        assert now() - start < 11.5  # aiohttp rounds a long wait up to a whole second

    with_web(scenario)


# --- max_body_bytes --------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate"])
def test_max_body_bytes_is_the_largest_body_that_is_read(coding: str) -> None:
    def play(size: int) -> Play:
        body = b"a" * size
        if coding == "deflate":
            body = zlib.compress(body)
        if coding == "gzip":
            packer = zlib.compressobj(wbits=31)
            body = packer.compress(body) + packer.flush()
        return answer(body, Content_Encoding=coding)

    fits = fetch_one(play(10_000), max_body_bytes=10_000)
    assert isinstance(fits, Page)
    assert len(fits.body) == 10_000
    assert isinstance(fetch_one(play(10_001), max_body_bytes=10_000), GoneError)


def test_max_body_bytes_stops_a_body_of_undeclared_size() -> None:
    for play in (
        drip(HEAD + b"\r\n", b"x" * 1_000, every_seconds=0),
        drip(HEAD + CHUNKED, b"3e8\r\n" + b"x" * 1_000 + b"\r\n", every_seconds=0),
    ):
        found = fetch_one(play, max_body_bytes=100_000)
        assert isinstance(found, GoneError)
        assert "larger than 0.1 MB" in str(found)


def test_a_declared_size_over_the_limit_is_believed_without_reading() -> None:
    found = fetch_one(hang(HEAD + b"Content-Length: 99999999\r\n\r\n"))
    assert isinstance(found, GoneError)


# --- max_redirects ---------------------------------------------------------------------------


def test_max_redirects_are_followed_and_not_one_more() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {f"/{number}": redirect(f"/{number + 1}") for number in range(10)}
        web.plays["/5"] = answer("arrived")
        async with fetcher(web) as reader:
            page = await reader.get(web.url("/0"))
            assert isinstance(page, Page)
            assert (page.url, page.requested_url) == (web.url("/5"), web.url("/0"))
            web.plays["/5"], web.seen = redirect("/6"), []
            found = await outcome_of(reader.get(web.url("/0")))
        assert isinstance(found, GoneError)
        assert web.paths() == ["/0", "/1", "/2", "/3", "/4", "/5"]

    with_web(scenario)


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_a_circle_of_redirects_ends_at_once(status: str) -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/a": redirect("/b", status), "/b": redirect("/a#again", status)}
        async with fetcher(web) as reader:
            found = await outcome_of(reader.get(web.url("/a")))
        assert isinstance(found, GoneError)
        assert web.paths() == ["/a", "/b"]

    with_web(scenario)


# --- attempts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stumble",
    [
        raw(b""),
        raw(HEAD + b"Content-Length: 10\r\n\r\nhalf"),
        raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel"),
        answer(status="500 Internal Server Error"),
        answer(status="502 Bad Gateway"),
        answer(status="503 Service Unavailable"),
        answer(status="504 Gateway Timeout"),
    ],
)
def test_attempts_get_over_a_stumble(stumble: Play) -> None:
    async def scenario(web: HostileWeb, attempts: int) -> tuple[Outcome, int]:
        plays = iter([stumble, stumble, answer("hello")])

        async def play(writer: asyncio.StreamWriter, seen: object) -> None:
            await next(plays)(writer, seen)  # type: ignore[arg-type]

        web.plays["/page"] = play
        async with fetcher(web, attempts=attempts) as reader:
            found = await outcome_of(reader.get(web.url("/page")))
        return found, len(web.paths())

    found, asked = with_web(lambda web: scenario(web, attempts=3))
    assert isinstance(found, Page)
    assert asked == 3
    found, asked = with_web(lambda web: scenario(web, attempts=2))
    assert isinstance(found, BrokenError)
    assert asked == 2


@pytest.mark.parametrize(
    "play",
    [
        answer(status="404 Not Found"),
        answer(status="403 Forbidden"),
        answer(status="503 Later", Retry_After="60"),
        raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    ],
)
def test_what_would_fail_again_is_asked_once(play: Play) -> None:
    async def scenario(web: HostileWeb) -> int:
        web.plays["/page"] = play
        async with fetcher(web, attempts=3) as reader:
            await outcome_of(reader.get(web.url("/page")))
        return len(web.paths())

    assert with_web(scenario) == 1
