import gzip
from datetime import datetime

import pytest

from app.parts.reading.discover import discover
from app.parts.reading.types import DocumentKind, Page, UnreadableError
from tests.reading.pages import ADDRESS, article, page, rss

FRONT = "https://www.example.co.za/"
STORY = "<a href='/news/pizza-oven-wins-the-street-food-prize'>Pizza oven wins the street prize</a>"
ITEM = "<title>x</title><link>https://a.example/1</link>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'
RDF = (
    "<?xml version='1.0'?><!-- made by hand -->"
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
    "xmlns='http://purl.org/rss/1.0/'><channel><title>x</title></channel></rdf:RDF>"
)
URLSET = "<urlset><url><loc>https://a.example/1</loc></url></urlset>"


def front(head: str = "", body: str = STORY) -> str:
    return f"<!doctype html><html><head><title>News</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (page(rss(ITEM), content_type="text/html"), "feed"),
        (page(ATOM, content_type="text/plain"), "feed"),
        (page(RDF, content_type=""), "feed"),
        (page("\ufeff \n" + rss(ITEM)), "feed"),
        (page("<html><body>" + ATOM + "</body></html>"), "feed"),
        (page(URLSET), "sitemap"),
        (page("<sitemapindex></sitemapindex>"), "sitemap"),
        (page(gzip.compress(URLSET.encode()), content_type="application/gzip"), "sitemap"),
        (page("https://a.example/1\nhttps://a.example/2", content_type="text/plain"), "sitemap"),
        (page(front(), url=FRONT), "page"),
        (page(front(), url=FRONT + "news/"), "page"),
        (page(article()), "article"),
        (page(front('<meta property="og:type" content="article">'), url=FRONT + "x"), "article"),
        (page(front('<meta property="og:type" content="article">'), url=FRONT), "page"),
    ],
)
def test_the_kind_is_found_by_looking(document: Page, kind: DocumentKind, noon: datetime) -> None:
    assert discover(document, now=noon).kind == kind


def test_what_is_sent_as_a_feed_but_is_none_is_unreadable(noon: datetime) -> None:
    with pytest.raises(UnreadableError, match="not RSS or Atom"):
        discover(page("no markup", content_type="application/rss+xml"), now=noon)


def test_a_page_gives_its_stories_and_title(noon: datetime) -> None:
    found = discover(page(front(), url=FRONT), now=noon)
    assert (found.title, found.follow) == ("News", ())
    assert [link.title for link in found.links] == ["Pizza oven wins the street prize"]


def test_a_page_that_declares_a_feed_names_it(noon: datetime) -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
        '<link rel="alternate" type="application/json" href="/wp-json">'
        '<link rel="alternate" type="application/rss+xml" title="News" href="/feed?a=1&amp;b=2">'
        '<link rel="alternate" type="application/atom+xml" href="/atom">'
    )
    found = discover(page(front(head), url=FRONT), now=noon)
    assert found.follow == ("https://www.example.co.za/feed?a=1&b=2",)
    assert len(found.links) == 1


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss&#43;xml" href="/news">',
        '<link rel="alternate feed" type="application/atom" href="/news">',
        '<link rel="alternate" type="text/rss+xml; charset=utf-8" href="/news">',
        '<link rel="Alternate" type="application/x-rss+xml" href="/news">',
        '<link rel="alternate" type="text/xml" title="Our RSS" href="/news">',
        '<link rel="feed" href="/news">',
    ],
)
def test_a_feed_is_declared_in_many_ways(link: str, noon: datetime) -> None:
    found = discover(page(front(link), url=FRONT), now=noon)
    assert found.follow == ("https://www.example.co.za/news",)


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="text/xml+oembed" href="/feed">',
        '<link rel="alternate" type="application/atom+xml;type=entry" href="/feed/1">',
        '<link rel="alternate" type="application/xml" href="/sitemap.xml">',
        '<link rel="alternate" type="text/html" hreflang="af" href="/feed">',
        '<link rel="alternate" hreflang="af" href="/feed-the-family">',
        '<link rel="alternate stylesheet" type="text/xml" href="/rss">',
        '<link rel="EditURI" type="application/rsd+xml" href="/rsd">',
    ],
)
def test_another_form_of_a_page_is_no_feed(link: str, noon: datetime) -> None:
    assert discover(page(front(link), url=FRONT), now=noon).follow == ()


def test_a_selector_asks_for_the_page_s_own_links(noon: datetime) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    document = page(front(head, "<b class='x'><a href='/1'>One</a></b>" + STORY), url=FRONT)
    found = discover(document, link_selector=".x a", now=noon)
    assert (found.kind, found.follow) == ("page", ())
    assert [link.title for link in found.links] == ["One"]


@pytest.mark.parametrize(
    ("kind", "body"), [("feed", front()), ("sitemap", front()), ("feed", URLSET), ("page", "")]
)
def test_a_document_of_another_kind_than_stated_is_unreadable(
    kind: DocumentKind, body: str, noon: datetime
) -> None:
    with pytest.raises(UnreadableError):
        discover(page(body), kind=kind, now=noon)


def test_an_article_stated_to_be_a_page_is_read_as_one(noon: datetime) -> None:
    assert discover(page(article(), url=ADDRESS), kind="page", now=noon).kind == "page"
