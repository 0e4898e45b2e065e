"""Documents made to break a reader: each ends in time, in a result or a typed reason.

What must be refused, or may be, is read with a second of processor time, so that the tests are
fast; what must be read has all the time that a slow machine needs.
"""

import asyncio
import gzip
import json
import resource
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.reading.types import Discovery, Extract, Page, UnreadableError
from app.parts.reading.worker_protocol import ExtractionLimits
from tests.reading.pages import SENTENCES, article, page, paragraphs, rss
from tests.timing import allowed

STRICT = ExtractionLimits(cpu_seconds=1.0, wall_seconds=2.0)
PATIENT = ExtractionLimits(cpu_seconds=120.0, wall_seconds=240.0)
# The requirement's figure. Under the strict limits it is reached only through the replacement of
# a stopped process, which a busy machine starts late.
ALLOWED_SECONDS = 6.0

Outcome = Extract | Discovery | UnreadableError
Check = Callable[[Outcome], bool]


def is_read(outcome: Outcome) -> bool:
    return isinstance(outcome, Extract) and SENTENCES[1] in outcome.text


def is_found(outcome: Outcome) -> bool:
    return isinstance(outcome, Discovery) and len(outcome.links) >= 1


def is_refused(outcome: Outcome) -> bool:
    return isinstance(outcome, UnreadableError) and 10 < len(str(outcome)) < 200


def is_bounded(outcome: Outcome) -> bool:
    return isinstance(outcome, Extract) and len(outcome.title or "") <= 300


def is_either(outcome: Outcome) -> bool:
    return is_refused(outcome) or isinstance(outcome, Extract | Discovery)


@dataclass(frozen=True)
class Hostile:
    document: Page
    check: Check
    discover: bool = False


def _laughs(root: str) -> str:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)
    )
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>{root}'


def _quadratic(root: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>' + root.replace("&a9;", "&a;" * 20_000)


def _external(root: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>{root}'


LAUGHING_FEED = (
    "<rss version='2.0'><channel><title>&a9;</title><item><title>&a9;</title>"
    "<link>https://a.example/1</link></item></channel></rss>"
)
LAUGHING_MAP = "<urlset><url><loc>https://a.example/&a9;</loc></url></urlset>"
ITEM = "<title>x</title><link>https://a.example/1</link>"
TEXT = paragraphs()


def _article(content: str, **more: str) -> Page:
    return page(article(content, **more))


def _feed(body: str | bytes) -> Page:
    return page(body, url="https://a.example/feed", content_type="application/rss+xml")


HOSTILE = {
    # markup that costs time
    "300,000 table rows": Hostile(
        _article("<table>" + "<tr><td>a</td><td>1</td></tr>" * 300_000 + "</table>"), is_refused
    ),
    "20,000 nested divs": Hostile(_article("<div>" * 20_000 + TEXT + "</div>" * 20_000), is_either),
    "20,000 nested tables": Hostile(_article("<table><tr><td>" * 20_000 + TEXT), is_either),
    "20,000 nested inline": Hostile(_article(TEXT + "<b><i>" * 10_000), is_either),
    "20,000 nested lists": Hostile(_article(TEXT + "<ul><li>" * 10_000), is_either),
    "200,000 attributes": Hostile(
        page("<html " + " ".join(f"a{n}=1" for n in range(200_000)) + ">" + TEXT), is_refused
    ),
    "half a million paragraphs": Hostile(_article("<p>x</p>" * 500_000), is_refused),
    "100,000 links": Hostile(
        _article("".join(f"<a href='/a-b-c-d-{n}'>a b c d e f g</a>" for n in range(100_000))),
        is_found,
        discover=True,
    ),
    "huge colspan": Hostile(
        _article(TEXT + "<table><tr><td colspan=9007199254740991 rowspan=99999>x</table>"), is_read
    ),
    "10,000 nested hidden": Hostile(
        _article(TEXT + "<div style='display:none'><p>x</p>" * 10_000), is_either
    ),
    "3 MB of <": Hostile(page("<" * 3_000_000), is_either),
    "3 MB of unclosed comments": Hostile(page("<!--" * 750_000), is_either),
    "unclosed tags": Hostile(page(article()[:-30] + "<div class='" + "x" * 1_000_000), is_either),
    # patterns that make regexes backtrack
    "4 MB of spaces": Hostile(_article(" " * 4_000_000 + TEXT), is_either),
    "spaces in a title": Hostile(_article(TEXT, title="a" + " -" * 200_000), is_bounded),
    "dashes in a title": Hostile(_article(TEXT, title="- | - " * 100_000), is_bounded),
    "quotes in a script": Hostile(
        page("<html><script>" + '\\"' * 500_000 + "</script><p>x</p>"), is_either
    ),
    "backslashes in a script": Hostile(
        page('<html><script>"' + "\\" * 1_000_001 + "</script><p>x</p>"), is_either
    ),
    "tags in a summary": Hostile(
        _feed(rss(ITEM + "<description>" + "&lt;script" * 100_000 + "</description>")),
        is_found,
        discover=True,
    ),
    "scripts without end in a summary": Hostile(
        _feed(rss(*[ITEM + f"<description>{'&lt;script&gt;' * 20_000}</description>"] * 5)),
        is_found,
        discover=True,
    ),
    "digits in a date": Hostile(
        _article(TEXT, head=f'<meta name="date" content="{"1-" * 500_000}">'), is_read
    ),
    "names in an author": Hostile(
        _article(TEXT, head=f'<meta name="author" content="{"and " * 250_000}">'), is_read
    ),
    "a style without end": Hostile(
        _article(TEXT + f"<p style='{'display:' * 100_000}'>x</p>"), is_read
    ),
    "entities in a description": Hostile(
        _article(TEXT, head=f'<meta name="description" content="{"&amp;amp;" * 200_000}">'), is_read
    ),
    # JSON-LD
    "deep JSON-LD": Hostile(
        _article(TEXT, head=f'<script type="application/ld+json">{"[" * 200_000}</script>'), is_read
    ),
    "wide JSON-LD": Hostile(
        _article(
            TEXT,
            head='<script type="application/ld+json">'
            + json.dumps([{"@type": "NewsArticle", "author": [{"name": "x"}] * 50}] * 500)
            + "</script>",
        ),
        is_read,
    ),
    "huge number in JSON-LD": Hostile(
        _article(
            TEXT,
            head=f'<script type="application/ld+json">{{"@type":"Article","x":{"9" * 9_000}}}'
            "</script>",
        ),
        is_read,
    ),
    # XML
    "billion laughs in a feed": Hostile(_feed(_laughs(LAUGHING_FEED)), is_either, discover=True),
    "billion laughs in a sitemap": Hostile(page(_laughs(LAUGHING_MAP)), is_either, discover=True),
    "billion laughs in a page": Hostile(page(_laughs(f"<html>{TEXT}&a9;</html>")), is_either),
    "quadratic entities in a feed": Hostile(
        _feed(_quadratic(LAUGHING_FEED)), is_either, discover=True
    ),
    "quadratic entities in a sitemap": Hostile(
        page(_quadratic(LAUGHING_MAP)), is_either, discover=True
    ),
    "external entity in a feed": Hostile(
        _feed(_external(LAUGHING_FEED)),
        lambda outcome: is_either(outcome) and "root:" not in str(outcome),
        discover=True,
    ),
    "external entity in a sitemap": Hostile(
        page(_external(LAUGHING_MAP)),
        lambda outcome: is_either(outcome) and "root:" not in str(outcome),
        discover=True,
    ),
    "deep feed": Hostile(_feed(rss(ITEM + "<a>" * 20_000)), is_either, discover=True),
    "100,000 feed items": Hostile(_feed(rss(*[ITEM] * 100_000)), is_either, discover=True),
    "200,000 sitemap entries": Hostile(
        page("<urlset>" + "<url><loc>https://a.example/x</loc></url>" * 200_000 + "</urlset>"),
        is_either,
        discover=True,
    ),
    "gzip bomb as a sitemap": Hostile(
        page(gzip.compress(bytes(100 * 1024 * 1024), compresslevel=1)), is_refused, discover=True
    ),
    # wrong bytes
    "wrong charset": Hostile(page(article(TEXT).encode("utf-16"), charset="iso-8859-1"), is_read),
    "charset that is a codec": Hostile(page(article(TEXT), charset="zip"), is_read),
    "NUL bytes inside": Hostile(page(article(TEXT.replace(" ", " \x00"))), is_read),
    "control characters": Hostile(page(article(TEXT + "\x01\x02\x1b[31m")), is_read),
    "lone surrogates": Hostile(page(article(TEXT).encode() + b"\xed\xa0\x80\xed\xbf\xbf"), is_read),
    "BOM in the middle": Hostile(page(article(TEXT.replace(". ", ". \ufeff"))), is_read),
    "cut in a tag": Hostile(page(article(TEXT)[:-80]), is_read),
    "cut in a character": Hostile(
        page(article(TEXT + "é").encode()[: -len("</article>")]), is_read
    ),
    "binary": Hostile(page(zlib.compress(bytes(range(256)) * 4_000)), is_refused),
    "random bytes that begin like a page": Hostile(
        page(b"<html>" + bytes(range(256)) * 2_000), is_either
    ),
    "empty": Hostile(page(b""), is_refused),
    "only a BOM": Hostile(page(b"\xef\xbb\xbf"), is_refused),
    "PDF": Hostile(page(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3" + bytes(10_000)), is_refused),
    # addresses
    "base that is no address": Hostile(
        page(f"<base href='http://[::1'>{TEXT}<a href='http://['>x</a>"), is_either, discover=True
    ),
    "endless address": Hostile(
        _article(TEXT, head=f"<link rel=canonical href='https://{'a.' * 500_000}example'>"), is_read
    ),
}


async def _outcome(pool: ExtractionPool, hostile: Hostile, now: datetime) -> Outcome:
    try:
        if hostile.discover:
            return await pool.discover(hostile.document, now=now)
        return await pool.extract(hostile.document)
    except UnreadableError as error:
        return error


async def read_all() -> dict[str, tuple[Outcome, float]]:
    """Each document's outcome and seconds, all read by one pool one after another."""
    found = {}
    async with (
        ExtractionPool(limits=STRICT) as strict,
        ExtractionPool(limits=PATIENT, processes=1) as patient,
    ):
        await strict.extract(page(article()))
        for name, hostile in HOSTILE.items():
            pool = strict if hostile.check in {is_refused, is_either} else patient
            started = time.monotonic()
            outcome = await _outcome(pool, hostile, datetime.fromisoformat("2026-11-20T12:00Z"))
            found[name] = outcome, time.monotonic() - started
        # Nothing that came before may have hurt what comes after.
        found["a story"] = await strict.extract(page(article())), 0.0
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """`kilobytes`: the most memory of the process that had them read."""

    outcomes: dict[str, tuple[Outcome, float]]
    kilobytes: int


def read_and_measured() -> Reading:
    return Reading(asyncio.run(read_all()), most_kilobytes())


def most_kilobytes() -> int:
    """Of this process alone: to what getrusage says the parent adds its own at the fork."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


@pytest.fixture(scope="module")
def reading() -> Reading:
    """In a process of its own: this one's memory has the other tests' in it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(read_and_measured).result()


@pytest.fixture(scope="module")
def outcomes(reading: Reading) -> dict[str, tuple[Outcome, float]]:
    return reading.outcomes


@pytest.mark.long
@pytest.mark.timed
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_ends_in_time_with_a_result_or_a_reason(
    name: str, outcomes: dict[str, tuple[Outcome, float]]
) -> None:
    outcome, seconds = outcomes[name]
    assert HOSTILE[name].check(outcome), str(outcome)[:300]
    assert seconds <= allowed(ALLOWED_SECONDS)


@pytest.mark.long
def test_the_pool_reads_on_after_all_of_them(outcomes: dict[str, tuple[Outcome, float]]) -> None:
    assert is_read(outcomes["a story"][0])


@pytest.mark.long
def test_with_the_product_s_own_limits_the_worst_takes_six_seconds_of_the_processor(
    noon: datetime,
) -> None:
    async def read() -> Outcome:
        async with ExtractionPool(processes=1) as pool:
            return await _outcome(pool, HOSTILE["200,000 attributes"], noon)

    before = processor_seconds_of_children()
    assert is_refused(asyncio.run(read()))
    assert 4.5 <= processor_seconds_of_children() - before <= allowed(ALLOWED_SECONDS)


def processor_seconds_of_children() -> float:
    """Of those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.long
def test_the_parent_stays_small(reading: Reading) -> None:
    assert len(reading.outcomes) > 40
    assert reading.kilobytes < 600 * 1024
