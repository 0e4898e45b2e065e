"""Answers with more behind them than they say."""

import asyncio

import pytest

from app.parts.reading.types import (
    NotModified,
    Page,
    Validators,
)
from tests.servers.fetchers import fetch_one, fetcher, outcome_of, with_web
from tests.servers.hostile_web import HostileWeb, Seen, raw
from tests.servers.ways import HELLO

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
