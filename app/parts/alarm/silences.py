"""Whether runs still finish, and the times in which none did."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, select, update

from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.database import UtcDateTime
from app.parts.store.statements import affected


class Silence(SQLModel, table=True):
    """A time in which no run finished: people were told when it was seen and when it was over.

    At most one open silence (`over_at` is None) for each profile: the one who adds it tells.
    """

    __tablename__ = "silences"
    __table_args__ = (
        Index(
            "uq_silences_open",
            "agent",
            "profile",
            unique=True,
            sqlite_where=text("over_at IS NULL"),
            postgresql_where=text("over_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    agent: str
    profile: str
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    over_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


def last_completed(session: Session, agent: str, profile: str) -> AgentRun | None:
    return session.exec(
        select(AgentRun)
        .where(
            AgentRun.agent == agent,
            AgentRun.profile == profile,
            AgentRun.status == RunStatus.COMPLETED,
        )
        .order_by(col(AgentRun.id).desc())
        .limit(1)
    ).first()


def first_since(session: Session, agent: str, profile: str, run_id: int) -> AgentRun | None:
    """The oldest row after that run: since it was added, somebody waits for a finished run."""
    return session.exec(
        select(AgentRun)
        .where(AgentRun.agent == agent, AgentRun.profile == profile, col(AgentRun.id) > run_id)
        .order_by(col(AgentRun.id))
        .limit(1)
    ).first()


def last_failure(session: Session, agent: str, profile: str, run_id: int) -> str | None:
    """Why the newest run after that one failed; None when none did."""
    return session.exec(
        select(AgentRun.error_message)
        .where(
            AgentRun.agent == agent,
            AgentRun.profile == profile,
            AgentRun.status == RunStatus.FAILED,
            col(AgentRun.id) > run_id,
        )
        .order_by(col(AgentRun.id).desc())
        .limit(1)
    ).first()


def open_silence(session: Session, agent: str, profile: str) -> Silence | None:
    return session.exec(
        select(Silence).where(
            Silence.agent == agent, Silence.profile == profile, col(Silence.over_at).is_(None)
        )
    ).first()


def begin_silence(
    session: Session, agent: str, profile: str, since: datetime | None, now: datetime
) -> int | None:
    """The new silence's id; None when another process was first to see it."""
    silence = Silence(agent=agent, profile=profile, since=since, seen_at=now)
    try:
        with session.begin_nested():
            session.add(silence)
            session.flush()
    except IntegrityError:
        return None
    return silence.id


def end_silence(session: Session, silence_id: int, now: datetime) -> bool:
    """True for the one process that ended it."""
    return bool(
        affected(
            session,
            update(Silence)
            .where(col(Silence.id) == silence_id, col(Silence.over_at).is_(None))
            .values(over_at=now),
        )
    )
