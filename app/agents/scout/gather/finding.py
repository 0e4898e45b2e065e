"""Which articles the links of a site stand for."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urldefrag

from app.parts.reading.types import Link
from app.parts.reading.urls import normal_url
from app.parts.store.articles import FoundArticle

# Places on the page of one story, what a browser looks for there, and how a reader came.
_TELLS_NOTHING: Final = re.compile(
    r".*[=~].*|!.*|(?:comments?|respond|reply|disqus)(?:[-_].*)?|more(?:-\d+)?|top|main|content"
    r"|article|story|rss|feed|new_?tab",
    re.IGNORECASE,
)


def found_articles(links: Sequence[Link]) -> list[FoundArticle]:
    """One for each address, in the site's order.

    Entries that stand on one page under titles of their own are articles of their own.
    """
    shared = _pages_of_several(links)
    by_address: dict[str, FoundArticle] = {}
    for link in links:
        article = _article(link, shared)
        by_address.setdefault(article.address, article)
    return list(by_address.values())


def part_of_page(url: str) -> str:
    """The fragment that names an entry's own place on a page of several, "" if there is none."""
    fragment = urldefrag(url).fragment
    return "" if _TELLS_NOTHING.fullmatch(fragment) else fragment


def _pages_of_several(links: Sequence[Link]) -> set[str]:
    words: dict[str, dict[str, str]] = {}
    for link in links:
        part = part_of_page(link.url)
        if part:
            told = link.title or link.summary or ""
            words.setdefault(normal_url(link.url), {}).setdefault(part, told)
    return {page for page, parts in words.items() if len(set(parts.values())) > 1}


def _article(link: Link, shared: set[str]) -> FoundArticle:
    page = normal_url(link.url)
    address, other = page, ""
    if part := part_of_page(link.url):
        # A page may have had one entry only when it was first seen, or have one only now.
        own = f"{page}#{part}"
        address, other = (own, page) if page in shared else (page, own)
    return FoundArticle(
        address=address,
        url=link.url,
        title=link.title or "",
        summary=link.summary or "",
        published_at=link.published_at,
        other_address=other,
    )
