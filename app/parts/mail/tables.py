"""The mails that are owed and were sent, and who asked for none."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Text, false
from sqlmodel import Field, SQLModel

from app.parts.runs.tables import AgentRun
from app.parts.store.database import UtcDateTime
from app.parts.store.statements import table_of

RUN_ID = table_of(AgentRun).c.id


class MailPhase(StrEnum):
    """How far a mail got. `dot` is the moment after which nobody can know without an answer."""

    OPEN = "open"
    DOT = "dot"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class MailKind(StrEnum):
    """`letter`: from a person's address to a person; `sign_in`: a link for one of the people; the
    others are made for everybody."""

    SUMMARY = "summary"
    ALERT = "alert"
    LETTER = "letter"
    SIGN_IN = "sign_in"


INVITATION = "invitation"
"""`mails.kind` of an invitation to a call, its changes and its end. It has a gate: whom nobody may
write to is not invited either."""
TEAM_LIST = "brand-scout"
"""The summaries and alerts: their List-Id begins with it, and people's filters know that."""


class Mail(SQLModel, table=True):
    """One mail to one recipient: the outbox. Written before it is sent, kept as it was sent.

    `message_id` is made of what the mail is about, so that nothing is written twice. `list_name` is
    the mailing list that a recipient can pause, None for a letter of its own. `sender` and
    `reply_to` None: EMAIL_FROM. `in_reply_to` and `thread` are message ids without brackets, the
    latter separated by spaces. A mail for later has its moment in `next_try_at`. `calendar`: the
    iCalendar object that it brings (RFC 6047), None for most.
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_phase", "phase"),
        Index("ix_mails_changed_at", "changed_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey(RUN_ID), nullable=True, index=True)
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
    calendar: str | None = Field(default=None, sa_type=Text)
    unsubscribe_url: str | None = Field(default=None, sa_type=Text)
    phase: str = MailPhase.OPEN
    owner: str | None = None
    tries: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_try_at: datetime = Field(sa_type=UtcDateTime)
    give_up_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_type=Text)


class PausedRecipient(SQLModel, table=True):
    """Someone who asked for no mails of a list for now."""

    __tablename__ = "paused_recipients"

    list_name: str = Field(primary_key=True)
    recipient: str = Field(primary_key=True)
    paused_at: datetime = Field(sa_type=UtcDateTime)
