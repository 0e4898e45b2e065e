import json
from datetime import UTC, datetime

import pytest

from app.parts.reading.discover import discover
from app.parts.reading.json_feed import read_json_feed
from app.parts.reading.types import Discovery, Link, UnreadableError
from tests.reading.pages import page

FEED = "https://slice.example/feed.json"
SOUND = {"url": "https://a.example/cast", "mime_type": "audio/mpeg"}
VERSION = "https://jsonfeed.org/version/1.1"
ITEM: dict[str, object] = {
    "id": "1",
    "url": "/two",
    "title": "Fish &amp; chips",
    "content_text": "A deal.",
    "date_published": "2026-11-20T10:00:00+02:00",
}


def feed(*items: object, **others: object) -> str:
    return json.dumps({"version": VERSION, "title": "The Daily Slice", "items": items, **others})


def read(body: str | bytes, now: datetime) -> Discovery:
    return read_json_feed(page(body, url=FEED, content_type="application/feed+json"), now=now)


def test_an_item_becomes_a_link_with_what_the_feed_says(noon: datetime) -> None:
    assert read(feed(ITEM), noon) == Discovery(
        kind="feed",
        url=FEED,
        title="The Daily Slice",
        links=(
            Link(
                "https://slice.example/two",
                "Fish & chips",
                "A deal.",
                datetime(2026, 11, 20, 8, tzinfo=UTC),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("members", "url"),
    [
        ({"url": "https://a.example/1", "external_url": "https://b.example/"}, "a.example/1"),
        ({"external_url": "https://b.example/2"}, "b.example/2"),
        ({"id": "https://a.example/3"}, "a.example/3"),
        ({"url": "https://a.example/url?q=https://b.example/story"}, "b.example/story"),
        (
            {"url": "https://a.example/1.mp3", "id": "https://a.example/episode"},
            "a.example/episode",
        ),
        ({"url": "javascript:alert(1)", "id": "https://a.example/4"}, "a.example/4"),
    ],
)
def test_the_address_is_taken_from_where_it_is(
    members: dict[str, object], url: str, noon: datetime
) -> None:
    assert [link.url for link in read(feed(members), noon).links] == [f"https://{url}"]


@pytest.mark.parametrize(
    "item",
    [
        {"id": "https://a.example/cast", "attachments": [SOUND]},
        {"url": "https://a.example/cast", "attachments": [None, SOUND, 3]},
        {},
        {"id": "98765"},
        {"id": 7},
        {"url": 5},
        {"url": "mailto:a@b.example"},
        3,
        None,
        [],
    ],
)
def test_an_item_without_a_web_address_is_left_out(item: object, noon: datetime) -> None:
    assert [link.url for link in read(feed(item, ITEM), noon).links] == [
        "https://slice.example/two"
    ]


@pytest.mark.parametrize("stated", ["0000-00-00", "someday", 5, None, "2027-01-01T00:00:00Z"])
def test_a_date_that_is_none_leaves_the_item_undated(stated: object, noon: datetime) -> None:
    [link] = read(feed({**ITEM, "date_published": stated}), noon).links
    assert link.published_at is None


def test_items_come_newest_first_each_once_and_bounded(noon: datetime) -> None:
    items: list[object] = [
        {"url": f"https://a.example/{n % 1_100}", "title": "t" * 5_000, "summary": "d " * 9_000}
        for n in range(1_500)
    ]
    items[2] = {**ITEM, "date_published": "2026-11-19"}
    items[3] = {**ITEM, "url": "/newer"}
    links = read(feed(*items), noon).links
    assert len(links) == 1_000
    assert len(links[0].title or "") <= 300
    assert len(links[0].summary or "") <= 1_000
    dated = [link.url for link in links if link.published_at]
    assert dated == ["https://slice.example/newer", "https://slice.example/two"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (feed(ITEM), "application/feed+json"),
        (feed(ITEM), "application/json"),
        (feed(ITEM).replace("/", "\\/"), "text/plain"),
        ("\ufeff\n" + feed(ITEM), ""),
        (feed(ITEM, version=1), "application/feed+json"),
    ],
)
def test_a_json_feed_is_known_by_looking(body: str, content_type: str, noon: datetime) -> None:
    found = discover(page(body, url=FEED, content_type=content_type), now=noon)
    assert (found.kind, len(found.links)) == ("feed", 1)


def test_a_json_feed_that_leaves_out_its_empty_list_is_an_empty_feed(noon: datetime) -> None:
    assert read(f'{{"version": "{VERSION}", "title": "Slices"}}', noon).links == ()


def test_relative_addresses_are_the_site_s_where_a_service_publishes_the_feed(
    noon: datetime,
) -> None:
    [link] = read(feed(ITEM, home_page_url="https://paper.example/"), noon).links
    assert link.url == "https://paper.example/two"


def test_unix_time_is_a_date_though_only_text_is_allowed(noon: datetime) -> None:
    [link] = read(feed({**ITEM, "date_published": 1795161600}), noon).links
    assert link.published_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_other_json_is_no_feed(noon: datetime) -> None:
    document = page('{"name": "site", "items": []}', url=FEED, content_type="application/json")
    assert discover(document, now=noon).kind == "page"


@pytest.mark.parametrize(
    "body",
    ["{", "{}", '{"items": {}}', '{"items": ' + "[" * 200_000, '{"items": [' + "1" * 5_000 + "]}"],
)
def test_what_is_no_feed_is_unreadable(body: str, noon: datetime) -> None:
    with pytest.raises(UnreadableError, match="feed"):
        discover(page(body, content_type="application/feed+json"), now=noon)


def test_a_page_that_declares_a_json_feed_names_it(noon: datetime) -> None:
    head = '<link rel="alternate" type="application/feed+json" href="/feed.json">'
    front = page(f"<html><head>{head}</head><body></body></html>", url="https://slice.example/")
    assert discover(front, now=noon).follow == (FEED,)
