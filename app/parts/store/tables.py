"""The tables that any agent uses: its runs, what it read, the mails it owes. No brand in sight."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, Text, UniqueConstraint, false, text, true
from sqlmodel import Field, SQLModel

from app.parts.store.database import Json, UtcDateTime


def table_of(model: type[SQLModel]) -> Table:
    """For statements that are run often: without the model around it they cost a third."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


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


INSTEAD = text("instead IS NOT NULL")
HAS_EXTERNAL_ID = text("external_id IS NOT NULL")
ACTIVE = text("status IN ('pending', 'running')")


class AgentRun(SQLModel, table=True):
    """One run of an agent for one profile (for Brand Scout: the brand's id).

    `slot` is the scheduled moment it stands for, None when asked for by hand. `owner` is the
    fence: whoever claimed the run last; a write by any other attempt changes nothing.
    `input` is what the run was asked to do, `external_id` the name that whoever asked gave it,
    `parent_run_id` the run that asked, `not_before` the moment it is due (None: at once).
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


class RequestKey(SQLModel, table=True):
    """A request that may be sent again, by the key its sender gave it, and the run it got."""

    __tablename__ = "request_keys"

    key_digest: str = Field(primary_key=True)
    request_digest: str
    run_id: int = Field(sa_column=Column(ForeignKey("agent_runs.id"), nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)


class Site(SQLModel, table=True):
    """One address that is read again and again, and what its server told us.

    `reads_from` is the feed that the page at `url` declares: read instead of the page. It, the
    server's validators and the `digest` of what it sent, which showed so many `links`, hold for
    `read_as`, the settings they were found under, and no others. `changed`: the last two documents
    differed.
    """

    __tablename__ = "sites"

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(sa_type=Text, unique=True)
    kind: str | None = None
    read_as: str | None = Field(default=None, sa_type=Text)
    reads_from: str | None = Field(default=None, sa_type=Text)
    etag: str | None = Field(default=None, sa_type=Text)
    last_modified: str | None = Field(default=None, sa_type=Text)
    digest: str | None = None
    links: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    changed: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    failures: int = 0
    next_allowed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str | None = None
    error: str | None = Field(default=None, sa_type=Text)
    last_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class HostRest(SQLModel, table=True):
    """A host that asked to be left alone for a while, by all that is read there."""

    __tablename__ = "host_rests"

    host: str = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=Text)


class SiteVisit(SQLModel, table=True):
    """What one run saw at one site. A retried run does not read the site again."""

    __tablename__ = "site_visits"
    __table_args__ = (UniqueConstraint("run_id", "site_id", name="uq_site_visits_site"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(sa_column=Column(ForeignKey("agent_runs.id"), nullable=False))
    site_id: int = Field(sa_column=Column(ForeignKey("sites.id"), nullable=False, index=True))
    status: str
    found: int = 0
    new: int = 0
    error: str | None = Field(default=None, sa_type=Text)
    visited_at: datetime = Field(sa_type=UtcDateTime)


class ArticleState(StrEnum):
    """`passed_over`: named by a site's archive at our first visit, never read."""

    FOUND = "found"
    READ = "read"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    PASSED_OVER = "passed_over"


class Article(SQLModel, table=True):
    """One address of an article, from the moment a site named it.

    `address` is the normal form that makes one article of many spellings. A second address of
    the same article is `duplicate` and points to the first. `story` is the id of one of the
    articles that tell the same: of the one that was judged first, or else of the first.
    `instead` is what its page shows that is not the story (app.parts.reading.types.Instead).
    """

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_site_state", "site_id", "state", "found_at"),
        Index("ix_articles_canonical_address", "canonical_address"),
        Index("ix_articles_found_at", "found_at"),
        Index(
            "ix_articles_instead",
            "site_id",
            "found_at",
            sqlite_where=INSTEAD,
            postgresql_where=INSTEAD,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    site_id: int = Field(sa_column=Column(ForeignKey("sites.id"), nullable=False))
    address: str = Field(sa_type=Text, unique=True)
    url: str = Field(sa_type=Text)
    state: str = ArticleState.FOUND
    found_at: datetime = Field(sa_type=UtcDateTime)
    found_by_run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("agent_runs.id"), nullable=True, index=True)
    )
    title: str = Field(default="", sa_type=Text)
    summary: str = Field(default="", sa_type=Text)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=Text)
    instead: str | None = None
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    canonical_address: str | None = Field(default=None, sa_type=Text)
    language: str | None = None
    authors: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    text: str = Field(default="", sa_type=Text)
    content_hash: str | None = None
    fingerprint: str | None = Field(default=None, sa_type=Text)
    story: int | None = Field(default=None, index=True)


class MailPhase(StrEnum):
    """How far a mail got. `dot` is the moment after which nobody can know without an answer."""

    OPEN = "open"
    DOT = "dot"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class MailKind(StrEnum):
    """`letter`: from a person's address to a person; the others are made for everybody."""

    SUMMARY = "summary"
    ALERT = "alert"
    LETTER = "letter"


TEAM_LIST = "brand-scout"
"""The summaries and alerts: their List-Id begins with it, and people's filters know that."""


class Mail(SQLModel, table=True):
    """One mail to one recipient: the outbox. Written before it is sent, kept as it was sent.

    `message_id` is made of what the mail is about, so that nothing is written twice. `list_name` is
    the mailing list that a recipient can pause, None for a letter of its own. `sender` and
    `reply_to` None: EMAIL_FROM. `in_reply_to` and `thread` are message ids without brackets, the
    latter separated by spaces. A mail for later has its moment in `next_try_at`.
    """

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_phase", "phase"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("agent_runs.id"), nullable=True, index=True)
    )
    kind: str = Field(default=MailKind.LETTER, sa_column_kwargs={"server_default": "summary"})
    list_name: str | None = None
    auto_submitted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    sender: str | None = Field(default=None, sa_type=Text)
    recipient: str
    reply_to: str | None = Field(default=None, sa_type=Text)
    message_id: str = Field(unique=True)
    in_reply_to: str | None = Field(default=None, sa_type=Text)
    thread: str | None = Field(default=None, sa_type=Text)
    subject: str = Field(default="", sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    html: str = Field(default="", sa_type=Text)
    unsubscribe_url: str | None = Field(default=None, sa_type=Text)
    phase: str = MailPhase.OPEN
    owner: str | None = None
    tries: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_try_at: datetime = Field(sa_type=UtcDateTime)
    give_up_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=Text)


class Service(StrEnum):
    """What an agent asks of others, by the call."""

    MODEL = "model"
    SEARCH = "search"
    BROWSER = "browser"
    SCRAPER = "scraper"
    MAIL = "mail"


class ApiUsage(SQLModel, table=True):
    """What calls of a service took, line by line: the ledger behind ceilings and costs.

    `subject` is whom they were about, where an agent works on many in one run (a lead's id).
    `model` and `prompt_version` are of calls of a model, "" for other services. `error`: why a call
    that was made, and may be billed, brought nothing.
    """

    __tablename__ = "api_usage"
    __table_args__ = (Index("ix_api_usage_created_at", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    service: str
    agent: str
    run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("agent_runs.id"), nullable=True, index=True)
    )
    subject: str | None = Field(default=None, sa_type=Text)
    model: str = ""
    prompt_version: str = ""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float = 0.0
    milliseconds: int = 0
    error: str | None = Field(default=None, sa_type=Text)


class Reservation(SQLModel, table=True):
    """Money set aside for a call under way: a row as long as nobody knows what the call costs.

    `owner` is the run's attempt that asks, as in `agent_runs`. One that is not settled by
    `expires_at`, or whose attempt has lost the run, was of a process that is gone.
    """

    __tablename__ = "reservations"

    # Not a number: SQLite gives one that is free again to the next row, and whoever settles late
    # would take that away.
    id: str = Field(primary_key=True)
    service: str
    agent: str
    run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("agent_runs.id"), nullable=True)
    )
    owner: str | None = None
    usd: float
    expires_at: datetime = Field(sa_type=UtcDateTime)


class ModelLoad(SQLModel, table=True):
    """How much a model manages within the time limit of a question, as last learnt.

    `endpoint` without user, password and query: they may be secrets.
    """

    __tablename__ = "model_loads"

    endpoint: str = Field(sa_type=Text, primary_key=True)
    model: str = Field(sa_type=Text, primary_key=True)
    items: int
    text_tokens: int
    at_once: int
    learnt_at: datetime = Field(sa_type=UtcDateTime)


class PausedRecipient(SQLModel, table=True):
    """Someone who asked for no mails of a list for now."""

    __tablename__ = "paused_recipients"

    list_name: str = Field(primary_key=True)
    recipient: str = Field(primary_key=True)
    paused_at: datetime = Field(sa_type=UtcDateTime)


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
