"""The run as a state machine in the database. The database is the truth; Redis is a doorbell.

    (slot or request) -> pending -> running -> completed | failed
                         skipped    running -> pending   (lease expired, tries left)
                                    pending -> skipped   (no worker took it up in time)

docs/states.md has each move and who makes it: `slots.py` and `run_requests.py` add runs, `lease.py`
takes them, `endings.py` ends their attempts. Here they are looked up.
"""

from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.database import Database
from app.parts.store.statements import required_id

ACTIVE = (RunStatus.PENDING, RunStatus.RUNNING)
RunIds = SelectOfScalar[int] | SelectOfScalar[None]
"""A query for the ids of some runs."""


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
