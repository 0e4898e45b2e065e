"""What goes wrong on our side is not held against the sites, and costs no more than it must."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.reading.types import Extract, Page
from app.parts.runs.lease import LeaseLostError
from app.parts.store.database import DatabaseAwayError
from tests.gathering.newsdesk import Newsdesk, desk_with
from tests.servers.news_web import Shown, front_page, story_path


def test_a_site_that_our_time_was_too_short_for_is_not_held_to_have_failed(
    desk: Newsdesk,
) -> None:
    web, page = desk.web, desk.source("/")
    web.publish(1)
    feed = web.feed(1).with_etag("same")
    web.shows |= {"/": front_page(feed="/feed"), "/feed": feed}
    desk.gather(page)
    web.shows["/feed"] = replace(feed, meanwhile=lambda: time.sleep(1.0))
    [visit] = desk.gather(page, seconds=0.3)
    assert (visit.status, visit.error) == ("skipped", "It was not read before time ran out.")
    site = desk.site(page)
    assert (site.failures, site.status, site.reads_from) == (0, "ok", web.url("/feed"))


class Stumbling(ExtractionPool):
    """Has a bug that one story brings out."""

    fault: Exception = KeyError("a bug")

    async def extract(self, page: Page, *, now: datetime | None = None) -> Extract:
        if page.url.endswith(story_path(1)):
            raise self.fault
        return await super().extract(page, now=now)


@pytest.fixture
def stumbling(sqlite_url: str) -> Iterator[Newsdesk]:
    yield from desk_with(sqlite_url, pool=Stumbling)


def test_a_bug_that_one_page_brings_out_costs_that_page_alone(
    stumbling: Newsdesk,
) -> None:
    web = stumbling.web
    web.publish(1, 2, 3)
    web.shows |= {"/one": web.feed(1, 2), "/two": web.feed(3)}
    visits = stumbling.gather(stumbling.source("/one"), stumbling.source("/two"))
    assert [visit.status for visit in visits] == ["ok", "ok"]
    hurt = stumbling.article(1)
    assert (hurt.state, hurt.tries) == ("found", 1)
    assert "a fault of this service" in (hurt.error or "")
    assert [stumbling.article(number).state for number in (2, 3)] == ["read", "read"]


def test_a_bug_that_a_front_page_brings_out_fails_that_site_alone(
    desk: Newsdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = desk.web
    web.publish(1)
    web.shows |= {"/": Shown("<html>bug</html>"), "/feed": web.feed(1)}
    whole = ExtractionPool.discover

    async def discover(self: ExtractionPool, page: Page, **others: object) -> object:
        if page.url.endswith("/"):
            raise KeyError("a bug")
        return await whole(self, page, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(ExtractionPool, "discover", discover)
    visits = desk.gather(desk.source("/"), desk.source("/feed"))
    assert [visit.status for visit in visits] == ["failed", "ok"]
    assert "a fault of this service" in (visits[0].error or "")


@pytest.mark.parametrize("fault", [LeaseLostError("gone"), DatabaseAwayError("away")])
def test_a_lost_lease_or_database_still_ends_the_gathering(
    stumbling: Newsdesk, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr(Stumbling, "fault", fault)
    web = stumbling.web
    web.publish(1)
    web.shows["/feed"] = web.feed(1)
    with pytest.raises(type(fault)):
        stumbling.gather(stumbling.source("/feed"))
