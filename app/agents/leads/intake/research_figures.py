"""The figures of lead research: how many leads, how many are worth writing to, how fast."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from app.agents.leads.agent import RESEARCH
from app.agents.leads.tables import Lead, LeadResearch, LeadStatus
from app.parts.runs.tables import COMPLETED, AgentRun
from app.parts.store.statements import seconds_between

NOT_QUALIFIED = (LeadStatus.NEW, LeadStatus.RESEARCHING, LeadStatus.UNQUALIFIED)
NOT_YET = "not_qualified"
"""Named for GROUP BY: PostgreSQL takes an expression with values in it for another each time."""
SHORTEST = timedelta(minutes=1)
"""Of the time in which leads were researched: one lead in a second is not 3,600 an hour."""


@dataclass(frozen=True, slots=True)
class Research:
    """`seconds` is the mean of a run; `qualified` of the leads that were researched."""

    runs: int
    leads: int
    qualified: int
    seconds: float | None
    leads_per_hour: float | None


@dataclass(frozen=True, slots=True)
class RunTimes:
    """Of completed runs: how many, the seconds they took together, when the first began and the
    last ended."""

    runs: int
    seconds: float
    first: datetime | None
    last: datetime | None


def research_in(session: Session, since: datetime | None) -> Research:
    """From `since` on, or ever."""
    leads = dict(
        session.exec(
            select(col(Lead.status).in_(NOT_QUALIFIED).label(NOT_YET), func.count())
            .where(_was_researched(since))
            .group_by(NOT_YET)
        ).all()
    )
    qualified = leads.get(False, 0)
    times = _times(session, since)
    return Research(
        runs=times.runs,
        leads=qualified + leads.get(True, 0),
        qualified=qualified,
        seconds=round(times.seconds / times.runs, 1) if times.runs else None,
        leads_per_hour=_per_hour(times),
    )


def _times(session: Session, since: datetime | None) -> RunTimes:
    begun, ended = col(AgentRun.started_at), col(AgentRun.completed_at)
    seconds = func.coalesce(func.sum(seconds_between(begun, ended)), 0.0)
    query = select(func.count(), seconds, func.min(begun), func.max(ended)).where(
        AgentRun.agent == RESEARCH,
        COMPLETED,
        begun.is_not(None),
        ended.is_not(None) if since is None else ended >= since,
    )
    runs, taken, first, last = session.execute(query).one()
    return RunTimes(int(runs), float(taken), first, last)


def _was_researched(since: datetime | None) -> ColumnElement[bool]:
    """Ever: whoever has a score, which an index tells without the ways of research."""
    if since is None:
        return col(Lead.score).is_not(None)
    found = select(LeadResearch.lead_id).where(col(LeadResearch.created_at) >= since)
    return col(Lead.id).in_(found)


def _per_hour(times: RunTimes) -> float | None:
    """From the first run's beginning to the last one's end."""
    if times.first is None or times.last is None:
        return None
    passed = max(times.last - times.first, SHORTEST)
    return round(times.runs / (passed / timedelta(hours=1)), 1)
