"""What kind of thing a document is, and the links to stories in it."""

import re
from datetime import datetime
from typing import Final

from lxml.html import HtmlElement

from app.parts.reading.clean import plain_line
from app.parts.reading.decode import decode
from app.parts.reading.document import parse
from app.parts.reading.feed import read_feed
from app.parts.reading.json_feed import is_json, is_json_feed, read_json_feed
from app.parts.reading.link_lists import MAX_TITLE
from app.parts.reading.links import base_of, selected_links, story_links
from app.parts.reading.sitemap import read_sitemap
from app.parts.reading.story import is_story
from app.parts.reading.story_list import lists_stories
from app.parts.reading.structured import Structured, read_structured
from app.parts.reading.types import Discovery, DocumentKind, Page
from app.parts.reading.urls import absolute_url, path_of
from app.parts.web.fetching.body import start_of

_ROOT = re.compile(
    r"<(?:\w+:)?(rss|feed|rdf|channel|urlset|sitemapindex|html|head|body)\b|<!doctype\s+html", re.I
)
# Some feeds come inside an HTML page.
_WRAPPED_FEED = re.compile(r"<(feed)\b[^<>]{0,200}/2005/Atom|<(?=rss\s+version)(rss)")
_XML_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}
_OWN_HEADLINES = 2
_FEED_ROOTS = {"rss", "feed", "rdf", "channel"}
_SITEMAP_ROOTS = {"urlset", "sitemapindex"}
_FEED_TYPE: Final = re.compile(
    r"(?:application|text)/(?:x-)?(?:rss|atom|rdf)(?:[+.-]\w+)?|application/feed\+json"
)
# Said of feeds and of anything else, where a name must tell.
_XML_TYPE: Final = re.compile(r"(?:application|text)/(?:x-)?xml")
_NAMED_FEED: Final = re.compile(r"\b(?:rss|atom|rdf|feeds?)\b", re.IGNORECASE)
# A single entry (RFC 5023), as another form of the page itself.
_ENTRY: Final = re.compile(r";\s*type\s*=\s*[\"']?entry", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"comment|kommentar|comentario|commentaire", re.IGNORECASE)


def discover(
    page: Page, *, kind: DocumentKind | None = None, link_selector: str | None = None, now: datetime
) -> Discovery:
    """The links of a feed, sitemap or web page, told apart by looking when `kind` is None.

    A web page that declares a feed names it in `follow`; its own links come along, to be used
    when the feed cannot be read. Raises UnreadableError when the document is not of that kind.
    """
    found = kind or ("page" if link_selector else _kind(page))
    if found == "feed":
        return read_json_feed(page, now=now) if is_json(page) else read_feed(page, now=now)
    if found == "sitemap":
        return read_sitemap(page, now=now)
    return _read_page(page, kind, link_selector)


def _kind(page: Page) -> DocumentKind:
    if is_json_feed(page):
        return "feed"
    text = decode(start_of(page.body), page.charset).lstrip()
    root = _WRAPPED_FEED.search(text) or _ROOT.search(text)
    name = next(filter(None, root.groups()), "html").lower() if root else ""
    if name in _FEED_ROOTS:
        return "feed"
    if name in _SITEMAP_ROOTS:
        return "sitemap"
    if not name and page.content_type in _XML_FEED_TYPES:
        return "feed"
    if not name and text.startswith(("http://", "https://")):
        return "sitemap"
    return "page"


def _read_page(page: Page, kind: DocumentKind | None, link_selector: str | None) -> Discovery:
    tree = parse(page)
    looked = kind or ("article" if _is_article(tree, page.url) else "page")
    if link_selector:
        links = selected_links(tree, page.url, link_selector)
    else:
        links = story_links(tree, page.url)
    return Discovery(
        kind=looked,
        url=page.url,
        links=links,
        title=plain_line(tree.findtext(".//title"), MAX_TITLE),
        follow=() if link_selector or looked == "article" else declared_feeds(tree, page.url),
    )


def _is_article(tree: HtmlElement, url: str) -> bool:
    """Does the page say so, or its address? Sections say it, too, but are lists of stories."""
    if path_of(url).strip("/") == "":
        return False
    structured = read_structured(tree, url)
    return _is_called_article(structured, url) and not lists_stories(tree, structured, url)


def _is_called_article(structured: Structured, url: str) -> bool:
    """A front page states many headlines, an article one."""
    if (structured.first("og:type") or "").lower() == "article" or is_story(url, ""):
        return True
    return 0 < structured.headlines <= _OWN_HEADLINES


def declared_feeds(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """The feed that a web page declares for itself (rssboard.org/rss-autodiscovery).

    The address of the first feed that is not one of comments; empty when there is none.
    """
    base = base_of(tree, url)
    for link in tree.iterfind(".//link[@href]"):
        address = absolute_url(base, link.get("href")) if _is_of_feed(link) else None
        if address and not _COMMENTS.search(address + (link.get("title") or "")):
            return (address,)
    return ()


def _is_of_feed(link: HtmlElement) -> bool:
    relations = (link.get("rel") or "").lower().split()
    if "stylesheet" in relations or not {"alternate", "feed"}.intersection(relations):
        return False
    content_type = (link.get("type") or "").lower()
    if _ENTRY.search(content_type):
        return False
    media = content_type.partition(";")[0].strip()
    if _FEED_TYPE.fullmatch(media):
        return True
    if not media:
        return "feed" in relations
    name = f"{link.get('href')} {link.get('title')}"
    return bool(_XML_TYPE.fullmatch(media) and _NAMED_FEED.search(name))
