"""robots.txt on the way to a page: asked first, once, and kept to."""

import asyncio
import gzip
from typing import Any

import pytest

from app.parts.reading.types import BlockedError, BrokenError, Page, RefusedAddressError
from app.parts.web.fetch import Fetcher
from app.parts.web.robots import MemoryRobotsCache
from tests.servers.fetchers import fetcher, outcome_of, with_web
from tests.servers.hostile_web import HostileWeb, Play, answer, hang, raw, redirect

DENY = "User-agent: *\nDisallow: /"


async def read_page(web: HostileWeb, robots: Play, **others: Any) -> tuple[object, list[str]]:
    web.plays |= {"/robots.txt": robots, "/page": answer("hello")}
    async with fetcher(web, **others) as reader:
        found = await outcome_of(reader.get(web.url("/page")))
    return found, web.paths()


@pytest.mark.parametrize(
    "robots",
    [
        *(
            answer(DENY, status=f"{status} No")
            for status in (400, 401, 403, 404, 405, 410, 418, 429)
        ),
        answer(""),
        answer(status="204 No Content"),
        answer("User-agent: *\nDisallow: /private"),
        answer("<html>not a robots file</html>"),
        answer("User-agent: *\nAllow: /", content_type="image/png"),
        redirect("/robots.txt"),
    ],
)
def test_a_site_without_a_robots_txt_or_that_allows_is_read(robots: Play) -> None:
    found, paths = with_web(lambda web: read_page(web, robots))
    assert isinstance(found, Page)
    assert paths == ["/page"]


@pytest.mark.parametrize(
    ("robots", "failure"),
    [
        (answer(DENY), BlockedError),
        (answer(b"\xef\xbb\xbf" + DENY.encode()), BlockedError),
        (answer(DENY, content_type="text/html"), BlockedError),
        (answer(gzip.compress(DENY.encode()), content_type="text/plain"), BlockedError),
        (answer("User-agent: ScoutTest\nDisallow: /pa*e$"), BlockedError),
        (answer(status="500 Internal Server Error"), BrokenError),
        (answer(status="503 Service Unavailable"), BrokenError),
        (answer(status="503 Service Unavailable", Retry_After="60"), BrokenError),
        (answer(status="429 Too Many Requests", Retry_After="60"), BlockedError),
        (raw(b""), BrokenError),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *"), BrokenError),
        (hang(), BrokenError),
        (redirect("http://169.254.169.254/robots.txt"), RefusedAddressError),
        (redirect("file:///etc/passwd"), RefusedAddressError),
    ],
)
def test_nothing_is_asked_where_robots_txt_forbids_it_or_cannot_be_had(
    robots: Play, failure: type[Exception]
) -> None:
    found, paths = with_web(lambda web: read_page(web, robots))
    assert isinstance(found, failure)
    assert paths == []
    words = ("robots.txt", "redirects", "not on the public", "http and https", "429", "longer than")
    assert any(word in str(found) for word in words)


def test_five_redirects_to_a_robots_txt_are_followed_to_other_hosts_too() -> None:
    async def scenario(web: HostileWeb) -> None:
        hops = ["/robots.txt", "/1", "/2", "/3", "/4"]
        targets = [*hops[1:], web.url("/rules", "other.example")]
        web.plays |= {hop: redirect(to) for hop, to in zip(hops, targets, strict=True)}
        web.plays |= {"other.example/rules": answer(DENY), "/page": answer("hello")}
        async with fetcher(web, hosts=["other.example"]) as reader:
            found = await outcome_of(reader.get(web.url("/page")))
        assert isinstance(found, BlockedError)
        assert "/page" not in web.paths()

    with_web(scenario)


def test_a_long_robots_txt_is_read_past_500_kibibytes_and_cut_at_a_line() -> None:
    long = "User-agent: *\nAllow: /a\n" + "# filler\n" * 60_000 + "Disallow: /page\n"
    assert len(long) > 500 * 1024
    found, _ = with_web(lambda web: read_page(web, answer(long)))
    assert isinstance(found, BlockedError)
    cut = "User-agent: *\nDisallow: /page/private\n"
    kept = len("User-agent: *\nDisallow: /page")
    found, _ = with_web(lambda web: read_page(web, answer(cut), max_robots_bytes=kept))
    assert isinstance(found, Page)


def test_robots_txt_is_asked_once_for_all_who_wait_and_first() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/robots.txt": answer("", after_seconds=0.05), "/page": answer("hello")}
        async with fetcher(web) as reader:
            await asyncio.gather(*(reader.get(web.url("/page")) for _ in range(10)))
        assert web.paths(robots=True) == ["/robots.txt"] + ["/page"] * 10

    with_web(scenario)


def test_every_host_and_port_has_a_robots_txt_of_its_own() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"a.example/robots.txt": answer(DENY), "/page": answer("hello")}
        async with fetcher(web, hosts=["a.example", "b.example"]) as reader:
            assert isinstance(
                await outcome_of(reader.get(web.url("/page", "a.example"))), BlockedError
            )
            assert isinstance(await outcome_of(reader.get(web.url("/page", "b.example"))), Page)

    with_web(scenario)


def test_a_redirect_is_not_followed_where_robots_txt_forbids_its_target() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {
            "a.example/page": redirect(web.url("/page", "b.example")),
            "b.example/robots.txt": answer(DENY),
        }
        async with fetcher(web, hosts=["a.example", "b.example"]) as reader:
            found = await outcome_of(reader.get(web.url("/page", "a.example")))
        assert isinstance(found, BlockedError)
        assert "b.example" in str(found)
        assert web.paths() == ["/page"]

    with_web(scenario)


def test_a_text_from_the_cache_saves_the_request_and_is_put_there_for_a_day() -> None:
    kept: list[tuple[str, str, int]] = []

    class Cache(MemoryRobotsCache):
        def put(self, origin: str, text: str, seconds: int) -> None:
            kept.append((origin, text, seconds))
            super().put(origin, text, seconds)

    async def scenario(web: HostileWeb) -> None:
        cache = Cache()
        web.plays |= {"/robots.txt": answer(DENY), "/page": answer("hello")}
        for _ in range(3):
            async with fetcher(web, robots=cache) as reader:
                assert isinstance(await outcome_of(reader.get(web.url("/page"))), BlockedError)
        assert web.paths(robots=True) == ["/robots.txt"]
        assert kept == [(f"http://{web.host}", DENY, 86_400)]

    with_web(scenario)


def test_a_failure_to_read_it_is_not_kept_for_the_next_run() -> None:
    async def scenario(web: HostileWeb) -> None:
        cache = MemoryRobotsCache()
        web.plays |= {"/robots.txt": answer(status="500 Oh"), "/page": answer("hello")}
        async with fetcher(web, robots=cache) as reader:
            for _ in range(3):
                assert isinstance(await outcome_of(reader.get(web.url("/page"))), BrokenError)
        assert web.paths(robots=True) == ["/robots.txt"]
        web.plays["/robots.txt"] = answer("")
        async with fetcher(web, robots=cache) as reader:
            assert isinstance(await outcome_of(reader.get(web.url("/page"))), Page)

    with_web(scenario)


def test_one_who_gives_up_waiting_does_not_take_the_others_with_it() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/robots.txt": answer("", after_seconds=0.1), "/page": answer("hello")}
        async with fetcher(web) as reader:
            first, second = (asyncio.create_task(page(reader, web)) for _ in range(2))
            await asyncio.sleep(0.03)
            first.cancel()
            assert isinstance(await second, Page)

    async def page(reader: Fetcher, web: HostileWeb) -> object:
        return await reader.get(web.url("/page"))

    with_web(scenario)
