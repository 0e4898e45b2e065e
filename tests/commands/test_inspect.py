"""`scout inspect` as a user runs it."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.agents.scout.commands.inspect_page import inspect_target
from app.agents.scout.commands.seen_page import Seen
from app.lib.errors import ScoutError
from tests.reading.pages import SENTENCES, article, rss
from tests.servers.news_web import NewsWeb, front_page, headline, story

FRONT = "https://a.example/"
STORY = "https://a.example/2026/11/20/pizza-oven-wins-the-prize"
INDEX = "<sitemapindex><sitemap><loc>https://a.example/news.xml</loc></sitemap></sitemapindex>"


Run = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Told:
    seen: Seen
    messages: str

    @property
    def titles(self) -> list[str | None]:
        return [link.title for link in self.seen.links]


def inspect(target: str | Path, url: str | None = None) -> Told:
    messages: list[str] = []
    seen = inspect_target(str(target), url, messages.append)
    return Told(seen, "\n".join(messages))


def as_a_user(*arguments: str) -> Run:
    return subprocess.run(
        [sys.executable, "-m", "app", "inspect", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[NewsWeb]:
    with NewsWeb() as web:
        monkeypatch.setenv("FETCH_ALLOWED_PRIVATE_HOSTS", web.address())
        yield web


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def test_a_story_is_printed_as_json_with_its_text(saved: Path) -> None:
    saved.write_text(article())
    run = as_a_user(str(saved), "--url", STORY, "--json")
    printed = json.loads(run.stdout)
    assert (run.returncode, printed["kind"], run.stderr) == (0, "article", "")
    assert printed["text"] == "\n".join(SENTENCES)
    assert list(printed) == [
        *("kind", "url", "canonical_url", "title", "authors", "published_at", "language", "text"),
        "links",
    ]


def test_what_cannot_be_read_is_said_on_stderr_and_exits_with_1(tmp_path: Path) -> None:
    path = tmp_path / "cut.xml.gz"
    path.write_bytes(gzip.compress(rss().encode())[:40])
    run = as_a_user(str(path), "--json")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "The page was cut off before its end.\n"


def test_a_page_of_much_text_and_few_links_is_a_story_whatever_its_address(saved: Path) -> None:
    saved.write_text(article())
    assert inspect(saved).seen.kind == "article"


def test_a_front_page_has_links_and_no_text(saved: Path) -> None:
    links = "".join(f"<p>{line} <a href='/2026/11/20/{line}'>{line}</a></p>" for line in SENTENCES)
    saved.write_text(f"<html><body>{links}</body></html>")
    told = inspect(saved, FRONT)
    assert (told.seen.kind, told.seen.text) == ("page", "")
    assert told.titles == list(SENTENCES)


def test_the_feed_that_a_saved_page_names_is_told(saved: Path) -> None:
    saved.write_text(front_page(1, feed="/feed").body)
    told = inspect(saved, FRONT)
    assert "This page names a feed: https://a.example/feed" in told.messages
    assert told.titles == [headline(1)]


def test_the_others_that_a_saved_sitemap_names_are_told(tmp_path: Path) -> None:
    path = tmp_path / "index.xml"
    path.write_text(INDEX)
    told = inspect(path)
    assert (told.seen.kind, told.seen.links) == ("sitemap", [])
    assert "https://a.example/news.xml" in told.messages


def test_of_an_address_the_feed_is_shown_that_the_agent_reads(web: NewsWeb) -> None:
    web.shows |= {"/": front_page(1, feed="/feed"), "/feed": web.feed(2, 3)}
    told = inspect(web.url("/").replace("http:", "HTTP:"))
    assert told.titles == [headline(2), headline(3)]
    assert f"This page names a feed: {web.url('/feed')}. The agent reads that" in told.messages


def test_a_feed_that_is_away_leaves_the_page_s_own_links(web: NewsWeb) -> None:
    web.shows["/"] = front_page(1, feed="/feed")
    told = inspect(web.url("/"))
    assert told.titles == [headline(1)]
    assert "the links are the page's own" in told.messages


def test_the_sitemaps_of_an_index_are_followed(web: NewsWeb) -> None:
    web.shows |= {"/index.xml": web.sitemap_index("/news.xml"), "/news.xml": web.sitemap(1, 2)}
    told = inspect(web.url("/index.xml"))
    assert told.seen.kind == "sitemap"
    assert len(told.titles) == 2
    assert web.url("/news.xml") in told.messages


def test_a_story_at_an_address_is_read(web: NewsWeb) -> None:
    web.shows["/story"] = story(1)
    told = inspect(web.url("/story"))
    assert (told.seen.kind, told.seen.title) == ("article", headline(1))


def test_of_a_page_that_asks_for_consent_it_is_said(saved: Path) -> None:
    asks = "We value your privacy. We and our 842 partners use cookies for personalised ads. "
    more = "You may accept or reject cookies, or manage what our partners store. " * 4
    saved.write_text(f"<title>Before you go on</title><article><p>{asks}{more}</p></article>")
    told = inspect(saved, STORY)
    assert told.messages.startswith("Its page asks for consent instead of telling the story.")
    saved.write_text(article())
    assert inspect(saved, STORY).messages == ""


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml.gz"
    path.write_bytes(gzip.compress(rss("<title>x</title><link>/1</link>").encode()))
    assert inspect(path).seen.kind == "feed"


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("x.xml.gz", b"<rss/>", "not packed with gzip"),
        ("empty.xml.gz", b"", "not packed with gzip"),
        ("cut.xml.gz", gzip.compress(rss().encode())[:40], "cut off before its end"),
        ("bad.xml.gz", b"\x1f\x8b\x08\x00" + b"\xff" * 60, "cannot be unpacked"),
        ("bomb.xml.gz", gzip.compress(bytes(6_000_000)), "larger than 5.0 MB"),
        ("large.html", b" " * 6_000_000, "larger than 5.0 MB"),
        ("none.html", None, "No such file"),
        ("empty.html", b"", "The page is empty"),
        ("bare.html", b"<html><body></body></html>", "no article text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_said_in_plain_words(
    name: str, body: bytes | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(ScoutError, match=said):
        inspect(path)


def test_a_story_without_text_is_a_failure_and_not_an_empty_story(saved: Path) -> None:
    saved.write_text("<html><body><img src='/oven.jpg'></body></html>")
    with pytest.raises(ScoutError, match="no article text"):
        inspect(saved, STORY)
