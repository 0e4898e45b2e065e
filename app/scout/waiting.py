"""Which articles still need a judgement for a brand."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.scout.tables import VerdictRow
from app.scout.verdicts import GIVEN_UP, JUDGED
from app.store.database import Database
from app.store.tables import Article, ArticleState

WAITS_AT_MOST = timedelta(days=7)
"""An article that no model judged for so long is no news any more."""
SETTLED = (JUDGED, GIVEN_UP)


def articles_to_judge(
    database: Database, brand: str, site_ids: Sequence[int], now: datetime
) -> list[Article]:
    """Read articles of stories that have no verdict for the brand yet, one of each story."""
    with database.read() as session:
        return list(
            session.exec(
                select(Article)
                .where(*needs_a_judgement(brand, site_ids, now))
                .order_by(col(Article.id))
            )
        )


def waiting_count(session: Session, brand: str, site_ids: Sequence[int], now: datetime) -> int:
    """Articles of the brand's sites whose judgement failed so far and is tried again."""
    own = and_(col(VerdictRow.article_id) == Article.id, col(VerdictRow.brand) == brand)
    return session.exec(
        select(func.count())
        .select_from(Article)
        .join(VerdictRow, own)
        .where(*needs_a_judgement(brand, site_ids, now))
    ).one()


def needs_a_judgement(
    brand: str, site_ids: Sequence[int], now: datetime
) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Article.site_id).in_(site_ids),
        col(Article.state) == ArticleState.READ,
        col(Article.found_at) >= now - WAITS_AT_MOST,
        is_first_of_its_story(site_ids),
        ~story_is_settled(brand),
    )


def is_first_of_its_story(site_ids: Sequence[int]) -> ColumnElement[bool]:
    """The first on these sites: what only another brand's sites had is nothing to this one."""
    other = aliased(Article)
    of_the_story = col(other.story) == col(Article.story)
    earlier = exists().where(
        of_the_story, col(other.id) < col(Article.id), col(other.site_id).in_(site_ids)
    )
    return and_(col(Article.story).is_not(None), ~earlier)


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
