"""What came of the mails: events, how far the mailbox was read, who must not be written to and who
agreed to be."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Text, false
from sqlmodel import Field, SQLModel

from app.parts.store.database import UtcDateTime


class EmailEvent(SQLModel, table=True):
    """What happened to a mail or came from a lead. `source_key` names the message it came by, so
    that none is taken twice. `by_machine`: a proxy or scanner; it decides nothing."""

    __tablename__ = "email_events"
    __table_args__ = (Index("ix_email_events_lead", "lead_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("leads.id"), nullable=True)
    )
    email_campaign_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("email_campaigns.id"), nullable=True, index=True)
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    kind: str
    by_machine: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    detail: str = Field(default="", sa_type=Text)
    source_key: str | None = Field(default=None, unique=True)


class Suppression(SQLModel, table=True):
    """An address that is written to no more, as a keyed digest: it holds after the person is
    erased. `hint` (the domain) is all that a person can read."""

    __tablename__ = "suppressions"

    id: int | None = Field(default=None, primary_key=True)
    address_digest: str = Field(unique=True)
    hint: str = ""
    reason: str
    source: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Consent(SQLModel, table=True):
    """Append-only: each entry carries the digest of the one before it, so that a changed or missing
    one shows. `address_digest` is keyed: the chain outlives the person."""

    __tablename__ = "consents"

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int | None = Field(default=None, index=True)
    address_digest: str = Field(index=True)
    kind: str
    evidence: str = Field(default="", sa_type=Text)
    source: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)
    previous_digest: str
    digest: str = Field(unique=True)


class InboxPlace(SQLModel, table=True):
    """How far a folder was read: messages above `last_uid` are new while `uid_validity` holds.
    `changed_at` is when it was last read to its end."""

    __tablename__ = "inbox_places"

    mailbox: str = Field(primary_key=True)
    uid_validity: int
    last_uid: int
    changed_at: datetime = Field(sa_type=UtcDateTime)
