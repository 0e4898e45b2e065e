import asyncio
import gzip
from datetime import UTC, datetime

import pytest

from app.parts.reading import dates
from app.parts.reading.discover import discover
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.reading.sitemap import MAX_UNPACKED_BYTES, read_sitemap
from app.parts.reading.sitemap_index import MAX_CHILDREN
from app.parts.reading.types import Discovery, UnreadableError
from tests.reading.pages import page
from tests.reading.sitemaps import MAP, PICTURE, STORY, index, long_names, read, urlset


def test_addresses_come_newest_first(noon: datetime) -> None:
    found = read(
        urlset(
            "<loc>https://a.example/old</loc><lastmod>2026-01-01</lastmod>",
            "<loc>https://a.example/undated</loc>",
            "<loc>https://a.example/new</loc><lastmod>2026-11-19T10:00:00+02:00</lastmod>",
        ),
        noon,
    )
    assert found.kind == "sitemap"
    assert [link.url[18:] for link in found.links] == ["new", "old", "undated"]


def test_when_a_page_changed_is_not_taken_for_when_it_was_published(noon: datetime) -> None:
    found = read(urlset("<loc>https://a.example/1</loc><lastmod>2026-11-19</lastmod>"), noon)
    assert found.links[0].published_at is None


def test_an_absurd_date_costs_an_entry_its_place_in_the_order_only(noon: datetime) -> None:
    found = read(
        urlset(
            "<loc>https://a.example/1</loc><lastmod>1 Jan 99999999999 00:00:00</lastmod>",
            "<loc>https://a.example/2</loc><lastmod>2026-11-19</lastmod>",
        ),
        noon,
    )
    assert [link.url[18:] for link in found.links] == ["2", "1"]


def test_a_news_sitemap_has_titles_and_dates(noon: datetime) -> None:
    entry = (
        "<loc>https://a.example/1</loc><news:news><news:publication_date>2026-11-20T08:00:00+02:00"
        "</news:publication_date><news:title>Pizza &amp; more</news:title></news:news>"
    )
    [link] = read(urlset(entry), noon).links
    assert link.title == "Pizza & more"
    assert link.published_at == datetime(2026, 11, 20, 6, tzinfo=UTC)


def test_an_index_names_its_freshest_children(noon: datetime) -> None:
    found = read(
        index(
            "<loc>https://a.example/2019.xml</loc><lastmod>2019-01-01</lastmod>",
            "<loc>https://a.example/2026.xml.gz</loc><lastmod>2026-11-19</lastmod>",
            "<loc>/news-sitemap.xml</loc>",
            *(f"<loc>https://a.example/old-{number}.xml</loc>" for number in range(50)),
        ),
        noon,
    )
    assert found.links == ()
    assert found.follow[:3] == (
        "https://a.example/news-sitemap.xml",
        "https://a.example/2026.xml.gz",
        "https://a.example/2019.xml",
    )
    assert len(found.follow) == MAX_CHILDREN


def test_of_a_list_longer_than_the_standard_allows_both_ends_are_read(noon: datetime) -> None:
    entries = (f"<loc>https://a.example/{name}</loc>" for name in long_names(60_000))
    found = {link.url[18:] for link in read(urlset(*entries), noon).links}
    names = long_names(60_000)
    assert {names[0], names[-1]} <= found


def test_the_newest_of_a_full_sitemap_come_first_wherever_they_stand(noon: datetime) -> None:
    entries = [f"<loc>https://a.example/{name}</loc>" for name in long_names(20_000)]
    entries[9_000] += "<lastmod>2026-11-19</lastmod>"
    entries[11_000] += STORY
    found = read(urlset(*entries), noon).links
    names = long_names(20_000)
    assert [link.url[18:] for link in found[:2]] == [names[11_000], names[9_000]]
    assert {names[0], names[-1]} <= {link.url[18:] for link in found}


def test_of_a_full_sitemap_that_gives_all_one_date_the_newest_are_read(noon: datetime) -> None:
    numbered = [f"post-{number}" for number in range(20_000)]
    for names in (numbered, long_names(20_000)):
        entries = (
            f"<loc>https://a.example/{name}</loc><lastmod>2026-11-20</lastmod>" for name in names
        )
        found = [link.url[18:] for link in read(urlset(*entries), noon).links]
        assert names[-1] in found
        assert names is not numbered or found[:2] == ["post-19999", "post-19998"]


def test_wordpress_lists_its_posts_with_the_oldest_first(noon: datetime) -> None:
    body = urlset(*(f"<loc>https://a.example/{name}</loc>" for name in ("old", "mid", "new")))
    url = "https://a.example/wp-sitemap-posts-post-2.xml"
    found = read_sitemap(page(body, url=url, content_type="text/xml"), now=noon)
    assert [link.url[18:] for link in found.links] == ["new", "mid", "old"]


@pytest.mark.long
def test_a_full_sitemap_is_read_within_the_limits_of_a_page(noon: datetime) -> None:
    entries = (
        f"<loc>https://a.example/{number}</loc><lastmod>2026-11-20</lastmod>{PICTURE * 7}"
        for number in range(50_000)
    )
    packed = gzip.compress(urlset(*entries).encode(), 1)

    async def discovered() -> Discovery:
        async with ExtractionPool(1) as pool:
            return await pool.discover(page(packed, url=MAP, content_type="text/xml"), now=noon)

    assert len(asyncio.run(discovered()).links) == 1_000


def test_an_index_does_not_send_us_to_itself(noon: datetime) -> None:
    found = read(index(f"<loc>{MAP}</loc>", "<loc>/a.xml</loc>"), noon)
    assert found.follow == ("https://a.example/a.xml",)


def test_a_packed_sitemap_is_unpacked(noon: datetime) -> None:
    body = gzip.compress(urlset("<loc>https://a.example/1</loc>").encode())
    assert read(body, noon).links[0].url == "https://a.example/1"


def test_a_sitemap_of_plain_lines_is_read(noon: datetime) -> None:
    found = read("\ufeffhttps://a.example/1\r\n\r\nhttps://a.example/2\n", noon)
    assert [link.url for link in found.links] == ["https://a.example/1", "https://a.example/2"]


def test_a_packed_list_of_plain_lines_is_read_whatever_stands_behind_an_address(
    noon: datetime,
) -> None:
    lines = gzip.compress(b"https://a.example/1\t2026-11-20\r\nhttps://a.example/2 0.5\r\n")
    found = discover(page(lines, url=MAP, content_type=""), now=noon)
    assert [link.url for link in found.links] == ["https://a.example/1", "https://a.example/2"]


def test_a_sitemap_that_is_cut_gives_what_it_has(noon: datetime) -> None:
    body = urlset("<loc>https://a.example/1</loc>", "<loc>https://a.example/2</loc>")[:-40]
    assert read(body, noon).links[0].url == "https://a.example/1"


def test_only_web_addresses_are_links_each_once(noon: datetime) -> None:
    found = read(
        urlset(
            "<loc>javascript:alert(1)</loc>",
            "<loc>https://a.example/1</loc>",
            "<loc>https://www.a.example/1#top</loc>",
            "<loc></loc>",
            "<lastmod>2026-01-01</lastmod>",
        ),
        noon,
    )
    assert [link.url for link in found.links] == ["https://a.example/1"]


def test_the_number_of_links_is_bounded(noon: datetime) -> None:
    entries = (f"<loc>https://a.example/{number}</loc>" for number in range(1_500))
    assert len(read(urlset(*entries), noon).links) == 1_000


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "https://a.example/1\nnot an address",
        "<html><body>x</body></html>",
        "<rss><channel/></rss>",
        "<",
        b"\x1f\x8b\x08broken",
        gzip.compress(b"plain words", mtime=0),
    ],
)
def test_what_is_no_sitemap_is_unreadable(body: str | bytes, noon: datetime) -> None:
    with pytest.raises(UnreadableError, match="sitemap"):
        read(body, noon)


def test_a_packed_bomb_is_refused(noon: datetime) -> None:
    bomb = gzip.compress(b" " * (MAX_UNPACKED_BYTES + 1), compresslevel=1)
    with pytest.raises(UnreadableError, match="50 MB"):
        read(bomb, noon)


def test_entities_are_neither_expanded_nor_followed(noon: datetime) -> None:
    body = (
        '<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "z">]>'
        "<urlset><url><loc>https://a.example/&x;&y;</loc></url></urlset>"
    )
    assert "root" not in str(read(body, noon))


def test_dates_with_slashes_are_read_in_one_order_however_many_there_are(noon: datetime) -> None:
    entries = (
        f"<loc>https://a.example/{n}</loc><lastmod>{n % 19 + 1:02}/11/2026 {n % 24}:00</lastmod>"
        for n in range(4_000)
    )
    links = read(urlset(*entries), noon).links
    days = {int(link.url.rpartition("/")[2]) % 19 + 1 for link in links[:200]}
    assert days == {19}


def test_words_that_are_no_dates_are_not_searched_without_end(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dates, "read_written", lambda text, *_, **__: asked.append(text))
    entries = (
        f"<loc>https://a.example/{n}</loc><lastmod>{n} days ago</lastmod>" for n in range(4_000)
    )
    assert len(read(urlset(*entries), noon).links) == 1_000
    assert len(asked) < 200
