"""Sitemaps as they are: with pictures and clips among the pages, and with every carelessness."""

from datetime import UTC, datetime

import pytest

from tests.reading.sitemaps import CLIP, LOC, PICTURE, STORY, read, urlset

SIX = datetime(2026, 11, 20, 6, tzinfo=UTC)
NAMESPACES = (
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    ' xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"'
)


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize(
    ("entry", "title", "published"),
    [
        (LOC + PICTURE + STORY, "Oven wins", SIX),
        (PICTURE + LOC + STORY, "Oven wins", SIX),
        (LOC + CLIP + STORY, "Oven wins", SIX),
        (CLIP + PICTURE * 3 + STORY + LOC, "Oven wins", SIX),
        (PICTURE + LOC, None, None),
        (CLIP + LOC, None, None),
        (LOC + CLIP.replace("<video:video>", "<video:video><x>"), None, None),
    ],
)
def test_what_is_said_of_pictures_and_clips_is_not_said_of_the_page(
    entry: str, title: str | None, published: datetime | None, declared: bool, noon: datetime
) -> None:
    body = urlset(entry)
    if declared:
        body = body.replace("<urlset ", f"<urlset {NAMESPACES} ")
    [link] = read(body, noon).links
    assert (link.url, link.title, link.published_at) == ("https://a.example/1", title, published)


@pytest.mark.parametrize("declared", [NAMESPACES, ""])
def test_pictures_without_an_element_around_them_are_known_by_their_namespace(
    declared: str, noon: datetime
) -> None:
    loose = "<image:loc>https://a.example/x.jpg</image:loc><video:title>x</video:title>"
    body = urlset(loose + LOC).replace("<urlset ", f"<urlset {declared} ")
    [link] = read(body, noon).links
    assert (link.url, link.title) == ("https://a.example/1", None)


def test_the_date_of_a_clip_does_not_put_a_story_behind_older_ones(noon: datetime) -> None:
    old = STORY.replace("11-20", "11-13")
    found = read(urlset(LOC + CLIP + STORY, LOC.replace("/1", "/2") + old), noon)
    assert [link.url[18:] for link in found.links] == ["1", "2"]


NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
CARELESS = {
    "an undeclared prefix": f"<urlset><url>{LOC}{STORY}</url></urlset>",
    "another address of the standard": "<urlset xmlns='https://www.sitemaps.org/schemas/sitemap/'>"
    f"<url>{LOC}{STORY}</url></urlset>",
    "prefixes everywhere": "<sm:urlset xmlns:sm='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    f"<sm:url><sm:loc>https://a.example/1</sm:loc>{STORY}</sm:url></sm:urlset>",
    "undeclared prefixes everywhere": "<ns-0:urlset><ns-0:url>"
    f"<ns-0:loc>https://a.example/1</ns-0:loc>{STORY}</ns-0:url></ns-0:urlset>",
    "another prefix for news": f"<urlset xmlns:n='{NEWS}'><url>{LOC}"
    f"{STORY.replace('news:', 'n:')}</url></urlset>",
    "news as the default": f"<urlset><url>{LOC}"
    f"{STORY.replace('news:', '').replace('<news>', f'<news xmlns={NEWS!r}>')}</url></urlset>",
    "no element around the news": f"<urlset><url>{LOC}"
    f"{STORY.replace('<news:news>', '').replace('</news:news>', '')}</url></urlset>",
    "capitals": f"<URLSET><Url>{LOC.replace('loc', 'LOC')}{STORY}</Url></URLSET>",
    "elements left open": f"<urlset><url>{LOC}{STORY}",
    "addresses without an element around them": f"<urlset>{LOC}<url>{STORY}{LOC}</url></urlset>",
    "blank lines before it": f"\n\n<?xml version='1.0'?>\n<urlset><url>{LOC}{STORY}</url></urlset>",
    "a warning before it": f"Notice: x in y\n<urlset><url>{LOC}{STORY}</url></urlset>",
    "words behind it": f"<urlset><url>{LOC}{STORY}</url></urlset>\n<!-- cached --> in 3 s <p>",
    "line breaks in the address": "<urlset><url><loc>\n  https://a.example/1\n </loc>"
    f"{STORY}</url></urlset>",
    "a control character": "<urlset><url>" + LOC + STORY.replace("Oven", "O\x0bven"),
    "an unescaped character in a title": "<urlset><url><title>1 < 2 & so on</title></url>"
    f"<url>{LOC}{STORY}</url></urlset>",
    "CDATA": "<urlset><url><loc><![CDATA[ https://a.example/1 ]]></loc>"
    f"{STORY.replace('Oven wins', '<![CDATA[Oven wins]]>')}</url></urlset>",
    "comments": "<urlset><!-- <url><loc>x</loc></url> -->"
    f"<url>{LOC}<!-- x -->{STORY}</url></urlset>",
}


@pytest.mark.parametrize("care", CARELESS)
def test_a_careless_sitemap_says_what_it_means(care: str, noon: datetime) -> None:
    found = read(CARELESS[care], noon).links
    assert [(link.url, link.title, link.published_at) for link in found] == [
        ("https://a.example/1", "Oven wins", SIX)
    ]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://a.example/?a=1&amp;b=2", "?a=1&b=2"),
        ("https://a.example/?a=1&b=2", "?a=1&b=2"),
        ("https://a.example/?a=1&copy=2", "?a=1&copy=2"),
        ("https://a.example/?a=1&amp;amp;b=2", "?a=1&b=2"),
        ("<![CDATA[https://a.example/?a=1&b=2]]>", "?a=1&b=2"),
        ("<![CDATA[https://a.example/?a=1&amp;b=2]]>", "?a=1&b=2"),
        ("https://a.example/a%2Fb%28c%29", "a%2Fb%28c%29"),
        ("//a.example/x", "x"),
        ("a.example/x", "x"),
        ("/x", "x"),
        ("https://a.example/caf&#233;", "caf\u00e9"),
        ("https://a.example/caf&eacute;", "caf\u00e9"),
    ],
)
def test_an_address_is_read_however_it_is_escaped(
    written: str, address: str, noon: datetime
) -> None:
    [link] = read(urlset(f"<loc>{written}</loc>"), noon).links
    assert link.url == f"https://a.example/{address}"


def test_an_address_may_begin_with_www(noon: datetime) -> None:
    [link] = read(urlset("<loc>www.a.example/x</loc>"), noon).links
    assert link.url == "https://www.a.example/x"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Caf&eacute;&nbsp;opens", "Caf\u00e9 opens"),
        ("Pizza &amp;amp; more", "Pizza & more"),
        ("Pizza & more", "Pizza & more"),
        ("Oven <b>wins</b> again", "Oven wins again"),
    ],
)
def test_a_title_is_read_however_it_is_escaped(written: str, title: str, noon: datetime) -> None:
    [link] = read(urlset(LOC + STORY.replace("Oven wins", written)), noon).links
    assert link.title == title


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-8", "utf-16"])
def test_a_sitemap_may_be_in_another_encoding(encoding: str, noon: datetime) -> None:
    body = f"<?xml version='1.0' encoding='{encoding}'?><urlset><url>{LOC}{STORY}</url></urlset>"
    [link] = read(body.replace("Oven", "Caf\u00e9").encode(encoding), noon).links
    assert link.title == "Caf\u00e9 wins"


def test_what_lists_sitemaps_among_pages_is_both(noon: datetime) -> None:
    found = read(
        urlset(LOC, "<loc>/news.xml</loc>", "<loc>/old.xml.gz</loc>", "<loc>/s.xml?page=2</loc>")
        + "<sitemap><loc>/b</loc></sitemap>",
        noon,
    )
    assert [link.url for link in found.links] == ["https://a.example/1"]
    assert {url[18:] for url in found.follow} == {"news.xml", "old.xml.gz", "s.xml?page=2"}


def test_children_that_are_not_told_apart_by_elements_are_all_read(noon: datetime) -> None:
    body = "<sitemapindex><sitemap><loc>/1.xml</loc><loc>/2.xml</loc><sitemap><loc>/3.xml</loc>"
    assert {url[18:] for url in read(body, noon).follow} == {"1.xml", "2.xml", "3.xml"}
