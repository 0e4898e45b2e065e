import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.parts.reading.document import parse
from app.parts.reading.metadata import Metadata, read_metadata
from app.parts.reading.structured import read_structured
from tests.reading.pages import ADDRESS, article, page

SAST = timezone(timedelta(hours=2))


def described(
    head: str = "", content: str = "", *, title: str = "T", url: str = ADDRESS
) -> Metadata:
    tree = parse(page(article(content, head=head, title=title), url=url))
    return read_metadata(tree, read_structured(tree, url), url)


def json_ld(**node: object) -> str:
    stated = {"@context": "https://schema.org", "@type": "NewsArticle", **node}
    return f'<script type="application/ld+json">{json.dumps(stated)}</script>'


def test_an_article_tells_machines_everything() -> None:
    about = described(
        json_ld(
            headline="Oven wins &amp; smiles",
            datePublished="2026-11-20T14:30:00+02:00",
            author=[{"@type": "Person", "name": "Thandi Nkosi"}, {"name": "Jan Smit"}],
            publisher={"name": "The Daily Slice"},
            inLanguage="en-ZA",
        )
        + '<link rel="canonical" href="/pizza-oven"><meta name="description" content="A win.">'
    )
    assert about == Metadata(
        title="Oven wins & smiles",
        authors=("Thandi Nkosi", "Jan Smit"),
        published_at=datetime(2026, 11, 20, 14, 30, tzinfo=SAST),
        language="en",
        canonical_url="https://www.example.co.za/pizza-oven",
        site_name="The Daily Slice",
        summary="A win.",
    )


def test_the_page_s_own_zone_is_kept() -> None:
    moment = described(json_ld(datePublished="2026-11-20T00:30:00+02:00")).published_at
    assert moment is not None
    assert moment.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    "stated",
    [
        "<title>Oven wins - The Daily Slice</title>",
        "<title>Oven wins | Food | The Daily Slice</title>",
        "<title>The Daily Slice: Oven wins</title>",
        "<title>Oven wins \u2013 Daily Slice</title>",
        "<title>Oven wins \u00b7 The Daily Slice Online</title>",
        "<title>Oven wins-Food\u3163The Daily Slice</title>",
        "<title>Oven wins | example.co.za</title>",
        '<meta property="og:title" content="Oven wins | The Daily Slice">',
        '<meta name="twitter:title" content="Oven wins » The Daily Slice">',
    ],
)
def test_the_outlet_s_and_section_s_name_is_taken_off_the_title(stated: str) -> None:
    markup = (
        f"<html><head>{stated}<meta property='og:site_name' content='The Daily Slice'>"
        "<meta property='article:section' content='Food'></head><body><p>x</p></body></html>"
    )
    tree = parse(page(markup))
    assert read_metadata(tree, read_structured(tree, ADDRESS), ADDRESS).title == "Oven wins"


def test_an_unknown_tail_is_taken_off_when_the_headline_on_the_page_lacks_it() -> None:
    head = '<meta property="og:title" content="Oven wins | by Thandi">'
    assert described(head, title="Oven wins").title == "Oven wins"


@pytest.mark.parametrize(
    "title",
    [
        "Covid-19: what we know",
        "Live: oven wins",
        "Oven - a love story",
        "Rates | why they rise",
        "What the Daily Slice boss said",
        "Row over pay - news chief resigns",
        "Row over pay - Example chief of all ovens resigns",
    ],
)
def test_a_headline_with_a_dash_or_colon_stays_whole(title: str) -> None:
    head = '<meta property="og:site_name" content="The Daily Slice">'
    assert described(head + f'<meta property="og:title" content="{title}">').title == title


@pytest.mark.parametrize("cut", ["Oven wins the street...", "Oven wins the street food pr\u2026"])
def test_a_headline_that_a_template_cut_is_taken_whole_from_the_page(cut: str) -> None:
    head = f'<meta property="og:title" content="{cut}">'
    assert described(head, title="Oven wins the street food prize").title == (
        "Oven wins the street food prize"
    )
    assert described(head, title="Something else").title == cut


def test_a_title_that_is_only_the_outlet_gives_way_to_the_headline() -> None:
    head = (
        '<meta property="og:site_name" content="The Daily Slice">'
        '<meta property="og:title" content="The Daily Slice">'
    )
    assert described(head, title="Oven wins").title == "Oven wins"


@pytest.mark.parametrize(
    ("head", "content"),
    [
        ('<meta property="article:published_time" content="2026-11-20T10:00:00Z">', ""),
        ('<meta name="date" content="2026-11-20">', ""),
        ('<meta itemprop="datePublished" content="2026-11-20">', ""),
        ("", '<time datetime="2026-11-20T08:00">today</time><p>x</p>'),
        ("", '<span itemprop="datePublished" content="2026-11-20">x</span><p>x</p>'),
    ],
)
def test_the_day_is_found_where_pages_keep_it(head: str, content: str) -> None:
    moment = described(head, content, url="https://a.example/story").published_at
    assert moment is not None
    assert moment.date() == datetime(2026, 11, 20, tzinfo=UTC).date()


@pytest.mark.parametrize(
    ("url", "title", "content"),
    [
        ("https://a.example/2026/11/20/oven", "T", ""),
        ("https://a.example/oven", "Oven | DW | 20.11.2026", ""),
        ("https://a.example/oven", "T", "<p class='date'>Published 20 November 2026</p>"),
    ],
)
def test_without_a_stated_date_the_visible_one_counts(url: str, title: str, content: str) -> None:
    moment = described("", content, title=title, url=url).published_at
    assert moment == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_page_without_a_date_has_none() -> None:
    assert described(url="https://a.example/story").published_at is None


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (
            '<meta name="author" content="By Thandi Nkosi and Jan Smit">',
            ("Thandi Nkosi", "Jan Smit"),
        ),
        ('<meta name="author" content="https://facebook.com/page">', ()),
        ('<meta name="author" content="desk@example.co.za">', ()),
        (json_ld(author="Thandi Nkosi"), ("Thandi Nkosi",)),
        (json_ld(author={"name": ["A B", "C D"]}), ("A B", "C D")),
        (json_ld(author=[None, 3, {"name": None}]), ()),
    ],
)
def test_authors_are_names(head: str, authors: tuple[str, ...]) -> None:
    assert described(head).authors == authors


@pytest.mark.parametrize(
    "href",
    [
        "https://elsewhere.example/stolen",
        "https://www.example.co.za/",
        "javascript:alert(1)",
        "http://[",
        "",
    ],
)
def test_a_canonical_address_elsewhere_or_of_the_front_page_is_not_believed(href: str) -> None:
    assert described(f'<link rel="canonical" href="{href}">').canonical_url == ADDRESS


def test_a_canonical_address_on_another_host_of_the_site_is_believed() -> None:
    head = '<link rel="canonical" href="https://food.example.co.za/oven">'
    assert described(head).canonical_url == "https://food.example.co.za/oven"


@pytest.mark.parametrize(
    ("url", "stated"),
    [
        ("/article.php?id=1", "/article.php"),
        ("/article.php?id=1&cat=2", "/article.php?cat=2"),
        ("/?p=12", "/"),
        ("/news/story-1", "/news/"),
        ("/news/2026/oven-wins", "/news"),
        ("/news/7", "/news"),
        ("/news-detail?story=7", "/news-detail"),
    ],
)
@pytest.mark.parametrize(
    "element", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">']
)
def test_an_address_that_other_stories_share_is_not_believed(
    url: str, stated: str, element: str
) -> None:
    own = f"https://a.example{url}"
    head = element.format(f"https://a.example{stated}")
    assert described(head, url=own).canonical_url == own


@pytest.mark.parametrize(
    ("url", "stated"),
    [
        ("/?p=12", "/2026/oven-wins"),
        ("/article.php?id=1", "/article/oven-wins"),
        ("/article.php?id=1&utm_source=x&print=1", "/article.php?id=1"),
        ("/news/oven-wins/amp", "/news/oven-wins"),
        ("/news/oven-wins/print", "/news/oven-wins"),
        ("/news/oven-wins/2", "/news/oven-wins"),
        ("/news/oven-wins/page/2", "/news/oven-wins"),
        ("/news/oven-wins?page=2", "/news/oven-wins"),
        ("/12345/oven-wins.html", "/12345/oven-wins"),
        ("/2026/oven-wins-prize/?ico=mosaic", "/2026/oven-wins-prize/"),
        ("/oven/a-65464327?maca=rss-1119", "/oven/a-65464327"),
        ("/", "/"),
    ],
)
def test_the_address_of_the_same_story_without_its_dress_is_believed(url: str, stated: str) -> None:
    head = f'<link rel="canonical" href="{stated}">'
    assert described(head, url=f"https://a.example{url}").canonical_url == (
        f"https://a.example{stated}"
    )


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[]",
        "null",
        '"text"',
        '{"@type": "NewsArticle", "headline": {"a": 1}}',
        '{"@graph": [[[[[[[[[[{"@type": "NewsArticle"}]]]]]]]]]]}',
        "[" * 100_000,
        '{"@type": 5, "author": {"name": {"name": {"name": "x"}}}}',
    ],
)
def test_odd_json_ld_is_passed_over(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>'
    assert described(head, title="Oven wins").title == "Oven wins"


def test_json_ld_with_newlines_comments_and_trailing_commas_is_read() -> None:
    script = (
        '<script type="application/ld+json">\n<!--\n{"@graph": [{"@type": ["NewsArticle"],\n'
        '"headline": "Oven\nwins",}]}\n--></script>'
    )
    assert described(script).title == "Oven wins"


def test_the_language_is_the_page_s_primary_tag() -> None:
    tree = parse(page('<html lang="AF-za"><body><p>x</p></body></html>'))
    assert read_metadata(tree, read_structured(tree, ADDRESS), ADDRESS).language == "af"
