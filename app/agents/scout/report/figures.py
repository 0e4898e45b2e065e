"""What runs found and what they cost, counted."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.gather.tables import Article, ArticleState, SiteVisit
from app.agents.scout.report.result_schema import UsageResult
from app.agents.scout.tables import VerdictRow
from app.parts.model.budget import midnight
from app.parts.model.ceilings import ceilings_today, nearest
from app.parts.model.prices import dollars
from app.parts.parts import Parts
from app.parts.runs.runs import RunIds
from app.parts.store import api_usage


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


def notice(session: Session, parts: Parts, run_ids: RunIds, *, of_many: bool = False) -> str | None:
    """What the reader of the mail should know first: the money did not suffice in these runs."""
    if parts.settings.openai_api_key is None or not keywords_judged(session, run_ids):
        return None
    ceiling = nearest(ceilings_today(session, parts), AGENT)
    if not ceiling.usd:
        return (
            f"{ceiling.setting} is 0, so the language model is not asked: the keyword scorer "
            "judges what is new. Raise it to change that."
        )
    day = "A day's" if of_many else "Today's"
    spent = "was spent: from then until" if of_many else "is spent: until"
    return (
        f"{day} budget for the language model ({dollars(ceiling.usd)}) {spent} midnight "
        f"the keyword scorer judges what is new. Raise {ceiling.setting} to change that."
    )


def usage(session: Session, parts: Parts, run_ids: RunIds) -> UsageResult:
    """Who judged in these runs, and what asking the model took."""
    spent = api_usage.spent_by_runs(session, run_ids)
    with_model = parts.settings.openai_api_key is not None
    if with_model and not spent.calls:
        with_model = not keywords_judged(session, run_ids)
    return UsageResult(
        scorer="model" if with_model else "keyword",
        model=parts.settings.openai_model if with_model else "",
        calls=spent.calls,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        usd=round(spent.usd, 6),
    )


def usd_today(session: Session, parts: Parts) -> float:
    """What the model cost since midnight, as the ceiling counts it."""
    return round(api_usage.spent_since(session, midnight(parts)).usd, 6)


def keywords_judged(session: Session, run_ids: RunIds) -> bool:
    """Did the keyword scorer judge in these runs? Where a model is set, for want of money."""
    row = select(VerdictRow.id).where(
        col(VerdictRow.run_id).in_(run_ids), VerdictRow.scorer == "keyword"
    )
    return session.exec(row.limit(1)).first() is not None
