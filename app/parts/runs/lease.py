"""The right to work on a run: whoever claimed it last has it, as long as somebody beats for it.

Every move is one conditional UPDATE whose row count is read. `owner` is the fence: an attempt
that lost its lease changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, bindparam, func, or_
from sqlmodel import Session, col, select, update

from app.lib.errors import PermanentError
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.database import Database
from app.parts.store.statements import affected, required_id, table_of

HEARTBEAT_SECONDS = 10
LEASE_SECONDS = 45
"""Four missed beats. Beat 10 s, lease 45 s and a look every 15 s take up a dead run in a minute."""
ATTEMPTS = 3
"""A run that kills its worker each time must not be tried for ever."""

RUNS = table_of(AgentRun)
NEVER = datetime.min.replace(tzinfo=UTC)


class LeaseLostError(PermanentError):
    """Another attempt owns the run now; this one must stop without writing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a run, until another attempt takes it. `started_at` is when the first
    attempt began, `claimed_at` when this one did.
    """

    run_id: int
    agent: str
    profile: str
    owner: str
    attempt: int
    started_at: datetime
    claimed_at: datetime


def lease_expired(now: datetime) -> ColumnElement[bool]:
    """True for a run nobody beats for. A run that died before its first beat has none: COALESCE."""
    last_sign = func.coalesce(AgentRun.heartbeat_at, AgentRun.started_at, AgentRun.created_at)
    return last_sign < now - timedelta(seconds=LEASE_SECONDS)


def is_due(now: datetime) -> ColumnElement[bool]:
    """True for a run that may begin: most are asked for at once and name no moment."""
    return or_(col(AgentRun.not_before).is_(None), col(AgentRun.not_before) <= now)


def claim_run(database: Database, run_id: int, now: datetime) -> Claim | None:
    """Take a run that is due and waits, or whose worker died. None: nothing is left to do."""
    owner = uuid4().hex
    free = or_(
        col(AgentRun.status) == RunStatus.PENDING,
        and_(col(AgentRun.status) == RunStatus.RUNNING, lease_expired(now)),
    )
    with database.write() as session:
        taken = affected(
            session,
            update(AgentRun)
            .where(col(AgentRun.id) == run_id, free, is_due(now), col(AgentRun.attempt) < ATTEMPTS)
            .values(
                status=RunStatus.RUNNING,
                owner=owner,
                attempt=AgentRun.attempt + 1,
                started_at=func.coalesce(AgentRun.started_at, now),
                heartbeat_at=now,
            ),
        )
        run = session.get(AgentRun, run_id) if taken else None
        if run is None:
            return None
        return Claim(run_id, run.agent, run.profile, owner, run.attempt, run.started_at or now, now)


def next_in_turn(database: Database, agents: Sequence[str], now: datetime) -> int | None:
    """For agents that share a queue: the oldest run that waits, of the agent whose last run began
    longest ago; None where none of them has one.

    Redis gives runs out as they were rung for: a thousand runs that one agent was asked for would
    keep each slot of another waiting until it is closed.
    """
    with database.read() as session:
        oldest = oldest_waiting(session, agents, now)
        if not oldest:
            return None
        return min(oldest, key=lambda waiting: (last_beginning(session, waiting[0]), waiting[1]))[1]


def oldest_waiting(session: Session, agents: Sequence[str], now: datetime) -> list[tuple[str, int]]:
    """Each agent that has runs that are due, with the first of them."""
    query = (
        select(AgentRun.agent, func.min(AgentRun.id))
        .where(AgentRun.status == RunStatus.PENDING, is_due(now), col(AgentRun.agent).in_(agents))
        .group_by(AgentRun.agent)
    )
    return [(agent, required_id(run_id)) for agent, run_id in session.exec(query)]


def last_beginning(session: Session, agent: str) -> datetime:
    query = (
        select(AgentRun.started_at)
        .where(AgentRun.agent == agent, col(AgentRun.started_at).is_not(None))
        .order_by(col(AgentRun.id).desc())
        .limit(1)
    )
    return session.exec(query).first() or NEVER


def owned(claim: Claim) -> ColumnElement[bool]:
    return and_(
        col(AgentRun.id) == claim.run_id,
        col(AgentRun.owner) == claim.owner,
        col(AgentRun.status) == RunStatus.RUNNING,
    )


BEAT = (
    update(RUNS)
    .where(
        RUNS.c.id == bindparam("run_id"),
        RUNS.c.owner == bindparam("claimed_by"),
        RUNS.c.status == RunStatus.RUNNING,
    )
    .values(heartbeat_at=bindparam("now"))
)
"""Built once: building it took longer than running it, for each article that was read."""


def guard(session: Session, claim: Claim, now: datetime) -> None:
    """First statement of every write of an attempt: it beats, locks the row and checks the fence.

    Raises LeaseLostError, which rolls the transaction back.
    """
    of_claim = {"run_id": claim.run_id, "claimed_by": claim.owner, "now": now}
    if not affected(session, BEAT, of_claim):
        raise LeaseLostError(f"Run {claim.run_id} was taken over by another attempt.")


def beat(database: Database, claim: Claim, now: datetime) -> None:
    """Renew the lease. Raises LeaseLostError."""
    with database.write() as session:
        guard(session, claim, now)


def enter_stage(database: Database, claim: Claim, stage: str, now: datetime) -> None:
    with database.write() as session:
        guard(session, claim, now)
        session.execute(update(AgentRun).where(owned(claim)).values(stage=stage))
