"""The run as a state machine in the database. The database is the truth; Redis is a doorbell.

    (slot or request) -> pending -> running -> completed | failed
                         skipped    running -> pending   (lease expired, tries left)
                                    pending -> skipped   (no worker took it up in time)

A run that owes nothing but its mails is `completed` however its attempt ends: the outbox has
them, and what becomes of them is noted in the run when they are through.

Every move is one conditional UPDATE whose row count is read. `owner` is the fence: an attempt
that lost its lease changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Update,
    and_,
    bindparam,
    func,
    literal,
    or_,
)
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.lib.errors import PermanentError
from app.parts.store.database import Database
from app.parts.store.tables import AgentRun, MailStatus, RunStatus, Trigger, table_of

HEARTBEAT_SECONDS = 10
LEASE_SECONDS = 45
"""Four missed beats. Beat 10 s, lease 45 s and a look every 15 s take up a dead run in a minute."""
ATTEMPTS = 3
"""A run that kills its worker each time must not be tried for ever."""

ACTIVE = (RunStatus.PENDING, RunStatus.RUNNING)

RUNS = table_of(AgentRun)
RunIds = SelectOfScalar[int] | SelectOfScalar[None]
"""A query for the ids of some runs."""

NOT_TAKEN = "No worker took it up in time: is one running? (`python worker.py`)"
NOT_TAKEN_AGAIN = "No worker took it up again in time. The last attempt: "


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


def affected(
    session: Session, statement: Update | Delete, values: Mapping[str, object] | None = None
) -> int:
    """How many rows it changed. Rows that were loaded before stay as they were loaded."""
    keep_loaded = {"synchronize_session": False}
    result = session.execute(statement, values, execution_options=keep_loaded)
    if not isinstance(result, CursorResult):
        raise TypeError("an UPDATE or DELETE has a row count")
    return result.rowcount


def add_scheduled_run(
    database: Database, *, agent: str, profile: str, slot: datetime, now: datetime
) -> int | None:
    """A pending run for the slot; its id, or None when the slot has its row already.

    While another run of the profile is active the slot is `skipped`, with that reason: the
    unique index on active runs decides, so that two processes cannot both think "none active".
    """
    fields = {"agent": agent, "profile": profile, "slot": slot, "trigger": Trigger.SCHEDULE}
    try:
        return insert_run(database, created_at=now, **fields)
    except IntegrityError:
        add_skipped_slot(
            database,
            agent=agent,
            profile=profile,
            slot=slot,
            now=now,
            reason="The run before it was still working.",
        )
        return None


def add_skipped_slot(
    database: Database, *, agent: str, profile: str, slot: datetime, now: datetime, reason: str
) -> None:
    """Give the slot a `skipped` row, unless it has a row already."""
    try:
        insert_run(
            database,
            agent=agent,
            profile=profile,
            slot=slot,
            trigger=Trigger.SCHEDULE,
            status=RunStatus.SKIPPED,
            created_at=now,
            completed_at=now,
            error_message=reason,
        )
    except IntegrityError:
        return


def end_late_starts(
    database: Database, *, agent: str, profile: str, made_until: datetime, now: datetime
) -> None:
    """Close the slots made until then that still wait for a worker: none may stay open for ever.

    What somebody asked for waits as long as it takes.
    """
    late = and_(
        col(AgentRun.agent) == agent,
        col(AgentRun.profile) == profile,
        col(AgentRun.trigger) == Trigger.SCHEDULE,
        col(AgentRun.status) == RunStatus.PENDING,
        col(AgentRun.created_at) <= made_until,
    )
    again = literal(NOT_TAKEN_AGAIN) + func.coalesce(AgentRun.error_message, "")
    with database.write() as session:
        for begun, status, reason in (
            (col(AgentRun.attempt) == 0, RunStatus.SKIPPED, literal(NOT_TAKEN)),
            (col(AgentRun.attempt) > 0, RunStatus.FAILED, again),
        ):
            session.execute(
                update(AgentRun)
                .where(late, begun)
                .values(status=status, completed_at=now, error_message=reason)
            )


def insert_run(database: Database, **fields: Any) -> int:
    with database.write() as session:
        run = AgentRun(**fields)
        session.add(run)
        session.flush()
        return required_id(run.id)


def required_id(value: int | None) -> int:
    """The id of a stored row (SQLModel types it as optional)."""
    if value is None:
        raise TypeError("the row has not been stored")
    return value


def active_run(session: Session, agent: str, profile: str) -> AgentRun | None:
    return session.exec(
        select(AgentRun).where(
            AgentRun.agent == agent,
            AgentRun.profile == profile,
            col(AgentRun.status).in_(ACTIVE),
        )
    ).first()


def find_run(database: Database, run_id: int) -> AgentRun | None:
    with database.read() as session:
        return session.get(AgentRun, run_id)


def list_runs(
    database: Database, *, agent: str, limit: int, before: int | None = None
) -> list[AgentRun]:
    """Newest first."""
    query = select(AgentRun).where(AgentRun.agent == agent)
    if before is not None:
        query = query.where(col(AgentRun.id) < before)
    with database.read() as session:
        return list(session.exec(query.order_by(col(AgentRun.id).desc()).limit(limit)))


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


def finish_run(
    session: Session,
    claim: Claim,
    now: datetime,
    *,
    result: dict[str, Any],
    error_message: str | None = None,
) -> None:
    """Close the run inside the caller's transaction: `failed` with an error, else `completed`."""
    guard(session, claim, now)
    session.execute(
        update(AgentRun)
        .where(owned(claim))
        .values(
            status=RunStatus.FAILED if error_message else RunStatus.COMPLETED,
            result=result,
            error_message=error_message,
            completed_at=now,
            stage=None,
        )
    )


def fail_run(database: Database, claim: Claim, now: datetime, reason: str) -> None:
    """Close the run as failed, keeping what result it has. Raises LeaseLostError."""
    with database.write() as session:
        guard(session, claim, now)
        if leave_to_outbox(session, owned(claim), now):
            return
        session.execute(
            update(AgentRun)
            .where(owned(claim))
            .values(status=RunStatus.FAILED, error_message=reason, completed_at=now, stage=None)
        )


def leave_to_outbox(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    """Complete the runs that owe only their mails; the count of them."""
    return affected(
        session,
        update(AgentRun)
        .where(which, col(AgentRun.mail_status) == MailStatus.WAITING)
        .values(
            status=RunStatus.COMPLETED,
            owner=None,
            stage=None,
            completed_at=now,
            error_message=None,
        ),
    )


def release_run(database: Database, claim: Claim, now: datetime, reason: str) -> None:
    """Hand a run back: to the next attempt while tries are left, else it has failed."""
    with database.write() as session:
        put_back(session, owned(claim), now, reason)


def put_back(session: Session, which: ColumnElement[bool], now: datetime, reason: str) -> int:
    mailing = leave_to_outbox(session, which, now)
    again = affected(
        session,
        update(AgentRun)
        .where(which, col(AgentRun.attempt) < ATTEMPTS)
        .values(status=RunStatus.PENDING, owner=None, stage=None, error_message=reason),
    )
    ended = affected(
        session,
        update(AgentRun)
        .where(which, col(AgentRun.attempt) >= ATTEMPTS)
        .values(
            status=RunStatus.FAILED,
            stage=None,
            completed_at=now,
            error_message=f"Given up after {ATTEMPTS} attempts. The last one: {reason}",
        ),
    )
    return mailing + again + ended


def recover_runs(database: Database, now: datetime) -> int:
    """Put back every running run whose worker is gone. The count of those moved."""
    dead = and_(col(AgentRun.status) == RunStatus.RUNNING, lease_expired(now))
    with database.write() as session:
        return put_back(session, dead, now, "The worker was killed or lost its connection.")


def waiting_runs(database: Database, now: datetime, older_than: datetime) -> list[tuple[int, str]]:
    """Pending runs that a worker should take, each with its agent: those made for later that are
    due, and those asked for at once before `older_than`, whose ring may have been lost."""
    query = select(AgentRun.id, AgentRun.agent).where(
        AgentRun.status == RunStatus.PENDING,
        or_(
            col(AgentRun.not_before) <= now,
            and_(col(AgentRun.not_before).is_(None), col(AgentRun.created_at) <= older_than),
        ),
    )
    with database.read() as session:
        return [(required_id(run_id), agent) for run_id, agent in session.exec(query)]
