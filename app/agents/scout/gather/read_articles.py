"""The articles that are due to be read, and what their pages said."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, or_
from sqlmodel import Session, col, select, update

from app.agents.scout.gather.tables import Article, ArticleState
from app.parts.store.database import Database
from app.parts.store.statements import affected, table_of

TRIES = 5
FIRST_WAIT = timedelta(minutes=10)
_BEGINNING = 300
_ASKED_FOR = 2 * _BEGINNING
_TWINS_AT_MOST = 10

ARTICLES = table_of(Article)
# Built once: building it took longer than running it, for each article that was read.
MOVE_UNREAD = update(ARTICLES).where(
    ARTICLES.c.id == bindparam("article_id"), ARTICLES.c.state == ArticleState.FOUND
)
# Built once: building these took longer than running them, for each article that was read.
TWINS = (
    select(ARTICLES.c.title, func.substr(ARTICLES.c.text, 1, _ASKED_FOR))
    .where(
        ARTICLES.c.id != bindparam("article_id"),
        ARTICLES.c.state == ArticleState.READ,
        or_(
            ARTICLES.c.address == bindparam("canonical"),
            ARTICLES.c.canonical_address == bindparam("canonical"),
        ),
    )
    .limit(_TWINS_AT_MOST)
)
OWN_ADDRESS = select(ARTICLES.c.address).where(ARTICLES.c.id == bindparam("article_id"))


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


def content_hash(title: str, text: str) -> str:
    """Equal for articles that say the same, whatever their address."""
    return hashlib.sha256(f"{title}\0{text}".encode("utf-8", "replace")).hexdigest()


def own_canonical(
    session: Session, article_id: int, title: str, text: str, canonical: str
) -> str | None:
    """The address to keep the article under; None when it is stored under another already.

    A careless template gives all stories one canonical address: only what also has the title or
    the text's beginning in common is a copy, and anything else is kept under its own address.
    """
    twins = session.execute(TWINS, {"article_id": article_id, "canonical": canonical}).all()
    if not twins:
        return canonical
    if any(_agree(title, twin[0]) or _agree(text, twin[1]) for twin in twins):
        return None
    return str(session.execute(OWN_ADDRESS, {"article_id": article_id}).scalar_one())


def _agree(one: str, other: str) -> bool:
    return bool(_squeezed(one)) and _squeezed(one) == _squeezed(other)


def _squeezed(text: str) -> str:
    return " ".join(text[:_ASKED_FOR].casefold().split())[:_BEGINNING]
