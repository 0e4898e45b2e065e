"""Everything a run found or judged, best first, with what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from app.dashboard.fate import Facts, fate
from app.parts import Parts
from app.scout.tables import Pick, VerdictRow
from app.store.tables import AgentRun, Article

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
    story: int | None
    verdict: VerdictRow | None
    rank: int | None


def read_found(parts: Parts, run: AgentRun, names: Mapping[int, str], page: int) -> FoundView:
    """`names` of the sites by id; a site that is read no more has none."""
    with parts.database.read() as session:
        ids = best_first(session, run)
        shown = ids[(page - 1) * FOUND_ON_A_PAGE : page * FOUND_ON_A_PAGE]
        rows = rows_of(session, run, shown)
        stories = titles_of(session, [row.story for row in rows.values() if row.story])
    mark = parts.settings.email_min_score
    found = tuple(
        found_of(row, names.get(row.site_id, ""), stories, mark)
        for row in (rows[one] for one in shown)
    )
    return FoundView(found, len(ids), page)


def best_first(session: Session, run: AgentRun) -> list[int]:
    """Ids of the articles the run found or judged. Two questions: an index answers each."""
    score = col(VerdictRow.score)
    found = (
        select(col(Article.id), score)
        .join(VerdictRow, verdict_for(run), isouter=True)
        .where(col(Article.found_by_run_id) == run.id)
    )
    judged = select(col(VerdictRow.article_id), score).where(
        col(VerdictRow.run_id) == run.id, col(VerdictRow.brand) == run.profile
    )
    scores: dict[int, int | None] = {}
    for query in (found, judged):
        scores |= {row[0]: row[1] for row in session.execute(query)}
    return sorted(scores, key=lambda id_: (-(-1 if (s := scores[id_]) is None else s), id_))


def verdict_for(run: AgentRun) -> ColumnElement[bool]:
    return and_(col(VerdictRow.article_id) == Article.id, col(VerdictRow.brand) == run.profile)


def rows_of(session: Session, run: AgentRun, ids: Sequence[int]) -> dict[int, Row]:
    picked = and_(col(Pick.article_id) == Article.id, col(Pick.run_id) == run.id)
    columns = (
        col(Article.id),
        col(Article.title),
        col(Article.url),
        col(Article.site_id),
        col(Article.state),
        col(Article.error),
        col(Article.story),
        VerdictRow,
        col(Pick.rank),
    )
    query = (
        select(*columns)
        .join(VerdictRow, verdict_for(run), isouter=True)
        .join(Pick, picked, isouter=True)
        .where(col(Article.id).in_(ids))
    )
    return {row[0]: Row(*row) for row in session.execute(query)}


def titles_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    query = select(col(Article.id), col(Article.title)).where(col(Article.id).in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def found_of(row: Row, site: str, stories: Mapping[int, str], mark: int) -> Found:
    """`stories`: the headlines of those that told a story first, by id."""
    judged = row.verdict
    told_by = stories.get(row.story or 0) if row.story != row.id else None
    return Found(
        title=row.title,
        url=row.url,
        site=site,
        score=judged.score if judged else None,
        reason=judged.reason if judged else "",
        fate=fate(Facts(row.state, row.error, told_by, judged, row.rank, mark)),
    )
