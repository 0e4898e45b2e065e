"""Everything a run found, judged or picked, best first, with what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlmodel import Session, col

from app.agents.scout.gather.tables import Article
from app.agents.scout.judge.verdicts import JUDGED
from app.agents.scout.pages.fate import ArticleFacts, Picked, fate
from app.agents.scout.report.result_schema import RunResult, stored_result
from app.agents.scout.tables import Pick, VerdictRow
from app.parts.parts import Parts
from app.parts.runs.tables import AgentRun

FOUND_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One article. `fate` says what became of it; `score` None when nobody judged it."""

    title: str
    url: str
    site: str
    score: int | None
    reason: str
    fate: str


@dataclass(frozen=True, slots=True)
class FoundView:
    """A page of all that a run found; `page` counts from 1."""

    found: tuple[Found, ...]
    total: int
    page: int

    @property
    def next_count(self) -> int:
        """How many are on the page after this one."""
        return max(0, min(FOUND_ON_A_PAGE, self.total - self.page * FOUND_ON_A_PAGE))

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // FOUND_ON_A_PAGE))


@dataclass(frozen=True, slots=True)
class Row:
    """What is stored about one article, without its text."""

    id: int
    title: str
    url: str
    site_id: int
    state: str
    error: str | None
    instead: str | None
    story: int | None
    verdict: VerdictRow | None
    rank: int | None
    picked_by: int | None


def read_found(parts: Parts, run: AgentRun, names: Mapping[int, str], page: int) -> FoundView:
    """`names` of the sites by id; a site that is read no more has none."""
    with parts.database.read() as session:
        ids = best_first(session, run)
        shown = ids[(page - 1) * FOUND_ON_A_PAGE : page * FOUND_ON_A_PAGE]
        rows = rows_of(session, run, shown)
        stories = titles_of(session, [row.story for row in rows.values() if row.story])
        rankings = results_of(session, rows.values())
    run_id = run.id or 0
    found = tuple(
        found_of(row, names.get(row.site_id, ""), stories, rankings, run_id)
        for row in (rows[one] for one in shown)
    )
    return FoundView(found, len(ids), page)


def best_first(session: Session, run: AgentRun) -> list[int]:
    """Ids of the articles the run found, judged or picked. One question each, for an index each."""
    score = case((col(VerdictRow.outcome) == JUDGED, col(VerdictRow.score)))
    found = (
        select(col(Article.id), score)
        .join(VerdictRow, verdict_for(run), isouter=True)
        .where(col(Article.found_by_run_id) == run.id)
    )
    judged = select(col(VerdictRow.article_id), score).where(
        col(VerdictRow.run_id) == run.id, col(VerdictRow.brand) == run.profile
    )
    picked = (
        select(col(Pick.article_id), score)
        .join(
            VerdictRow,
            and_(
                col(VerdictRow.article_id) == Pick.article_id,
                col(VerdictRow.brand) == run.profile,
            ),
        )
        .where(col(Pick.run_id) == run.id)
    )
    scores: dict[int, int | None] = {}
    for query in (found, judged, picked):
        scores |= {row[0]: row[1] for row in session.execute(query)}

    def no_score_last(article_id: int) -> tuple[bool, int, int]:
        score = scores[article_id]
        return score is None, -(score or 0), article_id

    return sorted(scores, key=no_score_last)


def verdict_for(run: AgentRun) -> ColumnElement[bool]:
    return and_(col(VerdictRow.article_id) == Article.id, col(VerdictRow.brand) == run.profile)


def rows_of(session: Session, run: AgentRun, ids: Sequence[int]) -> dict[int, Row]:
    picked = and_(
        col(Pick.article_id) == Article.id,
        col(Pick.brand) == run.profile,
        or_(col(Pick.released_at).is_(None), col(Pick.run_id) == run.id),
    )
    columns = (
        col(Article.id),
        col(Article.title),
        col(Article.url),
        col(Article.site_id),
        col(Article.state),
        col(Article.error),
        col(Article.instead),
        col(Article.story),
        VerdictRow,
        col(Pick.rank),
        col(Pick.run_id),
    )
    query = (
        select(*columns)
        .join(VerdictRow, verdict_for(run), isouter=True)
        .join(Pick, picked, isouter=True)
        .where(col(Article.id).in_(ids))
    )
    rows = session.execute(query.order_by(col(Pick.run_id) == run.id))  # its own picks win
    return {row[0]: Row(*row) for row in rows}


def titles_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    query = select(col(Article.id), col(Article.title)).where(col(Article.id).in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def results_of(session: Session, rows: Iterable[Row]) -> dict[int, RunResult | None]:
    """Of the runs that compared them with others, by id."""
    ids = {row.verdict.ranked_by_run_id for row in rows if row.verdict}
    query = select(col(AgentRun.id), col(AgentRun.result)).where(col(AgentRun.id).in_(ids))
    return {row[0]: stored_result(row[1]) for row in session.execute(query)}


def found_of(
    row: Row,
    site: str,
    stories: Mapping[int, str],
    rankings: Mapping[int, RunResult | None],
    run_id: int,
) -> Found:
    """`stories`: the headlines of those that told a story first, by id; `rankings`: the results of
    the runs that compared what was judged, by id."""
    verdict = row.verdict
    judged = verdict if verdict and verdict.outcome == JUDGED else None
    picked = Picked(row.rank, row.picked_by) if row.rank and row.picked_by else None
    told_by = stories.get(row.story or 0) if row.story != row.id else None
    return Found(
        title=row.title,
        url=row.url,
        site=site,
        score=judged.score if judged else None,
        reason=judged.reason if judged else "",
        fate=fate(
            ArticleFacts(
                state=row.state,
                error=row.error,
                told_by=told_by,
                verdict=verdict,
                picked=picked,
                run_id=run_id,
                instead=row.instead,
                ranked_in=rankings.get(verdict.ranked_by_run_id or 0) if verdict else None,
            )
        ),
    )
