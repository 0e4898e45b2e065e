"""A server that never says 304 may send the same bytes again: they are not read once more."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

import pytest

from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.reading.types import Discovery, Page
from tests.gathering.newsdesk import Newsdesk, desk_with
from tests.servers.news_web import Shown, front_page, refusal


class CountingPool(ExtractionPool):
    """Remembers which documents it looked for links in, and how often it was started ahead."""

    read: ClassVar[list[str]] = []
    starts: ClassVar[int] = 0

    async def start(self) -> None:
        CountingPool.starts += 1
        await super().start()

    async def discover(self, page: Page, **how: object) -> Discovery:
        self.read.append(page.url)
        return await super().discover(page, **how)  # type: ignore[arg-type]


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Newsdesk]:
    CountingPool.read, CountingPool.starts = [], 0
    yield from desk_with(sqlite_url, CountingPool)


def test_the_same_feed_is_read_once_and_its_visits_say_the_same(desk: Newsdesk) -> None:
    desk.web.publish(1, 2)
    desk.web.shows["/feed"] = desk.web.feed(1, 2)
    feed = desk.source("/feed")
    [first] = desk.gather(feed)
    again = [desk.gather(feed)[0] for _ in range(3)]
    assert CountingPool.read == [feed.url]
    assert (first.status, first.found, first.new) == ("ok", 2, 2)
    assert [(visit.status, visit.found, visit.new) for visit in again] == [("ok", 2, 0)] * 3


def test_one_more_story_is_found(desk: Newsdesk) -> None:
    desk.web.publish(1, 2)
    desk.web.shows["/feed"] = desk.web.feed(1)
    desk.gather(desk.source("/feed"))
    desk.web.shows["/feed"] = desk.web.feed(1, 2)
    [visit] = desk.gather(desk.source("/feed"))
    assert (visit.status, visit.found, visit.new) == ("ok", 2, 1)


def test_the_feed_that_a_page_declares_is_read_once(desk: Newsdesk) -> None:
    desk.web.publish(1)
    desk.web.shows |= {"/": front_page(1, feed="/feed"), "/feed": desk.web.feed(1)}
    for _ in range(3):
        [visit] = desk.gather(desk.source("/"))
        assert (visit.status, visit.found) == ("ok", 1)
    assert CountingPool.read == [desk.web.url("/"), desk.web.url("/feed")]
    assert desk.web.asked()[-1] == "/feed", "it is still what is asked for"


def test_a_server_that_begins_to_send_an_etag_is_asked_with_it(desk: Newsdesk) -> None:
    shown = desk.web.feed(1)
    desk.web.publish(1)
    desk.web.shows["/feed"] = shown
    desk.gather(desk.source("/feed"))
    desk.web.shows["/feed"] = shown.with_etag("one")
    assert desk.gather(desk.source("/feed"))[0].status == "ok"
    assert desk.gather(desk.source("/feed"))[0].status == "not_modified"


def test_the_same_bytes_after_a_failure_are_a_success(desk: Newsdesk) -> None:
    desk.web.publish(1)
    shown = desk.web.shows["/feed"] = desk.web.feed(1)
    feed = desk.source("/feed")
    desk.gather(feed)
    desk.web.shows["/feed"] = refusal(503)
    assert desk.gather(feed)[0].status == "failed"
    desk.web.shows["/feed"] = shown
    desk.pass_minutes(60)
    [visit] = desk.gather(feed)
    assert (visit.status, visit.found, desk.site(feed).failures) == ("ok", 1, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"link_selector": ".story"}, {"link_selector": "a"}),
        ({}, {"kind": "page"}),
    ],
)
def test_other_settings_read_the_same_page_anew(
    desk: Newsdesk, before: dict[str, str], after: dict[str, str]
) -> None:
    desk.web.publish(1)
    desk.web.shows["/"] = front_page(1)
    desk.gather(desk.source("/", **before))
    desk.gather(desk.source("/", **after))
    assert CountingPool.read == [desk.web.url("/")] * 2


def test_the_same_bytes_of_another_kind_are_read_anew(desk: Newsdesk) -> None:
    """A server that is repaired may send the same file under its right name."""
    desk.web.publish(1)
    shown = desk.web.feed(1)
    desk.web.shows["/feed"] = replace(shown, kind="text/html; charset=utf-16")
    desk.gather(desk.source("/feed"))
    desk.web.shows["/feed"] = shown
    desk.pass_minutes(60)
    [visit] = desk.gather(desk.source("/feed"))
    assert (visit.status, visit.found) == ("ok", 1)


def test_another_release_reads_them_once_more(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.web.shows["/feed"] = Shown("<rss version='2.0'><channel></channel></rss>", "text/xml")
    desk.gather(desk.source("/feed"))
    monkeypatch.setattr("app.agents.scout.gather.site_reader.__version__", "another")
    desk.gather(desk.source("/feed"))
    assert len(CountingPool.read) == 2


def test_readers_are_started_ahead_only_for_sites_that_sent_something_else_last_time(
    desk: Newsdesk,
) -> None:
    """And that cannot say "not modified": a run in which all do needs no reader."""
    web, feed = desk.web, desk.source("/feed")
    web.publish(1, 2)
    starts = []
    for shown in (
        web.feed(1),  # never read before
        web.feed(1),
        web.feed(1),  # the same as before
        web.feed(1, 2),
        web.feed(1, 2).with_etag("one"),
        web.feed(1, 2).with_etag("one"),
    ):
        web.shows["/feed"] = shown
        before = CountingPool.starts
        desk.gather(feed)
        starts.append(CountingPool.starts - before)
    assert starts == [1, 1, 0, 0, 1, 0]
