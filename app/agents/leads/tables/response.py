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
    """Append-only, which triggers hold: each entry carries the digest of the one before it, so that
    a changed or missing one shows (law/consents.py). `number` counts from 1 without a gap.
    `address_digest` is keyed, and the words stand in `consent_words`: the chain outlives the
    person. `via` is how we heard of it."""

    __tablename__ = "consents"

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    address_digest: str = Field(index=True)
    kind: str
    via: str
    happened_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    words_digest: str = ""
    rule: str = ""
    rules_version: str = ""
    previous_digest: str = Field(unique=True)
    digest: str = Field(unique=True)


class ConsentWords(SQLModel, table=True):
    """What was said, by whom and where that is kept: all of an entry that an erasure takes away.
    `salt` keeps its digest in `consents` from being guessed afterwards."""

    __tablename__ = "consent_words"

    consent_id: int = Field(
        sa_column=Column(ForeignKey("consents.id"), primary_key=True, autoincrement=False)
    )
    lead_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("leads.id"), nullable=True, index=True)
    )
    wording: str = Field(default="", sa_type=Text)
    source: str = Field(default="", sa_type=Text)
    salt: str


class InboxPlace(SQLModel, table=True):
    """How far a folder was read: messages above `last_uid` are new while `uid_validity` holds.
    `changed_at` is when it was last read to its end."""

    __tablename__ = "inbox_places"

    mailbox: str = Field(primary_key=True)
    uid_validity: int
    last_uid: int
    changed_at: datetime = Field(sa_type=UtcDateTime)
