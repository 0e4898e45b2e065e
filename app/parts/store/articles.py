"""The articles: found at a site, read once, kept with what they said."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, bindparam, func, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from app.parts.runs.runs import RunIds, affected
from app.parts.store.database import Database
from app.parts.store.tables import Article, ArticleState, table_of
from app.parts.store.twins import own_canonical, urls_at

T = TypeVar("T")

TRIES = 5
FIRST_WAIT = timedelta(minutes=10)
VALUES_PER_STATEMENT = 500
"""SQLite takes at most 32,766 values in one statement."""

ARTICLES = table_of(Article)
# Built once: building it took longer than running it, for each article that was read.
MOVE_UNREAD = update(ARTICLES).where(
    ARTICLES.c.id == bindparam("article_id"), ARTICLES.c.state == ArticleState.FOUND
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


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """What its page said; or its feed, where the page is something else `instead`."""

    title: str
    text: str
    summary: str
    published_at: datetime | None
    authors: tuple[str, ...]
    language: str | None
    canonical_address: str
    instead: str | None = None


def content_hash(title: str, text: str) -> str:
    """Equal for articles that say the same, whatever their address."""
    return hashlib.sha256(f"{title}\0{text}".encode("utf-8", "replace")).hexdigest()


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


def parts_of(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many as one statement takes."""
    for start in range(0, len(values), VALUES_PER_STATEMENT):
        yield values[start : start + VALUES_PER_STATEMENT]


def is_due(now: datetime) -> ColumnElement[bool]:
    """Found, unread, and its time has come."""
    due = or_(col(Article.next_try_at).is_(None), col(Article.next_try_at) <= now)
    return and_(col(Article.state) == ArticleState.FOUND, due)


def sites_to_read(database: Database, site_ids: Sequence[int], now: datetime) -> set[int]:
    """Those of the sites of which articles wait to be read."""
    waiting = select(Article.site_id).where(col(Article.site_id).in_(site_ids), is_due(now))
    with database.read() as session:
        return set(session.exec(waiting.distinct()))


def articles_to_read(database: Database, site_id: int, limit: int, now: datetime) -> list[Article]:
    """At most `limit` found and unread articles of a site whose time has come, newest first."""
    with database.read() as session:
        return list(
            session.exec(
                select(Article)
                .where(Article.site_id == site_id, is_due(now))
                .order_by(
                    col(Article.tries),
                    col(Article.published_at).desc().nulls_last(),
                    col(Article.id),
                )
                .limit(limit)
            )
        )


def store_read(session: Session, article_id: int, read: ReadArticle, now: datetime) -> None:
    """Keep what the page said; `duplicate` when another address of the same article has it."""
    kept_as = own_canonical(session, article_id, read.title, read.text, read.canonical_address)
    values: dict[str, object] = {
        "state": ArticleState.READ if kept_as else ArticleState.DUPLICATE,
        "read_at": now,
        "error": None,
        "title": read.title,
        "summary": read.summary,
        "published_at": read.published_at,
        "canonical_address": kept_as or read.canonical_address,
        "instead": read.instead,
    }
    if kept_as:
        values |= {
            "text": read.text,
            "authors": list(read.authors),
            "language": read.language,
            "content_hash": content_hash(read.title, read.text),
        }
    move_unread(session, article_id, values)


def store_failure(
    session: Session,
    article: Article,
    reason: str,
    now: datetime,
    *,
    permanent: bool,
    instead: str | None = None,
    wait: timedelta = timedelta(),
) -> None:
    """Keep why it could not be read. It is tried again with growing waits, five times at most,
    and never before the `wait` that its site asked for."""
    tries = article.tries + 1
    values: dict[str, object] = {"tries": tries, "error": reason, "instead": instead}
    if permanent or tries >= TRIES:
        values["state"] = ArticleState.FAILED
    else:
        values["next_try_at"] = now + max(FIRST_WAIT * 2 ** (tries - 1), wait)
    move_unread(session, article.id or 0, values)


def postpone(session: Session, article_id: int, reason: str, until: datetime) -> None:
    """Keep why it was not asked for. It gives its place among those to read to others."""
    move_unread(session, article_id, {"error": reason, "next_try_at": until})


def move_unread(session: Session, article_id: int, values: dict[str, object]) -> int:
    """Only an unread article moves: a late second reader changes nothing."""
    return affected(session, MOVE_UNREAD, {"article_id": article_id, **values})


def articles_without_story(
    database: Database, site_ids: Iterable[int], ids: Sequence[int] | None = None
) -> list[Article]:
    """The read articles of these sites, or only those with these `ids`, that have none yet."""
    of_sites = col(Article.site_id).in_(list(site_ids))
    told = (of_sites, Article.state == ArticleState.READ, col(Article.story).is_(None))
    which = told if ids is None else (*told, col(Article.id).in_(ids))
    with database.read() as session:
        return list(session.exec(select(Article).where(*which).order_by(col(Article.id))))


def known_stories(database: Database, since: datetime) -> list[tuple[int, int]]:
    """(id, story) of every article found since then that can be compared with others."""
    with database.read() as session:
        rows = session.exec(
            select(Article.id, Article.story)
            .where(
                Article.found_at >= since,
                col(Article.story).is_not(None),
                func.coalesce(Article.fingerprint, "") != "",
            )
            .order_by(col(Article.id))
        )
        return [(id_ or 0, story or 0) for id_, story in rows]


def fingerprints_of(database: Database, ids: Sequence[int]) -> dict[int, str]:
    """By article, of those that have one."""
    found: dict[int, str] = {}
    with database.read() as session:
        for part in parts_of(ids):
            rows = select(Article.id, Article.fingerprint).where(col(Article.id).in_(part))
            found |= {id_ or 0: print_ for id_, print_ in session.exec(rows) if print_}
    return found


def stories_of(database: Database, ids: Sequence[int]) -> set[int]:
    """The stories that these articles tell."""
    found: set[int] = set()
    with database.read() as session:
        for part in parts_of(ids):
            told = select(Article.story).where(col(Article.id).in_(part))
            found.update(story for story in session.exec(told) if story is not None)
    return found


def set_story(session: Session, article_id: int, fingerprint: str, story: int) -> None:
    """`story` is the id of one of its articles: the one that was judged first, or came first."""
    session.execute(
        update(Article)
        .where(col(Article.id) == article_id, col(Article.story).is_(None))
        .values(fingerprint=fingerprint, story=story)
    )


def others_of_stories(
    session: Session, stories: Sequence[int], site_ids: Sequence[int]
) -> list[Article]:
    """Articles of these sites that tell one of the stories, in the order they were found."""
    return list(
        session.exec(
            select(Article)
            .where(col(Article.story).in_(stories), col(Article.site_id).in_(site_ids))
            .order_by(col(Article.id))
        )
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the addresses that were new: how many were to be read, how many told a known
    story, how many lay in a site's archive."""

    new: int
    duplicates: int
    passed_over: int


def led_elsewhere(session: Session, which: ColumnElement[bool]) -> dict[int, dict[str, int]]:
    """By site, how many stories' pages were something else, by what they were."""
    counts: dict[int, dict[str, int]] = {}
    for site_id, instead, count in session.execute(
        select(Article.site_id, Article.instead, func.count())
        .where(which, col(Article.instead).is_not(None))
        .group_by(col(Article.site_id), col(Article.instead))
    ):
        counts.setdefault(site_id, {})[str(instead)] = count
    return counts


def count_of_runs(session: Session, run_ids: RunIds) -> Found:
    of_runs = col(Article.found_by_run_id).in_(run_ids)
    again = or_(
        col(Article.state) == ArticleState.DUPLICATE,
        and_(col(Article.story).is_not(None), col(Article.story) != Article.id),
    )
    passed_over = col(Article.state) == ArticleState.PASSED_OVER

    def count(which: ColumnElement[bool]) -> int:
        return session.exec(select(func.count()).where(of_runs, which)).one()

    return Found(count(~passed_over), count(again), count(passed_over))
