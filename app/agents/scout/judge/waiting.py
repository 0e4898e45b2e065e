"""Which articles still need a judgement for a brand, and what is known of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article, ArticleState
from app.agents.scout.judge.verdicts import GIVEN_UP, JUDGED, VerdictKey, verdict_of
from app.agents.scout.tables import VerdictRow
from app.agents.scout.types import Verdict
from app.parts.store.database import Database
from app.parts.store.statements import parts_of

WAITS_AT_MOST = timedelta(days=7)
"""An article that no model judged for so long is no news any more."""
SETTLED = (JUDGED, GIVEN_UP)


def articles_to_judge(
    database: Database, brand: str, site_ids: Sequence[int], now: datetime
) -> list[Article]:
    """Read articles of stories that have no verdict for the brand yet, one of each story."""
    with database.read() as session:
        ids = one_of_each_story(session, brand, site_ids, now)
        found = [
            article
            for part in parts_of(ids)
            for article in session.exec(select(Article).where(col(Article.id).in_(part)))
        ]
    return sorted(found, key=lambda article: article.id or 0)


def one_of_each_story(
    session: Session, brand: str, site_ids: Sequence[int], now: datetime
) -> list[int]:
    """Of a story's articles on these sites the one that was asked about before: its tries count.

    Else the one that the story has its name of, else the first: what only another brand's sites
    had is nothing to this one.
    """
    chosen: dict[int | None, tuple[bool, bool, int]] = {}
    for id_, story, tried in session.exec(
        select(col(Article.id), col(Article.story), col(VerdictRow.id))
        .outerjoin(VerdictRow, is_own_verdict(brand))
        .where(*tells_an_open_story(brand, site_ids, now))
    ):
        rank = (tried is None, id_ != story, id_ or 0)
        chosen[story] = min(rank, chosen.get(story, rank))
    return sorted(id_ for _, _, id_ in chosen.values())


def waiting_count(session: Session, brand: str, site_ids: Sequence[int], now: datetime) -> int:
    """Stories on the brand's sites whose judgement failed so far and is tried again."""
    return session.exec(
        select(func.count(func.distinct(Article.story)))
        .select_from(Article)
        .join(VerdictRow, is_own_verdict(brand))
        .where(*tells_an_open_story(brand, site_ids, now))
    ).one()


def settled_stories(database: Database, brand: str, stories: Sequence[int]) -> set[int]:
    """Those of the stories that have a verdict for the brand, by whichever of their articles."""
    found: set[int] = set()
    with database.read() as session:
        for part in parts_of(stories):
            settled = (
                select(Article.story)
                .join(VerdictRow, is_own_verdict(brand))
                .where(col(Article.story).in_(part), col(VerdictRow.outcome).in_(SETTLED))
            )
            found.update(story for story in session.exec(settled) if story is not None)
    return found


def outcomes_of(database: Database, brand: str, ids: Sequence[int]) -> dict[int, str]:
    """What judging came to so far, by article, of those of the articles that were tried."""
    found: dict[int, str] = {}
    with database.read() as session:
        for part in parts_of(ids):
            tried = select(VerdictRow.article_id, VerdictRow.outcome).where(
                VerdictRow.brand == brand, col(VerdictRow.article_id).in_(part)
            )
            found.update(session.exec(tried).all())
    return found


def failed_before(database: Database, brand: str, waiting: Sequence[Article]) -> set[int]:
    """Those of which a model that works gave no usable answer in an earlier run."""
    found: set[int] = set()
    with database.read() as session:
        for part in parts_of([article.id for article in waiting]):
            failed = select(VerdictRow.article_id).where(
                VerdictRow.brand == brand,
                col(VerdictRow.article_id).in_(part),
                col(VerdictRow.tries) > 0,
            )
            found.update(session.exec(failed))
    return found


def triaged(
    database: Database, evaluator: VerdictKey, waiting: Sequence[Article]
) -> dict[str, Verdict]:
    """What the triage of an earlier run said of those whose review failed, by article: by the
    same evaluator, of the same content. It was paid, and need not be asked again."""
    found: dict[str, Verdict] = {}
    with database.read() as session:
        for part in parts_of(waiting):
            hashes = {article.id: article.content_hash for article in part}
            rows = session.exec(
                select(VerdictRow).where(
                    VerdictRow.brand == evaluator.brand,
                    col(VerdictRow.article_id).in_(hashes),
                    VerdictRow.evaluator == evaluator.key,
                    VerdictRow.step == "triage",
                    col(VerdictRow.outcome).not_in(SETTLED),
                )
            )
            found |= {
                str(row.article_id): verdict_of(row)
                for row in rows
                if row.content_hash == hashes[row.article_id]
            }
    return found


def tells_an_open_story(
    brand: str, site_ids: Sequence[int], now: datetime
) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Article.site_id).in_(site_ids),
        col(Article.state) == ArticleState.READ,
        col(Article.found_at) >= now - WAITS_AT_MOST,
        col(Article.story).is_not(None),
        ~story_is_settled(brand),
    )


def is_own_verdict(brand: str) -> ColumnElement[bool]:
    return and_(col(VerdictRow.article_id) == Article.id, col(VerdictRow.brand) == brand)


def story_is_settled(brand: str) -> ColumnElement[bool]:
    """By any of its articles, also of a site that is none of the brand's any more."""
    told, verdict = aliased(Article), aliased(VerdictRow)
    # One within the other: of a join SQLite reads every verdict of the brand for every article.
    settled = exists().where(
        col(verdict.article_id) == told.id,
        col(verdict.brand) == brand,
        col(verdict.outcome).in_(SETTLED),
    )
    return exists().where(col(told.story) == col(Article.story), settled)
