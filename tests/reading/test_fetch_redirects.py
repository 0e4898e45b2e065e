"""Redirects as a browser takes them: for a cookie, once more, down and up, in any spelling."""

import asyncio
from datetime import UTC, datetime

import pytest

from app.parts.reading.types import (
    BlockedError,
    GoneError,
    Page,
    RefusedAddressError,
)
from app.parts.web.addresses import parse_address
from app.parts.web.fetching.asking import Answer
from app.parts.web.fetching.redirects import Step, follow
from tests.servers.fetchers import fetcher, with_web
from tests.servers.hostile_web import HostileWeb, Seen, answer, redirect
from tests.servers.ways import HELLO, cookies, first_time, go, on, sets, to, unless_it_has

# --- cookies ---------------------------------------------------------------------------------


def test_a_site_that_sends_newcomers_round_for_a_cookie_is_read() -> None:
    round_once = sets("/start", "seen=1; Path=/; HttpOnly")
    found, seen = go({"/start": unless_it_has("seen=1", round_once, HELLO)})
    assert isinstance(found, Page)
    assert cookies(seen) == [None, "seen=1"]


def test_a_cookie_may_come_from_a_page_on_the_way() -> None:
    found, seen = go(
        {
            "/start": unless_it_has("ok=yes", redirect("/check"), HELLO),
            "/check": sets("/start", "ok=yes; Path=/", "other=2; Path=/elsewhere"),
        }
    )
    assert isinstance(found, Page)
    assert cookies(seen) == [None, None, "ok=yes"]


def test_cookies_of_several_answers_are_sent_together_and_a_new_value_counts() -> None:
    found, seen = go(
        {
            "/start": sets("/2", "a=1; Path=/", "b=1"),
            "/2": sets("/3", "a=2; Path=/", "c=; Path=/"),
            "/3": HELLO,
        }
    )
    assert isinstance(found, Page)
    assert cookies(seen) == [None, "a=1; b=1", "b=1; a=2; c="]


def test_a_cookie_goes_to_no_other_host() -> None:
    found, seen = go(
        {
            "a.example/start": to("b.example", "/2", "a=1; Path=/"),
            "b.example/2": to("www.a.example", "/3", "b=2; Path=/"),
            "www.a.example/3": to("a.example", "/4"),
            "a.example/4": HELLO,
        }
    )
    assert isinstance(found, Page)
    assert cookies(seen) == [None, None, None, "a=1"]


def test_no_cookie_is_kept_for_the_next_fetch() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays["/start"] = unless_it_has("seen=1", sets("/start", "seen=1; Path=/"), HELLO)
        async with fetcher(web) as reader:
            for _ in range(2):
                assert isinstance(await reader.get(web.url("/start")), Page)
        asked = [seen for seen in web.seen if seen.path == "/start"]
        assert cookies(asked) == [None, "seen=1", None, "seen=1"]

    with_web(scenario)


def test_a_robots_txt_that_sends_newcomers_round_is_kept_to() -> None:
    deny = answer("User-agent: *\nDisallow: /start")
    found, seen = go({"/robots.txt": unless_it_has("a=1", sets("/robots.txt", "a=1"), deny)})
    assert isinstance(found, BlockedError)
    assert seen == []


def test_a_new_cookie_with_every_answer_ends_after_the_allowed_redirects() -> None:
    numbers = iter(range(100))
    found, seen = go({"/start": on(lambda _seen: sets("/start", f"n={next(numbers)}"))})
    assert isinstance(found, GoneError)
    assert len(seen) == 6


def test_a_cookie_that_changes_nothing_is_a_circle() -> None:
    found, seen = go({"/start": sets("/2", "a=1; Path=/"), "/2": redirect("/start")})
    assert isinstance(found, GoneError)
    assert "in a circle" in str(found)
    assert cookies(seen) == [None, "a=1", "a=1"]


# --- the same address once more --------------------------------------------------------------


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_an_address_that_redirects_to_itself_is_asked_once_more(status: str) -> None:
    found, seen = go({"/start": first_time(redirect("/start", status), HELLO)})
    assert isinstance(found, Page)
    assert len(seen) == 2


def test_an_address_in_the_middle_of_the_way_may_redirect_to_itself_once() -> None:
    found, seen = go({"/start": redirect("/2"), "/2": first_time(redirect("?#x"), HELLO)})
    assert isinstance(found, Page)
    assert [one.path for one in seen] == ["/start", "/2", "/2"]


def test_an_address_that_redirects_to_itself_again_and_again_is_a_circle() -> None:
    found, seen = go({"/start": redirect("/start")})
    assert isinstance(found, GoneError)
    assert "in a circle" in str(found)
    assert len(seen) == 2


def test_only_one_address_of_a_way_is_asked_once_more() -> None:
    plays = {"/start": first_time(redirect("/start"), redirect("/2")), "/2": redirect("/2")}
    found, seen = go(plays)
    assert isinstance(found, GoneError)
    assert [one.path for one in seen] == ["/start", "/start", "/2"]


# --- down to http and up again ---------------------------------------------------------------


def walk(start: str, ways: dict[str, str]) -> tuple[str, list[str]]:
    """Where a fetch ends up that is redirected so, and what it was not to read on the way."""
    open_stretches = []

    async def ask(step: Step) -> Answer:
        if step.must_lead_on:
            open_stretches.append(step.address.url)
        location = ways.get(step.address.url)
        if location is None:
            return Answer(step.address, 200, {})
        return Answer(step.address, 301, {"location": location})

    way = follow(parse_address(start), ask, 5, frozenset(), datetime.now(UTC))
    return asyncio.run(way).address.url, open_stretches


@pytest.mark.parametrize(
    ("down", "up"),
    [
        ("http://a.example/feed/", "https://a.example/feed/"),
        ("http://www.a.example/feed", "https://www.a.example/feed"),
        ("http://A.example:80/feed/", "https://a.example:443/other"),
    ],
)
def test_a_server_behind_a_proxy_that_protects_it_is_read(down: str, up: str) -> None:
    start = "https://a.example/feed"
    end, open_stretches = walk(start, {start: down, parse_address(down).url: up})
    assert end == parse_address(up).url
    assert open_stretches == [parse_address(down).url]


def test_a_way_that_was_never_protected_is_read_where_it_ends() -> None:
    ways = {"http://a.example/": "http://b.example/", "http://b.example/": "http://a.example/x"}
    assert walk("http://a.example/", ways) == ("http://a.example/x", [])


@pytest.mark.parametrize(
    "ways",
    [
        {"https://a.example/": "http://b.example/"},
        {"https://a.example/": "http://news.a.example/"},
        {"https://a.example/": "http://a.example/", "http://a.example/": "https://b.example/"},
        {"https://a.example/": "http://a.example/", "http://a.example/": "http://b.example/"},
        {
            "https://a.example/": "https://b.example/",
            "https://b.example/": "http://a.example/",
            "http://a.example/": "https://a.example/x",
        },
    ],
)
def test_a_step_down_to_another_host_or_from_there_is_refused(ways: dict[str, str]) -> None:
    with pytest.raises(RefusedAddressError, match="from https down to http"):
        walk("https://a.example/", ways)


# --- as it is written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/feed%2Fnews%3Aall%28x%29?sig=a%2Cb%27c%2f%3d",
        "/a(b),c:d'e?x=[1]&y={z}|",
        "/%7Efeed/%41?q=a+b%20c&&;=",
        "/caf%E9//x",
    ],
)
def test_a_signed_address_is_asked_in_its_very_spelling(path: str) -> None:
    found, seen = go({path: HELLO, "/start": redirect(path)})
    assert isinstance(found, Page)
    assert [one.path for one in seen] == ["/start", path]
    found, seen = go({path: HELLO}, path)
    assert isinstance(found, Page)
    assert found.url.endswith(path)


@pytest.mark.parametrize(
    ("location", "path"),
    [
        (b"/caf\xc3\xa9", "/caf%C3%A9"),
        (b"/caf\xe9", "/caf%E9"),
        (b"/caf%E9/\xe9?\xe9", "/caf%E9/%E9?%E9"),
        (b"/next page ", "/next%20page"),
        (b"///a.example:PORT/next", "/next"),
        (b"http:///a.example:PORT/next", "/next"),
        (b"/next\r\nLocation: /next", "/next"),
        (b"?a=%2F", "/start?a=%2F"),
        (b"/next#part", "/next"),
    ],
)
def test_a_redirect_is_understood_as_a_browser_does(location: bytes, path: str) -> None:
    async def play(writer: asyncio.StreamWriter, seen: Seen) -> None:
        named = location.replace(b"PORT", seen.host.rpartition(":")[2].encode())
        writer.write(b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nLocation: " + named + b"\r\n\r\n")

    found, seen = go({"/start": play, path: HELLO})
    assert isinstance(found, Page)
    assert [one.path for one in seen] == ["/start", path]
