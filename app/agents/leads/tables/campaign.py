"""What is offered to leads, and the mails that were written to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.agents.leads.tables.columns import MAIL_ID, RUN_ID, json_list, json_object
from app.parts.store.database import UtcDateTime


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Campaign(SQLModel, table=True):
    """What is offered to whom, in which steps. `approve`: all, first or none of a lead's mails are
    looked at before they go. `offer` and `steps` are parsed where they are read."""

    __tablename__ = "campaigns"

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    name: str = Field(sa_type=Text)
    goal: str = Field(default="", sa_type=Text)
    offer: dict[str, Any] = json_object()
    steps: list[dict[str, Any]] = json_list()
    approve: str = "all"
    daily_cap: int | None = None
    stated_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    stated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str = CampaignStatus.DRAFT


class CampaignLead(SQLModel, table=True):
    """A lead's way through a campaign. `ended_because` is empty while mails may follow."""

    __tablename__ = "campaign_leads"
    __table_args__ = (
        Index("ix_campaign_leads_lead", "lead_id"),
        Index("ix_campaign_leads_ended", "campaign_id", "ended_at", "ended_because"),
    )

    campaign_id: int = Field(
        sa_column=Column(ForeignKey("campaigns.id"), primary_key=True, nullable=False)
    )
    lead_id: int = Field(sa_column=Column(ForeignKey("leads.id"), primary_key=True, nullable=False))
    added_at: datetime = Field(sa_type=UtcDateTime)
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_because: str = ""


class SequenceMailState(StrEnum):
    """`draft` waits for a person's word, `approved` for its time; `handed_over` is in the outbox
    (`mail_id`), which alone knows what became of it."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


class SequenceMail(SQLModel, table=True):
    """One mail of a sequence, from its draft to what came of it (table `email_campaigns`).

    `ground`, `rule`, `rules_version` and `country_evidence` are what the law's gate said at the
    moment it was claimed for sending, `ground_evidence` what the ground rested on (grounds.py);
    `refusal` why it may not go. `opened_at` and `clicked_at` are
    the first by people, machines have their own; none of the four decides anything.
    """

    __tablename__ = "email_campaigns"
    __table_args__ = (
        UniqueConstraint(
            "campaign_id", "lead_id", "email_sequence", name="uq_email_campaigns_sequence"
        ),
        Index("ix_email_campaigns_state", "state", "scheduled_for"),
        Index("ix_email_campaigns_sent_at", "from_email", "sent_at"),
        Index("ix_email_campaigns_lead", "lead_id"),
        Index("ix_email_campaigns_drafts", "state", "id", "campaign_id"),
        # What is counted for pages, so that no row is read: each has a whole mail in it.
        Index(
            "ix_email_campaigns_counted",
            *("campaign_id", "step", "email_sequence", "state", "mail_id"),
            *("sent_at", "replied_at", "bounced_at", "unsubscribed_at"),
            *("opened_at", "clicked_at", "opened_by_machine_at", "clicked_by_machine_at"),
        ),
        Index(
            "ix_email_campaigns_marks",
            *("sent_at", "replied_at", "bounced_at", "unsubscribed_at", "opened_at", "clicked_at"),
            *("opened_by_machine_at", "clicked_by_machine_at"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = Field(sa_column=Column(ForeignKey("leads.id"), nullable=False))
    campaign_id: int = Field(sa_column=Column(ForeignKey("campaigns.id"), nullable=False))
    run_id: int | None = Field(default=None, sa_column=Column(ForeignKey(RUN_ID), nullable=True))
    mail_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey(MAIL_ID), nullable=True, index=True)
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    email_sequence: int
    step: str
    state: str = SequenceMailState.DRAFT
    subject: str = Field(default="", sa_type=Text)
    body: str = Field(default="", sa_type=Text)
    claims: list[dict[str, Any]] = json_list()
    problems: list[str] = json_list()
    written_by: str = ""
    from_email: str = ""
    reply_to: str | None = None
    scheduled_for: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_by: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    message_id: str | None = Field(default=None, unique=True)
    ground: str | None = None
    rule: str | None = None
    rules_version: str | None = None
    country_evidence: list[dict[str, Any]] = json_list()
    ground_evidence: dict[str, Any] = json_object()
    refusal: str | None = Field(default=None, sa_type=Text)
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bounced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bounce_type: str | None = None
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clicked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opened_by_machine_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clicked_by_machine_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unsubscribed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
