"""Which articles tell the same story, as stored."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from app.agents.scout.gather.tables import Article, ArticleState
from app.parts.reading.group import Fingerprint
from app.parts.store.database import Database
from app.parts.store.statements import parts_of


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


def fingerprints_of(database: Database, ids: Sequence[int]) -> dict[int, Fingerprint]:
    """By article, of those that have one."""
    with database.read() as session:
        return fingerprints_in(session, ids)


def fingerprints_in(session: Session, ids: Sequence[int]) -> dict[int, Fingerprint]:
    found: dict[int, Fingerprint] = {}
    for part in parts_of(ids):
        rows = select(Article.id, Article.fingerprint).where(col(Article.id).in_(part))
        kept = ((id_, print_) for id_, print_ in session.exec(rows) if print_)
        found |= {id_ or 0: Fingerprint.from_json(print_) for id_, print_ in kept}
    return found


def stories_of(database: Database, ids: Collection[int]) -> set[int]:
    """The stories that these articles tell."""
    with database.read() as session:
        return set(stories_in(session, ids).values())


def stories_in(session: Session, ids: Collection[int]) -> dict[int, int]:
    """By article, of those that have one."""
    found: dict[int, int] = {}
    for part in parts_of(sorted(ids)):
        told = select(Article.id, Article.story).where(col(Article.id).in_(part))
        found |= {id_ or 0: story for id_, story in session.exec(told) if story is not None}
    return found


def set_story(session: Session, article_id: int, fingerprint: str, story: int) -> None:
    """`story` is the id of one of its articles: the one that was judged first, or came first."""
    session.execute(
        update(Article)
        .where(col(Article.id) == article_id, col(Article.story).is_(None))
        .values(fingerprint=fingerprint, story=story)
    )


def articles_of_stories(
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


def is_of_first_visit(session: Session, article: Article) -> bool:
    """Had no earlier run found anything at the article's site?"""
    earlier = select(Article.id).where(
        Article.site_id == article.site_id,
        col(Article.found_by_run_id) < article.found_by_run_id,
    )
    return session.exec(earlier.limit(1)).first() is None
