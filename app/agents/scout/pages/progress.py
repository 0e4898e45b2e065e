"""How far an active run is: stage by stage, in numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, func, select

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather.tables import Article, ArticleState, SiteVisit
from app.agents.scout.judge.verdicts import JUDGED
from app.agents.scout.pages.words import STAGES
from app.agents.scout.tables import VerdictRow
from app.parts.model.prices import dollars
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store import api_usage


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the run as a list shows it."""

    words: str
    state: Literal["done", "now", "later"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One look at a run. `stage` is None while it waits for a worker; `seconds` since it began."""

    run_id: int
    status: str
    stage: str | None
    sites_done: int
    sites: int
    new: int
    read: int
    scored: int
    usd: float
    seconds: int

    @property
    def is_over(self) -> bool:
        return self.status not in ACTIVE

    @property
    def at_work(self) -> str:
        """What it is doing, in a sentence."""
        if self.status == RunStatus.PENDING:
            return "Waiting for a worker."
        return f"At work: {STAGES.get(self.stage or '', self.stage or 'starting')}."

    @property
    def money(self) -> str:
        return dollars(self.usd)

    @property
    def steps(self) -> tuple[Step, ...]:
        names = list(STAGES)
        at = names.index(self.stage) if self.stage in names else -1
        return tuple(
            Step(STAGES[name], "now" if place == at else "done" if place < at else "later")
            for place, name in enumerate(names)
        )


def progress_of(parts: ScoutParts, run_id: int) -> Progress | None:
    """None when there is no such run. Raises DatabaseAwayError."""
    with parts.database.read() as session:
        run = session.get(AgentRun, run_id)
        if run is None:
            return None
        return Progress(
            run_id=run_id,
            status=run.status,
            stage=run.stage,
            sites_done=count(session, SiteVisit.run_id, run_id),
            sites=sites_of(parts, run.profile),
            new=count(session, Article.found_by_run_id, run_id),
            read=count_read(session, run_id),
            scored=count_scored(session, run_id),
            usd=api_usage.spent_by_run(session, run_id).usd,
            seconds=seconds_since(run.started_at or run.created_at, parts.clock()),
        )


def count(session: Session, column: object, run_id: int) -> int:
    return session.exec(select(func.count()).where(col(column) == run_id)).one()


def count_read(session: Session, run_id: int) -> int:
    of_run = select(func.count()).where(
        Article.found_by_run_id == run_id, Article.state == ArticleState.READ
    )
    return session.exec(of_run).one()


def count_scored(session: Session, run_id: int) -> int:
    of_run = select(func.count()).where(VerdictRow.run_id == run_id, VerdictRow.outcome == JUDGED)
    return session.exec(of_run).one()


def sites_of(parts: ScoutParts, profile: str) -> int:
    return next((len(brand.sites) for brand in parts.brands if brand.id == profile), 0)


def seconds_since(moment: datetime, now: datetime) -> int:
    return max(0, round((now - moment).total_seconds()))
