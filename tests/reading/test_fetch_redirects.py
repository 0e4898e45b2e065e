"""Ways to a page that a browser goes: round for a cookie, once more, and on by a page itself."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.reading.fetching.refresh import refresh_target
from app.reading.types import (
    BlockedError,
    GoneError,
    NotModified,
    Page,
    RefusedAddressError,
    Validators,
)
from tests.servers.fetchers import Outcome, fetch_one, fetcher, outcome_of, with_web
from tests.servers.hostile_web import HostileWeb, Play, Seen, answer, hang, raw, redirect
from tests.timing import takes


def on(decide: Callable[[Seen], Play]) -> Play:
    """Another answer for another question."""

    async def play(writer: asyncio.StreamWriter, seen: Seen) -> None:
        await decide(seen)(writer, seen)

    return play


def unless_it_has(cookie: str, send: Play, page: Play) -> Play:
    return on(lambda seen: page if cookie in seen.headers.get("cookie", "") else send)


def sets(location: str, *cookies: str, status: str = "302 Found") -> Play:
    return answer(status=status, Location=location, Set_Cookie="\r\nSet-Cookie: ".join(cookies))


def first_time(first: Play, later: Play) -> Play:
    plays = iter([first])
    return on(lambda _seen: next(plays, later))


def go(plays: dict[str, Play], path: str = "/start", **others: Any) -> tuple[Outcome, list[Seen]]:
    """One fetch at a.example, and what the server saw of it."""

    async def scenario(web: HostileWeb) -> tuple[Outcome, list[Seen]]:
        for name, play in plays.items():
            web.plays[name] = play
        hosts = ["a.example", "www.a.example", "b.example"]
        async with fetcher(web, hosts=hosts, **others) as reader:
            found = await outcome_of(reader.get(web.url(path, "a.example")))
        return found, [seen for seen in web.seen if seen.path != "/robots.txt"]

    return with_web(scenario)


def at(host: str, path: str) -> Callable[[Seen], str]:
    return lambda seen: f"http://{host}:{seen.host.rpartition(':')[2]}{path}"


def to(host: str, path: str, cookie: str = "") -> Play:
    """A redirect to another name of this server."""
    return on(lambda seen: sets(at(host, path)(seen), cookie))


def cookies(seen: list[Seen]) -> list[str | None]:
    return [one.headers.get("cookie") for one in seen]


HELLO = answer("hello")


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


# --- pages that send their readers on --------------------------------------------------------


def meta(content: str, body: str = "moved") -> str:
    return f'<html><head><meta http-equiv="refresh" content="{content}"></head><body>{body}</body>'


SENDS_ON = {
    "at once": meta("0; url=/next"),
    "without a blank": meta("0;url=/next"),
    "with a comma": meta("0,URL=/next"),
    "with a blank only": meta("0 /next"),
    "without url": meta("0; /next"),
    "with a fraction": meta("0.5; url=/next"),
    "after two seconds": meta("2; url=/next"),
    "in quotes": meta("0; url='/next'"),
    "in quotes left open": meta("0; url='/next"),
    "with blanks everywhere": meta("  0 ;  Url =  /next  "),
    "with a reference": meta("0; url=/ne&#120;t"),
    "the other way round": "<meta content='0;url=/next' http-equiv='Refresh'>",
    "without quotes": "<META HTTP-EQUIV=refresh CONTENT=0;url=/next>",
    "XHTML": '<?xml version="1.0"?><html><head><meta http-equiv="refresh" content="0;url=/next"/>',
    "in the body": f"<body><p>We have moved.</p>{meta('0;url=/next')}",
    "to the whole address": meta("0; url=http://a.example:PORT/next"),
}


@pytest.mark.parametrize("way", SENDS_ON)
def test_a_page_that_sends_its_reader_on_at_once_is_a_redirect(way: str) -> None:
    play = on(lambda seen: answer(SENDS_ON[way].replace("PORT", seen.host.rpartition(":")[2])))
    found, seen = go({"/start": play, "/next": HELLO})
    assert isinstance(found, Page)
    assert found.body == b"hello"
    assert [one.path for one in seen] == ["/start", "/next"]
    assert found.url.endswith("/next")
    assert found.requested_url.endswith("/start")


STAYS = {
    "a live page": meta("30; url=/next", "news"),
    "a page that shows itself anew": meta("300", "news"),
    "no time": meta("url=/next", "news"),
    "no address": meta("0", "news"),
    "an empty address": meta("0; url=''", "news"),
    "a script for an address": meta("0; url=javascript:alert(1)", "news"),
    "an app for an address": meta("0; url=android-app://x/y", "news"),
    "for readers without scripts": f"<noscript>{meta('0;url=/next')}</noscript>news",
    "inside a comment": f"<!--[if lt IE 9]>{meta('0;url=/next')}<![endif]-->news",
    "inside a script": f"<script>var x = '{meta('0;url=/next')}'</script>news",
    "inside a text area": f"<textarea>{meta('0;url=/next')}</textarea>news",
    "inside a feed": f"<rss><item><![CDATA[{meta('0;url=/next')}]]></item></rss>",
    "as words": "<p>&lt;meta http-equiv=refresh content='0;url=/next'&gt; news",
    "another name": "<meta name='refresh' content='0;url=/next'>news",
    "after a slower one": meta("10;url=/x") + meta("0;url=/next"),
    "far down": "x" * 20_000 + meta("0;url=/next"),
}


@pytest.mark.parametrize("way", STAYS)
def test_a_page_that_does_not_is_read(way: str) -> None:
    found, seen = go({"/start": answer(STAYS[way]), "/next": HELLO})
    assert isinstance(found, Page)
    assert found.body == STAYS[way].encode()
    assert [one.path for one in seen] == ["/start"]


def test_what_is_no_page_sends_nobody_on() -> None:
    text = answer(meta("0;url=/next"), content_type="application/rss+xml")
    found, seen = go({"/start": text})
    assert isinstance(found, Page)
    assert len(seen) == 1


def test_a_refresh_header_is_a_redirect_too() -> None:
    play = answer("moved", Refresh="0; url=/next")
    found, seen = go({"/start": play, "/next": answer("hello", Refresh="60")})
    assert isinstance(found, Page)
    assert found.body == b"hello"
    assert len(seen) == 2


def test_pages_that_send_on_count_with_the_other_redirects() -> None:
    plays = {f"/{number}": answer(meta(f"0;url=/{number + 1}")) for number in range(9)}
    plays |= {f"/{number}": redirect(f"/{number + 1}") for number in (1, 3)}
    found, seen = go(plays, "/0")
    assert isinstance(found, GoneError)
    assert "more than 5 times" in str(found)
    assert [one.path for one in seen] == ["/0", "/1", "/2", "/3", "/4", "/5"]


def test_a_page_that_sends_its_reader_to_itself_is_read() -> None:
    found, seen = go({"/start": answer(meta("0;url=/start", "news"))})
    assert isinstance(found, Page)
    assert b"news" in found.body
    assert len(seen) == 2


def test_a_page_that_sends_its_reader_round_for_a_cookie_is_read() -> None:
    wait = answer(meta("0;url=/start", "wait"), Set_Cookie="js=0; Path=/")
    found, seen = go({"/start": unless_it_has("js=0", wait, HELLO)})
    assert isinstance(found, Page)
    assert found.body == b"hello"
    assert len(seen) == 2


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:PORT/secret",
        "http://169.254.169.254/",
        "//10.0.0.1/",
        "http://[::1]:PORT/",
    ],
)
def test_a_page_cannot_send_us_inside(target: str) -> None:
    """The server itself may be asked by its names only."""

    async def scenario(web: HostileWeb) -> None:
        web.plays |= {
            "/start": answer(meta(f"0;url={target.replace('PORT', str(web.port))}")),
            "/secret": answer("secret"),
        }
        async with fetcher(web, hosts=["a.example"]) as reader:
            reader._allowed -= {web.host}
            found = await outcome_of(reader.get(web.url("/start", "a.example")))
        assert isinstance(found, RefusedAddressError)
        assert web.paths() == ["/start"]

    with_web(scenario)


def test_a_page_cannot_send_us_where_robots_txt_forbids_it() -> None:
    robots = answer("User-agent: *\nDisallow: /next")
    found, seen = go({"/robots.txt": robots, "/start": answer(meta("0;url=/next")), "/next": HELLO})
    assert isinstance(found, BlockedError)
    assert [one.path for one in seen] == ["/start"]


def test_a_challenge_that_sends_on_is_a_challenge() -> None:
    body = meta("0; url='/?bm-verify=AAQ'") + "<div id='sec-if-cpt-container'>"
    found, seen = go({"/start": answer(body)})
    assert isinstance(found, BlockedError)
    assert len(seen) == 1


def test_the_time_of_a_fetch_runs_on_over_such_pages() -> None:
    found, _ = go({"/start": answer(meta("0;url=/next")), "/next": hang()})
    assert "longer than 20 seconds" in str(found)


@pytest.mark.timed
@pytest.mark.parametrize(
    "part", ["<meta refresh ", "<meta a='", 'a="', "<!--", "<script>", "<![CDATA[", "http-equiv="]
)
def test_no_start_of_a_page_takes_long_to_look_at(part: str) -> None:
    body = ("<meta http-equiv=refresh content=" + part * 20_000)[:16_384].encode()
    with takes(0.2, time.process_time):
        assert refresh_target({}, "text/html", body) is None


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


# --- changed since? --------------------------------------------------------------------------

NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: W/"abc-1"\r\n'


@pytest.mark.parametrize(
    "stray",
    [
        b"Content-Length: 10\r\n\r\nstray body",
        b"\r\nstray body",
        b"Content-Length: 0\r\n\r\n<html>stray</html>",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nstray\r\n0\r\n\r\n",
        b"Content-Encoding: gzip\r\nContent-Length: 99\r\n\r\n",
        b"Content-Type: text/html\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello",
    ],
)
def test_304_means_nothing_new_whatever_comes_with_it(stray: bytes) -> None:
    async def scenario(web: HostileWeb) -> None:
        async def play(writer: asyncio.StreamWriter, _seen: Seen) -> None:
            writer.write(NOT_MODIFIED + stray)

        web.plays |= {"/feed": play, "/story": HELLO}
        known = Validators(etag='W/"abc-1"')
        async with fetcher(web, attempts=3) as reader:
            for _ in range(3):
                found = await outcome_of(reader.get(web.url("/feed"), validators=known))
                assert found == NotModified(web.url("/feed"))
            assert isinstance(await outcome_of(reader.get(web.url("/story"))), Page)
        assert web.paths() == ["/feed"] * 3 + ["/story"]
        assert web.seen[-2].headers["if-none-match"] == 'W/"abc-1"'

    with_web(scenario)


@pytest.mark.parametrize("hints", [1, 3])
def test_what_stands_behind_early_hints_and_their_answer_is_no_harm(hints: int) -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n" * hints
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    found = fetch_one(raw(early + head + b"hello and more"))
    assert isinstance(found, Page)
    assert found.body == b"hello"


def test_a_body_that_looks_like_a_head_is_a_body() -> None:
    body = b"HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body)
    for parts in ([head + body], [head, body], [head + body[:28], body[28:]]):
        found = fetch_one(raw(*parts, every_seconds=0.1))
        assert isinstance(found, Page)
        assert found.body == body


@pytest.mark.parametrize("surplus", [b"\n", b"\r\n\r\n", b" and more", b"<!-- cached -->" * 99])
def test_a_page_that_is_longer_than_it_says_is_read_as_far_as_it_says(surplus: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n"
    found = fetch_one(raw(head + b"hello" + surplus))
    assert isinstance(found, Page)
    assert found.body == b"hello"
