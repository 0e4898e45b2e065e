"""What must hold for every input, tried on many."""

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from app.parts.reading.clean import one_line, plain_line, visible
from app.parts.reading.dates import parse_date
from app.parts.reading.decode import decode
from app.parts.reading.discover import discover
from app.parts.reading.extract import extract
from app.parts.reading.same_site import same_site
from app.parts.reading.story import is_story
from app.parts.reading.types import DocumentKind, UnreadableError
from app.parts.reading.urls import absolute_url, normal_url
from tests.reading.pages import article, page, rss

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KINDS: tuple[DocumentKind | None, ...] = (None, "feed", "sitemap", "page")

markup = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<div hidden>",
                "<a href='/x-y-z-w'>",
                "</a>",
                "<table><tr><td>",
                "<b/>",
            ),
            *("<script type='application/ld+json'>", "</script>", '{"@type":"Article"}', "<time>"),
            *("<item>", "<link>", "</item>", "<entry/>", "<![CDATA[", "]]>", "<!--", "-->", "&#0;"),
            *("<url><loc>", "http://a.example/", "A sentence of text that goes on. ", "<", "\x00"),
        ]
    ),
    max_size=40,
).map("".join)


@given(st.text())
def test_a_key_is_its_own_key(url: str) -> None:
    assert normal_url(normal_url(url)) == normal_url(url)


@given(st.text(alphabet="abc./?#&=%-_~:@;é ", max_size=60))
def test_a_web_address_s_key_is_its_own_key(rest: str) -> None:
    key = normal_url(f"https://a.example/{rest}")
    assert normal_url(key) == key


@given(st.text(), st.text())
def test_addresses_never_fail(one: str, other: str) -> None:
    absolute_url(one, other)
    same_site(one, other)
    is_story(one, other)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    clean = visible(text)
    assert visible(clean) == clean
    assert not any(
        unicodedata.category(mark) in {"Cc", "Cs"} for mark in clean if mark not in "\n\t"
    )


@given(st.text(max_size=200), st.integers(2, 50))
def test_a_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    for line in (one_line(text, limit), plain_line(text, limit)):
        assert line is None or (0 < len(line) <= limit and len(line.splitlines()) == 1)


@given(st.binary(), st.sampled_from([None, "utf-8", "latin1", "utf-16", "gbk", "nonsense", ""]))
def test_any_bytes_decode(body: bytes, charset: str | None) -> None:
    decode(body, charset)


@given(st.text(max_size=100))
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or moment.tzinfo is not None


@settings(max_examples=150, deadline=None)
@given(markup, st.sampled_from([article, rss]), st.sampled_from(KINDS))
def test_any_markup_is_read_or_refused_for_a_reason(
    inner: str, around: Callable[[str], str], kind: DocumentKind | None
) -> None:
    document = page(around(inner))
    with suppress(UnreadableError):
        extract(document)
    with suppress(UnreadableError):
        discover(document, kind=kind, now=NOON)
