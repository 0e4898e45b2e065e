from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from app.parts.reading.feed import read_feed
from app.parts.reading.json_feed import read_json_feed
from app.parts.reading.newest import day_in_address, direction_of, entry_key, newest
from app.parts.reading.types import Link
from tests.reading.pages import page, rss

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def link(name: str, days_ago: float | None = None, title: str | None = None) -> Link:
    moment = None if days_ago is None else NOON - timedelta(days=days_ago)
    return Link(f"https://a.example/{name}", title, published_at=moment)


def names(links: Sequence[Link]) -> list[str]:
    return [one.url.removeprefix("https://a.example/") for one in links]


def test_the_newest_of_a_list_longer_than_is_kept_are_those_at_its_end() -> None:
    links = newest(link(f"{number}", days_ago=1_200 - number) for number in range(1_200))
    assert names(links) == [str(number) for number in range(1_199, 199, -1)]


def test_the_newest_of_a_list_without_order_are_found_wherever_they_stand() -> None:
    days = [(number * 7) % 1_201 for number in range(1_201)]
    links = newest(link(f"{age}", days_ago=age) for age in days)
    assert names(links) == [str(age) for age in range(1_000)]


@pytest.mark.parametrize(
    ("listed", "ordered"),
    [
        ([("new", 1), ("x", None), ("old", 9)], ["new", "x", "old"]),
        ([("a", 9), ("b", 8), ("x", None), ("c", 7), ("d", 6)], ["d", "c", "x", "b", "a"]),
        ([("x", None), ("new", 1), ("old", 9)], ["x", "new", "old"]),
        ([("a", 9), ("b", 8), ("c", 7), ("d", 6), ("x", None)], ["x", "d", "c", "b", "a"]),
    ],
)
def test_a_link_without_a_date_stays_beside_the_one_it_stood_with(
    listed: list[tuple[str, float | None]], ordered: list[str]
) -> None:
    assert names(newest(link(name, age) for name, age in listed)) == ordered


def test_links_without_a_date_take_no_place_from_those_with_one() -> None:
    listed = [link(f"undated-{number}") for number in range(1_500)] + [link("dated", 3)]
    links = newest(listed)
    assert "dated" in names(links)
    assert len(links) == 1_000


def test_links_without_a_date_go_to_the_end_when_asked() -> None:
    listed = [link("home"), link("old", 9), link("about"), link("new", 1)]
    assert names(newest(listed, undated_last=True)) == ["new", "old", "home", "about"]


def test_when_a_page_changed_orders_it_and_is_not_its_date() -> None:
    one, other = link("one"), link("other")
    changed = {one.url: NOON - timedelta(days=3), other.url: NOON}
    assert newest([one, other], changed=changed) == (other, one)


def test_the_day_in_an_address_orders_it() -> None:
    listed = [link("2025/03/01/a"), link("2026-11-19/b"), link("20260102/c")]
    assert names(newest(listed)) == ["2026-11-19/b", "20260102/c", "2025/03/01/a"]


def test_of_undated_links_whose_numbers_ascend_the_last_is_the_newest() -> None:
    links = newest(link(f"post-{number:04}-here") for number in range(2_000))
    assert names(links)[:2] == ["post-1999-here", "post-1998-here"]
    assert len(links) == 1_000


def test_of_one_day_s_links_the_higher_number_is_the_newer() -> None:
    listed = [link(f"?p={number}", days_ago=2) for number in (7, 8, 9, 12)]
    assert names(newest(listed)) == ["?p=12", "?p=9", "?p=8", "?p=7"]


def test_undated_links_that_nothing_orders_keep_their_order_and_both_ends() -> None:
    words = [
        f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(1_500)
    ]
    links = names(newest(link(word) for word in words))
    assert links == words[:500] + words[-500:]
    assert names(newest(link(word) for word in words[:9])) == words[:9]


def test_a_page_is_listed_once_under_its_newest_date() -> None:
    listed = [link("story", 9), link("other", 5), link("story?utm_source=rss", 1)]
    assert names(newest(listed)) == ["story?utm_source=rss", "other"]


def test_entries_of_one_page_are_kept_apart_when_asked() -> None:
    listed = [link("day#1", 2, "One"), link("day#2", 1, "Two"), link("day#2", 1, "Two")]
    assert names(newest(listed, key=entry_key)) == ["day#2", "day#1"]
    assert names(newest(listed)) == ["day#2"]


@pytest.mark.parametrize(
    ("addresses", "direction"),
    [
        ([f"/posts-2026-{month:02}.xml" for month in range(1, 12)], 1),
        ([f"/posts-{number}.xml" for number in range(11, 1, -1)], -1),
        (["/pages.xml", "/posts.xml", "/authors.xml", "/tags.xml"], 0),
        (["/p1", "/p2", "/p3"], 0),
        (["/a1", "/b2", "/c3", "/d4", "/e5"], 0),
        (["/p4", "/p9", "/p2", "/p5", "/p1", "/p8"], 0),
    ],
)
def test_which_way_numbers_run_is_said_only_where_it_is_clear(
    addresses: list[str], direction: int
) -> None:
    assert direction_of(addresses) == direction


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2026/11/20/story", (2026, 11, 20)),
        ("news/2026-11-20-story", (2026, 11, 20)),
        ("20261120/story", (2026, 11, 20)),
        ("2026/13/20/story", None),
        ("2026/02/30/story", None),
        ("2026/11/story", None),
        ("story?day=/2026/11/20/", None),
    ],
)
def test_the_day_in_an_address_is_read_from_its_path(
    path: str, day: tuple[int, int, int] | None
) -> None:
    assert day_in_address(f"https://a.example/{path}") == (
        datetime(*day, tzinfo=UTC) if day else None
    )


def test_a_long_feed_that_grows_at_its_end_shows_its_newest_entries() -> None:
    start = NOON - timedelta(hours=2_500)
    body = rss(
        *(
            f"<title>Slice {n}</title><link>https://a.example/{n}</link>"
            f"<pubDate>{start + timedelta(hours=n):%d %b %Y %H:%M:%S} GMT</pubDate>"
            for n in range(2_500)
        )
    )
    assert names(read_feed(page(body), now=NOON).links)[:2] == ["2499", "2498"]


def test_a_long_json_feed_that_grows_at_its_end_shows_its_newest_items() -> None:
    start = NOON - timedelta(hours=2_500)
    items = ",".join(
        f'{{"url": "https://a.example/{n}", "title": "Slice {n}",'
        f' "date_published": "{(start + timedelta(hours=n)).isoformat()}"}}'
        for n in range(2_500)
    )
    found = read_json_feed(page(f'{{"items": [{items}]}}'), now=NOON)
    assert names(found.links)[:2] == ["2499", "2498"]
