"""The sample newsroom is real enough to be read by ordinary readers of feeds and pages."""

import calendar
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import httpx
import pytest
import trafilatura

from app.agents.scout.brand.brand_file import load_brands
from app.lib.errors import MisconfiguredError
from app.parts.reading.discover import discover
from app.parts.reading.extract import extract
from app.parts.reading.group import StoryItem, group
from app.parts.reading.types import Page
from app.parts.reading.urls import normal_url
from app.service.demo.installation import write_demo_brand_file
from app.service.demo.newsroom.content import Article, SiteContent, load_sites
from app.service.demo.newsroom.pages import NOTICE, SitePages, Story
from app.service.demo.server import Newsroom, SampleSite

STARTED_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SHIPPED_BRAND = Path(__file__).parent.parent.parent / "brand_repo.yaml"
EVERYTHING_IS_OUT = STARTED_AT + timedelta(days=1)
OPEN_SITES = [site for site in load_sites() if not site.blocked]
SITES_AND_STORIES = [
    pytest.param(pages, story, id=f"{site.id}/{story.article.slug}")
    for site in OPEN_SITES
    for pages in [SitePages(site, "http://127.0.0.1:8099", STARTED_AT)]
    for story in pages.stories(EVERYTHING_IS_OUT)
]


class SetClock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(STARTED_AT, clock=SetClock(STARTED_AT)) as opened:
        yield opened


def site_named(newsroom: Newsroom, name: str) -> SampleSite:
    return next(site for site in newsroom.site_urls if site.name == name)


def pages_of(site: SiteContent) -> SitePages:
    return SitePages(site, "http://127.0.0.1:8099", STARTED_AT)


def page_at(pages: SitePages, path: str, now: datetime = STARTED_AT) -> Page:
    document = pages.document(path, now)
    assert document.status == 200
    media_type = document.content_type.partition(";")[0]
    url = pages.origin + path
    return Page(url, url, media_type, "utf-8", document.body)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def share_of_words_found(wanted: str, found: str) -> float:
    there = set(words(found))
    return sum(word in there for word in words(wanted)) / len(words(wanted))


def feed_path(site: SiteContent) -> str | None:
    feeds = (path for path, template in site.documents.items() if "rss" in path or "atom" in path)
    return site.start if site.kind == "feed" else next(feeds, None)


def test_there_are_enough_sites_and_stories_to_choose_from() -> None:
    assert len(load_sites()) >= 6
    assert {site.kind for site in load_sites()} == {"feed", "sitemap", "page"}
    out_at_the_start = sum(len(pages_of(site).stories(STARTED_AT)) for site in OPEN_SITES)
    assert out_at_the_start >= 44


def test_addresses_of_stories_are_told_apart() -> None:
    for site in OPEN_SITES:
        stories = pages_of(site).stories(EVERYTHING_IS_OUT)
        assert len({story.url for story in stories}) == len(site.articles)


@pytest.mark.parametrize(("pages", "story"), SITES_AND_STORIES)
def test_a_story_is_as_long_as_a_short_news_item(pages: SitePages, story: Story) -> None:
    assert 120 <= len(story.article.text.split()) <= 350


@pytest.mark.parametrize(("pages", "story"), SITES_AND_STORIES)
def test_an_ordinary_extractor_finds_the_title_and_the_text(pages: SitePages, story: Story) -> None:
    html = pages.document(story.path, EVERYTHING_IS_OUT).body.decode()

    text = trafilatura.extract(html, favor_precision=True) or ""

    assert trafilatura.extract_metadata(html).title == story.article.title
    assert share_of_words_found(story.article.text, text) >= 0.8


@pytest.mark.parametrize(("pages", "story"), SITES_AND_STORIES)
def test_our_own_reader_finds_title_date_and_text_and_no_more(
    pages: SitePages, story: Story
) -> None:
    read = extract(page_at(pages, story.path, EVERYTHING_IS_OUT))

    assert read.title == story.article.title
    assert read.published_at is not None
    assert abs(read.published_at - story.published_at) < timedelta(minutes=1)
    assert share_of_words_found(story.article.text, read.text) >= 0.95
    assert "cookie" not in read.text.lower()
    assert NOTICE not in read.text


@pytest.mark.parametrize("site", OPEN_SITES, ids=lambda site: site.id)
def test_every_page_says_that_it_is_a_sample(site: SiteContent) -> None:
    pages = pages_of(site)
    paths = [path for path in site.documents if not path.startswith("/sitemaps/")]
    paths += [story.path for story in pages.stories(STARTED_AT)] + ["/about/", "/nothing-here"]
    for path in paths:
        assert NOTICE in pages.document(path, STARTED_AT).body.decode(), path


@pytest.mark.parametrize(
    "site", [site for site in OPEN_SITES if feed_path(site)], ids=lambda site: site.id
)
def test_every_feed_is_well_formed_and_dates_each_story(site: SiteContent) -> None:
    pages = pages_of(site)
    path = feed_path(site)
    assert path is not None

    feed = feedparser.parse(pages.document(path, STARTED_AT).body)

    assert not feed.bozo
    assert feed.version in {"rss20", "atom10"}
    stories = pages.stories(STARTED_AT)
    assert [entry.title for entry in feed.entries] == [story.article.title for story in stories]
    for entry, story in zip(feed.entries, stories, strict=True):
        told = calendar.timegm(entry.published_parsed)
        assert told == int(story.published_at.timestamp())


@pytest.mark.parametrize("site", OPEN_SITES, ids=lambda site: site.id)
def test_following_a_site_from_its_address_finds_every_story_and_nothing_else(
    site: SiteContent,
) -> None:
    pages = pages_of(site)

    found = discover(page_at(pages, site.start), now=STARTED_AT)
    for url in found.follow:
        found = discover(page_at(pages, url.removeprefix(pages.origin)), now=STARTED_AT)

    stories = {normal_url(story.url) for story in pages.stories(STARTED_AT)}
    assert {normal_url(link.url) for link in found.links} == stories


def test_a_front_page_can_point_to_its_feed() -> None:
    ledger = next(site for site in OPEN_SITES if site.id == "franchise-ledger")
    pages = pages_of(ledger)
    found = discover(page_at(pages, ledger.start), now=STARTED_AT)
    assert found.kind == "page"
    assert found.follow == (f"{pages.origin}/rss/latest.xml",)


def test_two_sites_carry_the_same_wire_copy_under_the_same_headline() -> None:
    copies = articles_from_wire("rider-safety-gear")
    assert len(copies) == 2
    assert len({article.title for article in copies}) == 1
    assert len({article.text for article in copies}) == 1


def test_two_sites_carry_the_same_copy_under_different_headlines() -> None:
    copies = articles_from_wire("debonairs-braai-decker")
    assert len(copies) == 2
    assert len({article.title for article in copies}) == 2
    assert len({article.text for article in copies}) == 1


def articles_from_wire(name: str) -> list[Article]:
    return [article for site in OPEN_SITES for article in site.articles if article.wire == name]


def test_articles_of_one_site_are_stories_of_their_own() -> None:
    """Two of them share a town, its penguins, a ranger and a culvert."""
    articles = [(site, article) for site in OPEN_SITES for article in site.articles]
    stories = group(
        [
            StoryItem(
                id=f"{site.id}/{article.slug}",
                title=article.title,
                summary=article.summary,
                text=article.text,
                site=site.id,
                published_at=STARTED_AT - timedelta(minutes=article.minutes_ago),
            )
            for site, article in articles
        ]
    )
    told = Counter((story, site.id) for story, (site, _) in zip(stories, articles, strict=True))
    assert [story for story, times in told.items() if times > 1] == []


def test_some_stories_come_out_only_after_the_start() -> None:
    clock = SetClock(STARTED_AT)
    with Newsroom(STARTED_AT, clock=clock) as newsroom:
        url = site_named(newsroom, "Two Oceans Dispatch").url
        story = "penguin-walks-into-a-pizzeria"
        assert story not in httpx.get(url).text
        clock.now += timedelta(minutes=20)
        assert story in httpx.get(url).text


def test_every_site_has_a_port_of_its_own_that_the_fetcher_may_be_allowed(
    newsroom: Newsroom,
) -> None:
    assert len(newsroom.allowed_hosts) == len(newsroom.site_urls) == len(load_sites())
    assert all(host.startswith("127.0.0.1:") for host in newsroom.allowed_hosts)


def test_the_blocked_site_answers_403_but_says_so_on_no_robots_file(newsroom: Newsroom) -> None:
    blocked = [site for site in newsroom.site_urls if site.blocked]
    assert len(blocked) == 1
    assert httpx.get(blocked[0].url).status_code == 403
    assert httpx.get(httpx.URL(blocked[0].url).join("/robots.txt")).status_code == 200


def test_an_unchanged_feed_answers_304_to_its_etag(newsroom: Newsroom) -> None:
    url = site_named(newsroom, "Kwikbite Weekly").url
    etag = httpx.get(url).headers["ETag"]

    unchanged = httpx.get(url, headers={"If-None-Match": f'"older", W/{etag}'})
    changed = httpx.get(url, headers={"If-None-Match": '"older"'})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert changed.status_code == 200


def test_head_has_the_length_of_the_body_and_no_body(newsroom: Newsroom) -> None:
    url = site_named(newsroom, "Plate & Padstal").url
    head, whole = httpx.head(url), httpx.get(url)
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))


@pytest.mark.parametrize("path", ["/nothing", "/%2e%2e/etc/passwd", "/?q=1"])
def test_only_known_addresses_are_answered(newsroom: Newsroom, path: str) -> None:
    site = site_named(newsroom, "Kasi Table")
    status = httpx.get(httpx.URL(site.url).join(path)).status_code
    assert status == (200 if path == "/?q=1" else 404)


def test_nothing_is_served_once_the_newsroom_is_closed() -> None:
    with Newsroom(STARTED_AT) as newsroom:
        url = newsroom.site_urls[0].url
    assert newsroom.site_urls == ()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_the_demo_brand_is_the_shipped_one_with_the_newsrooms_sites(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    target = tmp_path / "demo" / "brand_repo.yaml"

    write_demo_brand_file(SHIPPED_BRAND, newsroom.site_urls, target)

    shipped, demo = load_brands(SHIPPED_BRAND)["debonairs"], load_brands(target)["debonairs"]
    assert [(site.name, site.url) for site in demo.sites] == [
        (site.name, site.url) for site in newsroom.site_urls
    ]
    assert demo.model_copy(update={"sites": shipped.sites}) == shipped


def test_each_of_several_brands_gets_the_sites(newsroom: Newsroom, tmp_path: Path) -> None:
    brand = SHIPPED_BRAND.read_text(encoding="utf-8").partition("brands:\n")[2]
    source = tmp_path / "two.yaml"
    second = brand.replace("id: debonairs ", "id: another ", 1)
    source.write_text(f"brands:\n{brand}\n{second}", encoding="utf-8")
    target = tmp_path / "brand_repo.yaml"

    write_demo_brand_file(source, newsroom.site_urls, target)

    brands = load_brands(target)
    assert list(brands) == ["debonairs", "another"]
    assert {len(brand.sites) for brand in brands.values()} == {len(newsroom.site_urls)}


def test_a_file_without_brands_is_refused_in_plain_words(tmp_path: Path) -> None:
    source = tmp_path / "other.yaml"
    source.write_text("sites: []\n")
    with pytest.raises(MisconfiguredError, match="no list of brands"):
        write_demo_brand_file(source, (), tmp_path / "target.yaml")
