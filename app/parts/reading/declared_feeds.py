"""The feed that a web page declares for itself (rssboard.org/rss-autodiscovery)."""

import re
from typing import Final

from lxml.html import HtmlElement

from app.parts.reading.links import base_of
from app.parts.reading.urls import absolute_url

_FEED_TYPE: Final = re.compile(
    r"(?:application|text)/(?:x-)?(?:rss|atom|rdf)(?:[+.-]\w+)?|application/feed\+json"
)
# Said of feeds and of anything else, where a name must tell.
_XML_TYPE: Final = re.compile(r"(?:application|text)/(?:x-)?xml")
_NAMED_FEED: Final = re.compile(r"\b(?:rss|atom|rdf|feeds?)\b", re.IGNORECASE)
# A single entry (RFC 5023), as another form of the page itself.
_ENTRY: Final = re.compile(r";\s*type\s*=\s*[\"']?entry", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"comment|kommentar|comentario|commentaire", re.IGNORECASE)


def declared_feeds(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """The address of the first feed that is not one of comments; empty when there is none."""
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
