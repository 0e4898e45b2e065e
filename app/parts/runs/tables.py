"""The work of every agent: its runs, and the requests for them that may come again."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.parts.store.database import Json, UtcDateTime


class RunStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Trigger(StrEnum):
    """What asked for a run."""

    SCHEDULE = "schedule"
    REQUEST = "request"
    COMMAND = "command"


class MailStatus(StrEnum):
    """What a run's mails came to, taken together; None until the run's report is stored."""

    NOTHING_NEW = "nothing_new"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


HAS_EXTERNAL_ID = text("external_id IS NOT NULL")
ACTIVE = text("status IN ('pending', 'running')")
COMPLETED = text("status = 'completed'")
"""In these words: SQLite knows by them that its index will do."""


class AgentRun(SQLModel, table=True):
    """One run of an agent for one profile (for Brand Scout: the brand's id).

    `slot` is the scheduled moment it stands for, None when asked for by hand. `owner` is the
    fence: whoever claimed the run last; a write by any other attempt changes nothing.
    `input` is what the run was asked to do, `external_id` the name that whoever asked gave it,
    `parent_run_id` the run that asked, `not_before` the moment it is due (None: at once).
    `requested_by`: the user who asked, None where nobody signs in and for what is scheduled.
    """

    __tablename__ = "agent_runs"
    __table_args__ = (
        UniqueConstraint("agent", "profile", "slot", name="uq_agent_runs_slot"),
        Index(
            "uq_agent_runs_active",
            "agent",
            "profile",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index("ix_agent_runs_profile", "agent", "profile", "id"),
        # Without it SQLite reads every run, with its result, and sorts them to list the newest.
        Index("ix_agent_runs_agent", "agent", "id"),
        Index("ix_agent_runs_status", "status", "agent", "profile"),
        # Figures are of the times alone: without it each run is read, with its result. The status
        # is the same in all of it; without that SQLite takes the index of the status.
        Index(
            "ix_agent_runs_completed",
            "agent",
            "status",
            "completed_at",
            "started_at",
            sqlite_where=COMPLETED,
            postgresql_where=COMPLETED,
        ),
        Index(
            "uq_agent_runs_external_id",
            "agent",
            "external_id",
            unique=True,
            sqlite_where=HAS_EXTERNAL_ID,
            postgresql_where=HAS_EXTERNAL_ID,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    agent: str
    profile: str
    slot: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trigger: str
    status: str = RunStatus.PENDING
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempt: int = 0
    owner: str | None = None
    heartbeat_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stage: str | None = None
    result: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    error_message: str | None = Field(default=None, sa_type=Text)
    mail_status: str | None = Field(default=None, index=True)
    # Empty since request_keys took its place: SQLite cannot drop a unique column without
    # rebuilding the table, and rows of other tables point to this one.
    idempotency_key: str | None = Field(default=None, unique=True)
    input: dict[str, Any] = Field(
        default_factory=dict,
        sa_column=Column(Json, nullable=False, server_default=text("'{}'")),
    )
    external_id: str | None = Field(default=None, sa_type=Text)
    parent_run_id: int | None = Field(default=None, index=True)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    requested_by: int | None = None


class RequestKey(SQLModel, table=True):
    """A request that may be sent again, by the key its sender gave it, and the run it got."""

    __tablename__ = "request_keys"

    key_digest: str = Field(primary_key=True)
    request_digest: str
    run_id: int = Field(sa_column=Column(ForeignKey("agent_runs.id"), nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
