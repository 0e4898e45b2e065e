"""What may come as a body: kinds, charsets, packings, bombs, and every way to cut one off."""

import gzip
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from app.parts.reading.types import BlockedError, BrokenError, GoneError, Page
from app.parts.web.fetch import Accept
from app.parts.web.fetching.body import BoundedBody
from tests.servers.fetchers import fetch_one
from tests.servers.hostile_web import Play, answer, raw
from tests.timing import takes

HTML = b"<!doctype html><title>t</title><p>hello"
BOM = b"\xef\xbb\xbf"
RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title></channel></rss>"
STRAY = RSS.replace(b"<title>t", b"<title>a\x0bb\x10")
FIVE_MB = 5 * 1024 * 1024
# What is unpacked at a time: here all of the input is used up while there is more to come.
STEP = b"<p>" + b" " * (2 * 256 * 1024 - 3)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)


def labelled(content_type: str | None, body: bytes = HTML, **headers: Any) -> Play:
    return answer(body, content_type=content_type, **headers)


READ: dict[str, tuple[Play, bytes]] = {
    "html": (labelled("text/html"), HTML),
    "html in capitals": (labelled("Text/HTML; Charset=UTF-8"), HTML),
    "xhtml": (labelled("application/xhtml+xml"), HTML),
    "rss": (labelled("application/rss+xml", RSS), RSS),
    "atom": (labelled("application/atom+xml", RSS), RSS),
    "rdf": (labelled("application/rdf+xml", RSS), RSS),
    "xml": (labelled("text/xml", RSS), RSS),
    "a json feed": (labelled("application/feed+json", b'{"items": []}'), b'{"items": []}'),
    "a feed called html": (labelled("text/html", RSS), RSS),
    "a feed called plain": (labelled("text/plain", RSS), RSS),
    "a feed called bytes": (labelled("application/octet-stream", RSS), RSS),
    "a feed without a type": (labelled(None, RSS), RSS),
    **{
        f"a feed called {kind}": (labelled(kind, RSS), RSS)
        for kind in (
            *("text/atom+xml", "application/atom", "application/x-xml", "text/x-xml", "text/rdf"),
            *("application/vnd.news+xml", "application/rss", "application/x-rss+xml", "text/rss"),
            *("application/xml+rss", "application/x-atom+xml", "application/rss+xml;charset=utf8"),
            *("unknown/unknown", "application/force-download", "*/*"),
        )
    },
    **{
        f"a JSON feed called {kind}": (labelled(kind, b'{"items": []}'), b'{"items": []}')
        for kind in ("application/json", "text/json", "application/x-json", "application/ld+json")
    },
    **{
        f"a feed with a stray byte called {kind}": (labelled(kind, STRAY), STRAY)
        for kind in ("application/rss+xml", "text/plain", "application/octet-stream", None)
    },
    "a page with a type of nonsense": (labelled("html"), HTML),
    "a page with two types": (labelled("text/html, text/html"), HTML),
    "a page with a byte order mark": (labelled(None, BOM + HTML), BOM + HTML),
    "a page in UTF-16 with a mark": (
        labelled("text/plain", "\ufeffhello".encode("utf-16-le")),
        "\ufeffhello".encode("utf-16-le"),
    ),
    "a page in UTF-16 that says so": (
        labelled("text/plain; charset=utf-16le", "hello".encode("utf-16-le")),
        "hello".encode("utf-16-le"),
    ),
    "gzip": (labelled("text/html", gzip.compress(HTML), Content_Encoding="gzip"), HTML),
    "x-gzip": (labelled("text/html", gzip.compress(HTML), Content_Encoding="X-GZip"), HTML),
    "gzip in two members": (
        labelled("text/html", gzip.compress(HTML) + gzip.compress(HTML), Content_Encoding="gzip"),
        HTML * 2,
    ),
    "gzip in two members, byte by byte": (
        raw(
            OK + b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
            *(bytes([byte]) for byte in gzip.compress(HTML) + gzip.compress(HTML)),
        ),
        HTML * 2,
    ),
    "gzip with padding after it": (
        labelled("text/html", gzip.compress(HTML) + b"\0" * 20, Content_Encoding="gzip"),
        HTML,
    ),
    "gzip byte by byte": (
        raw(
            OK + b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
            *(bytes([byte]) for byte in gzip.compress(HTML)),
        ),
        HTML,
    ),
    "deflate": (labelled("text/html", zlib.compress(HTML), Content_Encoding="deflate"), HTML),
    "deflate without its wrapping": (
        labelled("text/html", raw_deflate(HTML), Content_Encoding="deflate"),
        HTML,
    ),
    "no packing, said aloud": (labelled("text/html", Content_Encoding="identity"), HTML),
    "a charset called a packing": (labelled("text/html", Content_Encoding="UTF-8"), HTML),
    "gzip in two lines": (
        raw(
            OK + b"Content-Type: text/html\r\nContent-Encoding: aws-chunked\r\n"
            b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(HTML)
        ),
        HTML,
    ),
    "gzip after another word": (
        labelled("text/html", gzip.compress(HTML), Content_Encoding="aws-chunked, gzip"),
        HTML,
    ),
    "gzip before a comma": (
        labelled("text/html", gzip.compress(HTML), Content_Encoding="gzip,"),
        HTML,
    ),
    "gzip in quotes": (labelled("text/html", gzip.compress(HTML), Content_Encoding='"gzip"'), HTML),
    "gzip with a weight": (
        labelled("text/html", gzip.compress(HTML), Content_Encoding="gzip;q=1.0"),
        HTML,
    ),
    "a media type called a packing": (labelled("text/html", Content_Encoding="text/xml"), HTML),
    "a charset without a dash called a packing": (
        labelled("text/html", Content_Encoding="UTF8"),
        HTML,
    ),
    "what a store did called a packing": (
        labelled("text/html", Content_Encoding="aws-chunked"),
        HTML,
    ),
    "an empty list of packings": (labelled("text/html", Content_Encoding=" , ,"), HTML),
    "a feed packed without a word": (labelled("application/rss+xml", gzip.compress(RSS)), RSS),
    "a page packed without a word": (labelled("text/html", gzip.compress(HTML)), HTML),
    "a json feed packed without a word": (
        labelled("application/feed+json", gzip.compress(b'{"items": []}')),
        b'{"items": []}',
    ),
    "a page packed without a word, byte by byte": (
        raw(
            OK + b"Content-Type: text/html\r\n\r\n",
            *(bytes([byte]) for byte in gzip.compress(HTML)),
        ),
        HTML,
    ),
    "a page packed under the name of another thing": (
        labelled("text/html", gzip.compress(HTML), Content_Encoding="text/html"),
        HTML,
    ),
    "a page packed twice, once without a word": (
        labelled("text/html", gzip.compress(gzip.compress(HTML)), Content_Encoding="gzip"),
        HTML,
    ),
    "a page packed twice without a word": (
        labelled("text/html", gzip.compress(gzip.compress(HTML))),
        HTML,
    ),
    "a page of one byte": (labelled("text/html", b"x"), b"x"),
    "a page of just a step": (
        labelled("text/html", raw_deflate(STEP), Content_Encoding="deflate"),
        STEP,
    ),
    "a packed sitemap": (labelled("application/x-gzip", gzip.compress(RSS)), RSS),
    "a packed sitemap, packed": (
        labelled("application/gzip", gzip.compress(gzip.compress(RSS)), Content_Encoding="gzip"),
        RSS,
    ),
    "chunks": (raw(CHUNKED + chunked(HTML[:9], HTML[9:], b"")), HTML),
    "an end by hanging up": (raw(OK + b"Content-Type: text/html\r\n\r\n" + HTML), HTML),
    "HTTP/1.0": (raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML), HTML),
    "a very long header": (labelled("text/html", Content_Security_Policy="x" * 20_000), HTML),
    "a header that is no ASCII": (labelled("text/html", X_Title="caf\xe9"), HTML),
    "a reason that is no ASCII": (raw(b"HTTP/1.1 200 caf\xe9\r\n\r\nhi"), b"hi"),
}  # fmt: skip

FAILED: dict[str, tuple[Play, type[Exception]]] = {
    "a picture": (labelled("image/png"), GoneError),
    "a film": (labelled("video/mp4"), GoneError),
    "a PDF": (labelled("application/pdf"), GoneError),
    "an archive": (labelled("application/zip"), GoneError),
    "a style sheet": (labelled("text/css"), GoneError),
    "a script": (labelled("application/javascript"), GoneError),
    "a drawing": (labelled("image/svg+xml"), GoneError),
    "a PDF called a page": (labelled("text/html", b"%PDF-1.7 ..."), GoneError),
    "a picture called a page": (labelled("text/html", b"\x89PNG\r\n\x1a\n..."), GoneError),
    "an archive without a type": (labelled(None, b"PK\x03\x04..."), GoneError),
    "bytes": (labelled("application/octet-stream", bytes(range(256))), GoneError),
    "zeros called plain": (labelled("text/plain", b"a\0b"), GoneError),
    "nothing": (labelled("text/html", b""), BrokenError),
    "204": (answer(status="204 No Content"), BrokenError),
    "206": (answer(HTML, status="206 Partial Content"), BrokenError),
    "304 unasked": (raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), BrokenError),
    "a redirect to nowhere": (answer(status="302 Found"), BrokenError),
    "a body cut short": (raw(OK + b"Content-Length: 99\r\n\r\n" + HTML), BrokenError),
    "chunks cut short": (raw(CHUNKED + chunked(HTML)), BrokenError),
    "chunks of nonsense": (raw(CHUNKED + b"zz\r\nhello\r\n"), BrokenError),
    "gzip cut short": (
        labelled("text/html", gzip.compress(HTML)[:-9], Content_Encoding="gzip"),
        BrokenError,
    ),
    "gzip of one byte": (labelled("text/html", b"\x1f", Content_Encoding="gzip"), BrokenError),
    "gzip that is none": (labelled("text/html", HTML, Content_Encoding="gzip"), BrokenError),
    "gzip with a wrong sum": (
        labelled("text/html", gzip.compress(HTML)[:-8] + b"\1" * 8, Content_Encoding="gzip"),
        BrokenError,
    ),
    "deflate that is none": (labelled("text/html", HTML, Content_Encoding="deflate"), BrokenError),
    "a packed page cut short, without a word": (
        labelled("text/html", gzip.compress(HTML)[:-9]),
        BrokenError,
    ),
    "a packed page with a wrong sum, without a word": (
        labelled("text/html", gzip.compress(HTML)[:-8] + b"\1" * 8),
        BrokenError,
    ),
    "a picture packed without a word": (
        labelled("text/html", gzip.compress(b"\x89PNG\r\n\x1a\n...")),
        GoneError,
    ),
    "bytes packed without a word": (
        labelled("application/octet-stream", gzip.compress(bytes(range(256)))),
        GoneError,
    ),
    "compress": (labelled("text/html", b"\x1f\x9d", Content_Encoding="compress"), GoneError),
    "br among other words": (
        labelled("text/html", b"\x0b\x02\x80hi\x03", Content_Encoding="utf-8, br"),
        GoneError,
    ),
    "br": (labelled("text/html", b"\x0b\x02\x80hi\x03", Content_Encoding="br"), GoneError),
    "zstd": (labelled("text/html", b"\x28\xb5\x2f\xfd", Content_Encoding="zstd"), GoneError),
    "gzip in gzip": (
        labelled("text/html", gzip.compress(gzip.compress(HTML)), Content_Encoding="gzip, gzip"),
        GoneError,
    ),
    "no answer": (raw(b""), BrokenError),
    "half a status line": (raw(b"HTTP/1.1 2"), BrokenError),
    "another protocol": (raw(b"220 mail.example ESMTP\r\n"), BrokenError),
    "a status of letters": (raw(b"HTTP/1.1 OK OK\r\n\r\n"), BrokenError),
    "a header without a colon": (raw(OK + b"nonsense\r\n\r\nhi"), BrokenError),
    "a header too long": (labelled("text/html", X="x" * 100_000), BrokenError),
    "too many headers": (raw(OK + b"X: y\r\n" * 5_000 + b"\r\n"), BrokenError),
    "a length of nonsense": (raw(OK + b"Content-Length: -5\r\n\r\nhi"), BrokenError),
    "two lengths": (raw(OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi!"), BrokenError),
    "a refusal packed as br": (
        answer(b"\x0b\x02", status="403 Forbidden", Content_Encoding="br"),
        BlockedError,
    ),
    "a missing page cut short": (
        raw(b"HTTP/1.1 404 Not Found\r\nContent-Length: 99\r\n\r\nhi"),
        GoneError,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_a_document_is_read_whatever_its_packing(kind: str) -> None:
    play, body = READ[kind]
    found = fetch_one(play)
    assert isinstance(found, Page), found
    assert found.body == body


@pytest.mark.parametrize("kind", FAILED)
def test_what_cannot_be_read_is_a_named_failure(kind: str) -> None:
    play, failure = FAILED[kind]
    assert isinstance(fetch_one(play), failure)


@pytest.mark.parametrize(
    ("header", "media", "charset"),
    [
        ("text/html; charset=utf-8", "text/html", "utf-8"),
        ('Text/HTML;charset="ISO-8859-1"', "text/html", "iso-8859-1"),
        ("text/html; CharSet = 'windows-1252'; x=y", "text/html", "windows-1252"),
        ("text/html; charset=", "text/html", None),
        ("text/html; charset=\u00fc" + "x" * 99, "text/html", None),
        ("text/html", "text/html", None),
        (None, "", None),
    ],
)
def test_a_page_names_its_type_and_charset(
    header: str | None, media: str, charset: str | None
) -> None:
    found = fetch_one(answer("hello", content_type=header))
    assert isinstance(found, Page)
    assert (found.content_type, found.charset) == (media, charset)


def test_a_caller_that_wants_a_document_is_not_given_a_feed_format() -> None:
    feed = labelled("application/rss+xml", RSS)
    assert isinstance(fetch_one(feed, accept=Accept.DOCUMENT), GoneError)
    assert isinstance(fetch_one(feed, accept=Accept.FEED), Page)
    json = labelled("application/json", b"{}")
    assert isinstance(fetch_one(json, accept=Accept.DOCUMENT | Accept.SITEMAP), GoneError)


# --- bombs -----------------------------------------------------------------------------------


def bomb(wbits: int) -> bytes:
    """About one megabyte that unpacks to one gigabyte: the same packed block again and again."""
    packer = zlib.compressobj(9, wbits=wbits)
    block = bytes(1024 * 1024)
    first = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * 1023


def padded(wbits: int) -> bytes:
    """A small packed page with a gigabyte of nothing behind it, packed."""
    packer = zlib.compressobj(9, wbits=wbits)
    start = packer.compress(gzip.compress(HTML)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + bomb(wbits)[2 if wbits == 15 else 10 :]


def peak_memory_bytes() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def forget_peak_memory() -> None:
    Path("/proc/self/clear_refs").write_text("5")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize(
    ("packed", "headers"),
    [
        (bomb(31), {"Content-Encoding": "gzip"}),
        (bomb(15), {"Content-Encoding": "deflate"}),
        (bomb(-15), {"Content-Encoding": "deflate"}),
        (gzip.compress(bomb(31)), {"Content-Encoding": "gzip, gzip"}),
        (bomb(31), {"Content-Type": "application/gzip"}),
        (bomb(31), {"Content-Encoding": "aws-chunked"}),
        (padded(31), {"Content-Encoding": "gzip"}),
        (padded(15), {"Content-Encoding": "deflate"}),
        (gzip.compress(bomb(31)), {"Content-Encoding": "gzip", "Content-Type": "application/gzip"}),
        (bomb(31), {"Content-Encoding": "br"}),
        (bomb(31), {"Content-Encoding": "zstd"}),
    ],
)
def test_a_bomb_is_stopped_before_it_takes_memory(packed: bytes, headers: dict[str, str]) -> None:
    lines = {"Content-Type": "text/html", **headers}
    named: dict[str, Any] = {name.replace("-", "_"): value for name, value in lines.items()}
    play = answer(packed, content_type=None, **named)
    forget_peak_memory()
    before = peak_memory_bytes()
    assert isinstance(fetch_one(play), GoneError)
    assert peak_memory_bytes() - before < 50 * 1024 * 1024


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize(("coding", "wbits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_a_bomb_is_unpacked_to_the_limit_and_no_further(coding: str, wbits: int) -> None:
    packed, body = bomb(wbits), BoundedBody(coding, FIVE_MB)
    forget_peak_memory()
    before = peak_memory_bytes()
    assert not body.add(packed)
    assert body.over
    assert len(body.finish()) == FIVE_MB
    assert peak_memory_bytes() - before < 50 * 1024 * 1024


@pytest.mark.timed
@pytest.mark.parametrize(
    ("content_type", "coding"), [("text/html", "gzip"), ("application/gzip", "identity")]
)
def test_empty_members_without_end_do_not_keep_us_busy(content_type: str, coding: str) -> None:
    packed = gzip.compress(b"") * (FIVE_MB // 20)
    with takes(1.0, time.process_time):
        found = fetch_one(answer(packed, content_type=content_type, Content_Encoding=coding))
    assert isinstance(found, BrokenError)


def test_what_is_packed_counts_towards_the_limit_too() -> None:
    body = BoundedBody("gzip", 10_000)
    assert not body.add(gzip.compress(b"hello") + b"\0" * 10_000)
    assert body.over
