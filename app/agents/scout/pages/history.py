"""The runs so far, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.run_reading import view
from app.agents.scout.pages.run_view import RunView
from app.agents.scout.tables import Pick
from app.parts.runs.tables import AgentRun, RunStatus

RUNS_ON_A_PAGE = 50
Show = Literal["all", "finds", "trouble"]
TROUBLE = (RunStatus.FAILED, RunStatus.SKIPPED)


@dataclass(frozen=True, slots=True)
class Day:
    """A day where the team is, and its runs."""

    day: date
    runs: tuple[RunView, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """`before`: the page shows what came before this run; None for the newest."""

    days: tuple[Day, ...]
    show: Show
    before: int | None
    has_older: bool

    @property
    def last_id(self) -> int:
        return self.days[-1].runs[-1].id


def read_history(parts: ScoutParts, show: Show, before: int | None) -> HistoryView:
    """Raises DatabaseAwayError."""
    with parts.database.read() as session:
        found = list(session.exec(query_of(session, show, before)))
    views = [view(parts, run) for run in found[:RUNS_ON_A_PAGE]]
    zone = parts.settings.zone
    days = groupby(views, key=lambda run: run.created_at.astimezone(zone).date())
    return HistoryView(
        days=tuple(Day(day, tuple(of_day)) for day, of_day in days),
        show=show,
        before=before,
        has_older=len(found) > RUNS_ON_A_PAGE,
    )


def query_of(session: Session, show: Show, before: int | None) -> SelectOfScalar[AgentRun]:
    """One more than a page: it tells whether there are older ones."""
    query = select(AgentRun).where(AgentRun.agent == AGENT)
    if show == "finds":
        query = query.where(col(AgentRun.id).in_(runs_with_finds(session, before)))
    elif before is not None:
        query = query.where(col(AgentRun.id) < before)
    if show == "trouble":
        query = query.where(col(AgentRun.status).in_(TROUBLE))
    return query.order_by(col(AgentRun.id).desc()).limit(RUNS_ON_A_PAGE + 1)


def runs_with_finds(session: Session, before: int | None) -> list[int]:
    """By the picks: most runs have none, and reading all of those takes long."""
    query = select(Pick.run_id).distinct()
    if before is not None:
        query = query.where(Pick.run_id < before)
    return list(session.exec(query.order_by(col(Pick.run_id).desc()).limit(RUNS_ON_A_PAGE + 1)))
