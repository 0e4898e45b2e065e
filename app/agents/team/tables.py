"""What the team's agents and the webhooks keep beside their runs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.parts.runs.tables import AgentRun
from app.parts.store.database import Json, UtcDateTime
from app.parts.store.statements import table_of

RUN_ID = table_of(AgentRun).c.id


def json_column() -> Column[Any]:
    return Column(Json, nullable=False)


class ModelAnswer(SQLModel, table=True):
    """What a model answered to a question, kept a day: the same question is not paid for twice."""

    __tablename__ = "model_answers"

    question_digest: str = Field(primary_key=True)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    model: str
    prompt_version: str
    answer: dict[str, JsonValue] = Field(sa_column=json_column())


class ProductInsight(SQLModel, table=True):
    """An insight of the product manager's. `sources`: what it rests on, each with its address."""

    __tablename__ = "product_insights"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(sa_column=Column(ForeignKey(RUN_ID), nullable=False, index=True))
    created_at: datetime = Field(sa_type=UtcDateTime)
    title: str = Field(sa_type=Text)
    insight: str = Field(sa_type=Text)
    sources: list[JsonValue] = Field(sa_column=json_column())


class CalendarEventStatus(StrEnum):
    """As iCalendar's STATUS has it (RFC 5545, 3.8.1.11), in small letters."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class CalendarEvent(SQLModel, table=True):
    """A call: proposed, booked or cancelled. `uid` and `sequence` are iCalendar's; `external_id` is
    what a booking service calls it, with its name before it. `stamped_at` is its DTSTAMP: when
    whoever organizes it said what stands here.

    `revision` counts its changes, `caldav_revision` is the one that the CalDAV calendar has, under
    `caldav_etag`; None is in no calendar. `caldav_try_at`: when it is put there next, None when
    nothing is owed. `caldav_problem`: why the last try failed.
    """

    __tablename__ = "calendar_events"
    __table_args__ = (
        Index("ix_calendar_events_starts_at", "starts_at", "status"),
        Index("ix_calendar_events_caldav_try_at", "caldav_try_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    sequence: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    stamped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    zone: str
    summary: str = Field(sa_type=Text)
    description: str = Field(default="", sa_type=Text)
    location: str = Field(default="", sa_type=Text)
    organizer: str = ""
    attendees: list[JsonValue] = Field(default_factory=list, sa_column=json_column())
    status: str = CalendarEventStatus.TENTATIVE
    source: str = ""
    external_id: str | None = Field(default=None, unique=True)
    lead_id: int | None = Field(default=None, index=True)
    run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey(RUN_ID), nullable=True, index=True)
    )
    revision: int = 0
    caldav_revision: int | None = None
    caldav_etag: str | None = Field(default=None, sa_type=Text)
    caldav_tries: int = 0
    caldav_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    caldav_problem: str | None = Field(default=None, sa_type=Text)


class CallScript(SQLModel, table=True):
    """What to say in a call, with the facts it rests on."""

    __tablename__ = "call_scripts"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(sa_column=Column(ForeignKey(RUN_ID), nullable=False, index=True))
    created_at: datetime = Field(sa_type=UtcDateTime)
    lead_id: int | None = Field(default=None, index=True)
    event_id: int | None = Field(default=None, index=True)
    content: dict[str, JsonValue] = Field(sa_column=json_column())


class WebhookState(StrEnum):
    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"


class WebhookEvent(SQLModel, table=True):
    """What somebody reported, as it came. `kind` is the path's last word, `event_id` the sender's
    name for it: one row for each. `what_came` says in words what was made of it."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        UniqueConstraint("kind", "event_id", name="uq_webhook_events_event_id"),
        Index("ix_webhook_events_state", "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    event_id: str
    received_at: datetime = Field(sa_type=UtcDateTime)
    content_type: str = ""
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = WebhookState.RECEIVED
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    what_came: str = Field(default="", sa_type=Text)
    error: str | None = Field(default=None, sa_type=Text)


class Alert(SQLModel, table=True):
    """A trouble that a monitoring reported, from its beginning to its end; mailed once at each."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("fingerprint", "starts_at", name="uq_alerts_fingerprint"),
        Index("ix_alerts_status", "status", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str
    name: str = Field(sa_type=Text)
    severity: str = ""
    summary: str = Field(default="", sa_type=Text)
    labels: dict[str, JsonValue] = Field(sa_column=json_column())


class Scrape(SQLModel, table=True):
    """Pages that a scraper elsewhere read for us."""

    __tablename__ = "scrapes"

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    source: str
    external_id: str = Field(unique=True)
    status: str
    pages: list[JsonValue] = Field(sa_column=json_column())
    lead_ids: list[JsonValue] = Field(sa_column=json_column())
    error: str | None = Field(default=None, sa_type=Text)


class UsedToken(SQLModel, table=True):
    """The `jti` of a token that was shown: it is good once. Kept until the token has expired."""

    __tablename__ = "used_tokens"

    jti: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
