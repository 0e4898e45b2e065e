"""The rows of slots: a pending run, or why there was none.

While another run of the profile is active the slot is `skipped`: the unique index on active runs
decides, so that two processes cannot both think "none active".
"""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, update

from app.parts.runs.tables import AgentRun, RunStatus, Trigger
from app.parts.store.database import Database
from app.parts.store.statements import required_id

NOT_TAKEN = "No worker took it up in time: is one running? (`python worker.py`)"
NOT_TAKEN_AGAIN = "No worker took it up again in time. The last attempt: "


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
