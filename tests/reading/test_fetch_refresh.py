"""Pages that send their readers on by themselves."""

import gzip
import time
from pathlib import Path

import pytest

from app.parts.reading.types import (
    BlockedError,
    GoneError,
    Page,
    RefusedAddressError,
)
from app.parts.web.fetching.redirects import refresh_target
from tests.servers.fetchers import fetcher, outcome_of, with_web
from tests.servers.hostile_web import HostileWeb, answer, hang, redirect
from tests.servers.ways import HELLO, go, on, unless_it_has
from tests.timing import takes


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


@pytest.mark.data
def test_no_real_article_sends_its_reader_on(data_directory: Path) -> None:
    pages = sorted(data_directory.glob("articles*/html/*.gz"))
    assert len(pages) > 300
    bodies = ((page.name, gzip.decompress(page.read_bytes())) for page in pages)
    assert [name for name, body in bodies if refresh_target({}, "text/html", body)] == []
