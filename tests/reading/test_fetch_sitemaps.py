"""Sitemaps may be larger than pages (sitemaps.org: 50 MB), and take no more memory for it."""

import gzip
import os
import zlib
from typing import Any

import pytest

from app.parts.reading.types import GoneError, Page
from app.parts.web.fetch import Accept, FetchLimits
from app.parts.web.fetching.body import BoundedBody, unpack_file
from tests.servers.fetchers import fetch_one
from tests.servers.hostile_web import Play, answer, hang, raw

MB = 1024 * 1024
PAGE_MB, SITEMAP_MB = 5, 50
ENTRY = (
    b"<url><loc>https://a.example/2026/11/20/story-%06d</loc><lastmod>2026-11-20</lastmod></url>\n"
)
HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/">\n'
)
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"


def sitemap(megabytes: float, head: bytes = HEAD) -> bytes:
    room = int(megabytes * MB) - len(head)
    entries = b"".join(ENTRY % number for number in range(room // len(ENTRY % 1)))
    return head + entries


def served(body: bytes, content_type: str = "text/xml", **headers: Any) -> Play:
    return answer(body, content_type=content_type, **headers)


def chunked(body: bytes) -> Play:
    return raw(CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))


LARGE = sitemap(8)
WAYS = {
    "as it is": served(LARGE),
    "of undeclared size": chunked(LARGE),
    "packed on the way": served(gzip.compress(LARGE, 1), Content_Encoding="gzip"),
    "as a packed file": served(gzip.compress(LARGE, 1), "application/x-gzip"),
    "as a packed file, packed": served(
        gzip.compress(gzip.compress(LARGE, 1), 1), "application/gzip", Content_Encoding="gzip"
    ),
    "called a page": served(LARGE, "text/html"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_sitemap_of_eight_megabytes_is_read(way: str) -> None:
    found = fetch_one(WAYS[way])
    assert isinstance(found, Page), found
    assert gzip.decompress(found.body) == LARGE
    assert len(found.body) < PAGE_MB * MB


def test_a_sitemap_no_larger_than_a_page_is_as_it_came() -> None:
    small = sitemap(1)
    found = fetch_one(served(small))
    assert isinstance(found, Page)
    assert found.body == small


STARTS = {
    "an index": b"<sitemapindex>\n",
    "a prefix": b"<sm:urlset xmlns:sm='x'>\n",
    "blank lines and a mark": b"\xef\xbb\xbf\n\n<urlset>\n",
    "a style sheet and comments": b"<?xml version='1.0'?><?xml-stylesheet href='s.xsl'?>\n"
    b"<!-- made\n> by us --><!-- today --><!DOCTYPE urlset>\n<urlset>\n",
    "lines of addresses": b"https://a.example/1\r\nhttps://a.example/2\r\n",
}


@pytest.mark.parametrize("start", STARTS)
def test_a_sitemap_is_known_by_its_start(start: str) -> None:
    body = sitemap(6, STARTS[start])
    assert gzip.decompress(unpack_file(body, PAGE_MB * MB, SITEMAP_MB * MB)) == body


NO_SITEMAPS = {
    "a page": b"<!doctype html><html><body>",
    "a page that speaks of sitemaps": b"<!doctype html><!-- <urlset> --><html><p><urlset>",
    "a feed": b"<?xml version='1.0'?><rss version='2.0'><channel>",
    "a feed with a sitemap inside": b"<rss><urlset>",
    "a text that begins with an address": b"https://a.example/1 is where we met\n",
    "comments without end": b"<!--" * 1_000,
    "declarations without end": b"<!x><?y?><!-- z -->" * 1_000,
}


@pytest.mark.parametrize("start", NO_SITEMAPS)
def test_what_is_no_sitemap_may_be_no_larger_than_a_page(start: str) -> None:
    body = sitemap(6, NO_SITEMAPS[start])
    for play in (served(body), chunked(body), served(gzip.compress(body, 1), "application/gzip")):
        found = fetch_one(play)
        assert isinstance(found, GoneError)
        assert "larger than 5.0 MB" in str(found)


def test_a_caller_that_wants_no_sitemap_is_given_no_more_than_a_page() -> None:
    assert isinstance(fetch_one(served(LARGE), accept=Accept.DOCUMENT | Accept.FEED), GoneError)


def test_a_page_whose_declared_size_is_a_sitemap_s_is_not_read_to_its_limit() -> None:
    start = b"<html>" + b"x" * 2_000
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (9 * MB)
    assert isinstance(fetch_one(hang(head + start)), GoneError)


@pytest.mark.parametrize("wbits", [0, 31])
def test_a_sitemap_past_its_limit_is_not_read(wbits: int) -> None:
    limits = FetchLimits()
    assert limits.max_sitemap_bytes == SITEMAP_MB * MB
    body = BoundedBody("gzip" if wbits else "", limits.max_body_bytes, limits.max_sitemap_bytes)
    packer = zlib.compressobj(1, wbits=31) if wbits else None
    taken = 0
    block = ENTRY % 1 * 10_000
    for part in (HEAD, *[block] * 100):
        taken += len(part)
        if not body.add(
            packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH) if packer else part
        ):
            break
    assert SITEMAP_MB * MB < taken < (SITEMAP_MB + 1) * MB
    assert "larger than 50.0 MB" in str(body.too_large())


def test_a_sitemap_that_cannot_be_kept_small_is_not_read() -> None:
    body = BoundedBody("", PAGE_MB * MB, SITEMAP_MB * MB)
    taken = 0
    for part in (HEAD, *(os.urandom(MB).hex().encode() for _ in range(20))):
        taken += len(part)
        if not body.add(part):
            break
    assert taken < 3 * PAGE_MB * MB
    assert "larger than 5.0 MB" in str(body.too_large())
