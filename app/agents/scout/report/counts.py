"""What runs found, counted."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article, ArticleState, SiteVisit
from app.parts.runs.runs import RunIds


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the addresses that were new: how many were to be read, how many told a known
    story, how many lay in a site's archive."""

    new: int
    duplicates: int
    passed_over: int


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


def found_by_runs(session: Session, run_ids: RunIds) -> int:
    """How many links the runs' visits showed."""
    found = func.coalesce(func.sum(SiteVisit.found), 0)
    return int(session.exec(select(found).where(col(SiteVisit.run_id).in_(run_ids))).one())


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
