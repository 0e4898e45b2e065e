"""The articles that the links of a site stand for: stored once, whoever names them again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urldefrag

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article, ArticleState
from app.parts.reading.types import Link
from app.parts.reading.urls import normal_url
from app.parts.store.statements import parts_of, table_of

ARTICLES = table_of(Article)
# Places on the page of one story, what a browser looks for there, and how a reader came.
_TELLS_NOTHING: Final = re.compile(
    r".*[=~].*|!.*|(?:comments?|respond|reply|disqus)(?:[-_].*)?|more(?:-\d+)?|top|main|content"
    r"|article|story|rss|feed|new_?tab",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article as a site names it. `address` is its normal form.

    `other_address` is where it lies if it was stored when its page had fewer entries, or more.
    """

    address: str
    url: str
    title: str = ""
    summary: str = ""
    published_at: datetime | None = None
    other_address: str = ""


def articles_of(links: Sequence[Link]) -> list[FoundArticle]:
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


def add_found(
    session: Session,
    site_id: int,
    run_id: int,
    found: Sequence[FoundArticle],
    now: datetime,
    *,
    keep: int | None = None,
) -> int:
    """Store the addresses not seen before; the count of those to read.

    With `keep`, those after the first `keep` are `passed_over`: a site's archive at the first
    visit.
    """
    seen = known_addresses(session, [article.address for article in found])
    others = [article.other_address for article in found if article.other_address]
    elsewhere = {pair for part in parts_of(others) for pair in urls_at(session, part)}
    fresh = [
        article
        for article in found
        if article.address not in seen and (article.other_address, article.url) not in elsewhere
    ]
    rows: list[dict[str, object]] = [
        {
            "site_id": site_id,
            "found_by_run_id": run_id,
            "found_at": now,
            "state": ArticleState.FOUND if keep is None or i < keep else ArticleState.PASSED_OVER,
            "address": article.address,
            "url": article.url,
            "title": article.title,
            "summary": article.summary,
            "published_at": article.published_at,
            "tries": 0,
            "authors": [],
            "text": "",
        }
        for i, article in enumerate(fresh)
    ]
    if rows:
        insert_ignoring_known(session, rows)
    return len(rows) if keep is None else min(keep, len(rows))


def insert_ignoring_known(session: Session, rows: list[dict[str, object]]) -> None:
    """Another run may store the same address between our look and our insert."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgresql.insert(ARTICLES).on_conflict_do_nothing(), rows)
    else:
        session.execute(sqlite.insert(ARTICLES).on_conflict_do_nothing(), rows)


def known_addresses(session: Session, addresses: list[str]) -> set[str]:
    """Those of the addresses that are stored, as an address or as a page's canonical one."""
    known: set[str] = set()
    for part in parts_of(addresses):
        known.update(session.exec(select(Article.address).where(col(Article.address).in_(part))))
        known.update(
            canonical
            for canonical in session.exec(
                select(Article.canonical_address).where(col(Article.canonical_address).in_(part))
            )
            if canonical
        )
    return known


def urls_at(session: Session, addresses: Sequence[str]) -> set[tuple[str, str]]:
    """Of the addresses that are stored, each with what was asked for there."""
    rows = session.execute(
        select(ARTICLES.c.address, ARTICLES.c.url).where(ARTICLES.c.address.in_(addresses))
    )
    return {(address, url) for address, url in rows}


def articles_by_state(session: Session) -> list[tuple[str, int]]:
    return list(session.exec(select(Article.state, func.count()).group_by(Article.state)))
