"""Which of the sitemaps of an index are read first."""

from datetime import UTC, datetime, timedelta

import pytest

from app.parts.reading.sitemap_index import MAX_CHILDREN, Child, freshest

SITE = "https://news.example/"
TODAY = datetime(2026, 11, 20, tzinfo=UTC)


def best(*names: str, number: int = 5) -> list[str]:
    """Of sitemaps without a date, told by their names alone."""
    return [url.removeprefix(SITE) for url in freshest(Child(SITE + name) for name in names)][
        :number
    ]


def dated(**days_ago: int) -> list[str]:
    children = (
        Child(f"{SITE}{name}.xml", TODAY - timedelta(days=days)) for name, days in days_ago.items()
    )
    return [url.removeprefix(SITE).removesuffix(".xml") for url in freshest(children)]


MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november"),
)


@pytest.mark.parametrize(
    ("names", "first"),
    [
        ([f"posts-2026-{month:02}.xml" for month in range(1, 12)], "posts-2026-11.xml"),
        ([f"posts-2026-{month}.xml" for month in range(1, 12)], "posts-2026-11.xml"),
        ([f"{2026 - n // 12}/{12 - n % 12:02}.xml" for n in range(30)], "2026/12.xml"),
        ([f"map-{2015 + n}.xml" for n in range(12)], "map-2026.xml"),
        ([f"map.xml?yyyy=2026&mm=11&dd={day:02}" for day in range(1, 21)], "map.xml?yyyy=2026&"),
        ([f"map-202611{day:02}.xml" for day in range(1, 21)], "map-20261120.xml"),
        ([f"map-2026{month:02}.xml.gz" for month in range(1, 12)], "map-202611.xml.gz"),
        ([f"map_2026_{month}.xml" for month in MONTHS], "map_2026_november.xml"),
        ([f"{month[:3]}-{year}.xml" for year in (2025, 2026) for month in MONTHS], "nov-2026.xml"),
        ([f"posts-2026-w{week}.xml" for week in range(1, 47)], "posts-2026-w46.xml"),
    ],
)
def test_of_dated_names_the_latest_are_read(names: list[str], first: str) -> None:
    assert best(*names)[0].startswith(first)
    assert best(*names) == best(*reversed(names))


@pytest.mark.parametrize(
    "names",
    [
        [f"post-sitemap{number or ''}.xml" for number in (0, *range(2, 40))],
        [f"sitemap-{number}.xml" for number in range(1, 40)],
        [f"sitemap.xml?page={number}" for number in range(40)],
        [f"sitemaps/part{number:04}.xml.gz" for number in range(40)],
    ],
)
def test_of_numbered_names_the_last_are_read_and_the_first_too(names: list[str]) -> None:
    for listed in (names, names[::-1]):
        assert best(*listed) == [names[-1], names[0], *names[-2:-5:-1]]


def test_where_nothing_tells_both_ends_have_their_turn() -> None:
    names = [f"{letter * 5}.xml" for letter in "abcdefghijk"]
    assert best(*names) == [f"{letter * 5}.xml" for letter in "akbjc"]


def test_each_series_is_read_before_the_second_of_any() -> None:
    parts = [f"{kind}-{part}.xml" for kind in ("sport", "politics") for part in range(1, 9)]
    assert set(best(*parts, number=2)) == {"sport-8.xml", "politics-8.xml"}


def test_lists_of_what_is_no_story_come_last() -> None:
    wordpress = [
        "wp-sitemap-posts-post-1.xml",
        "wp-sitemap-posts-post-2.xml",
        "wp-sitemap-posts-page-1.xml",
        "wp-sitemap-taxonomies-category-1.xml",
        "wp-sitemap-taxonomies-post_tag-1.xml",
        "wp-sitemap-users-1.xml",
    ]
    assert best(*wordpress, number=2) == [wordpress[1], wordpress[0]]
    yoast = ["page-sitemap.xml", "category-sitemap.xml", "author-sitemap.xml", "post-sitemap.xml"]
    assert best(*yoast, number=1) == ["post-sitemap.xml"]


def test_news_is_read_first_whatever_else_is_said() -> None:
    assert dated(posts=0, sitemap_news=3) == ["sitemap_news", "posts"]


def test_a_host_called_news_makes_no_sitemap_fresh() -> None:
    assert best("posts-2.xml", "latest.xml", number=1) == ["latest.xml"]


def test_the_day_of_the_last_change_counts_before_the_name() -> None:
    assert dated(a=3, b=1, c=2) == ["b", "c", "a"]
    assert dated(posts_9=5, posts_1=0) == ["posts_1", "posts_9"]


def test_where_all_changed_today_the_name_tells() -> None:
    months = {f"posts_2026_{month:02}": 0 for month in range(1, 12)}
    assert dated(**months)[0] == "posts_2026_11"


def test_changes_of_one_day_written_in_other_zones_are_put_in_order() -> None:
    morning = datetime.fromisoformat("2026-11-20T01:00:00+00:00")
    before = datetime.fromisoformat("2026-11-20T02:00:00+02:00")
    children = [Child(f"{SITE}a.xml", before), Child(f"{SITE}b.xml", morning)]
    assert freshest(children)[0] == f"{SITE}b.xml"


def test_each_is_named_once_and_no_more_than_ten() -> None:
    names = [f"posts-{number % 20}.xml" for number in range(60)]
    found = best(*names, number=99)
    assert len(found) == len(set(found)) == MAX_CHILDREN


def test_numbers_without_end_are_no_harm() -> None:
    names = [f"posts-{'9' * length}.xml" for length in range(1, 1_500, 100)]
    assert len(best(*names, number=99)) == MAX_CHILDREN
