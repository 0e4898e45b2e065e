"""How an attempt ends: its run is over, is left to its mails, or goes to the next attempt.

A run that owes nothing but its mails is `completed` however its attempt ends: the outbox has
them, and what becomes of them is noted in the run when they are through.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, update

from app.parts.runs.lease import ATTEMPTS, Claim, guard, lease_expired, owned
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from app.parts.store.database import Database
from app.parts.store.statements import affected


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
