"""The lead agents' own tables: whom they know, what pages say of them, what was written and sent
to them, what came back, and who must not be written to.

Everything of a person hangs on `leads.id`, so that erasing finds it; `suppressions` and `consents`
outlive the person, as digests.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint, event, false, text
from sqlmodel import Field, SQLModel

from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Json, UtcDateTime
from app.parts.store.statements import table_of

RUN_ID, MAIL_ID = table_of(AgentRun).c.id, table_of(Mail).c.id
HAS_EMAIL = text("email_key IS NOT NULL")
LONGEST_SEARCHED = 500
"""Characters: PostgreSQL's indexes take no more than some 2,700 bytes."""


def json_list() -> Any:
    return Field(
        default_factory=list,
        sa_column=Column(Json, nullable=False, server_default=text("'[]'")),
    )


def json_object() -> Any:
    return Field(
        default_factory=dict,
        sa_column=Column(Json, nullable=False, server_default=text("'{}'")),
    )


def of_lead() -> Any:
    return Field(sa_column=Column(ForeignKey("leads.id"), nullable=False, index=True))


class LeadStatus(StrEnum):
    NEW = "new"
    RESEARCHING = "researching"
    RESEARCHED = "researched"
    UNQUALIFIED = "unqualified"
    EMAILED = "emailed"
    REPLIED = "replied"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"


class Lead(SQLModel, table=True):
    """A person or company that mails may be written to.

    `email_key` is the address as doubles are told by: lower case, without plus-tag and Gmail's
    dots. `name_key` (name and company, folded) shows likely doubles, which nobody merges by
    machine. `ground` is why they may be written to, as given. `missing` says what an unqualified
    lead lacks. No id is given twice: what runs and costs keep of an erased lead is of nobody.
    `searched` is what the list of leads is searched in (`searched_of`); its index holds all that
    such a search asks for, so that it reads no rows. A column that the database makes would not do:
    SQLite reads the rows of those.
    """

    __tablename__ = "leads"
    __table_args__ = (
        Index(
            "uq_leads_email_key",
            "email_key",
            unique=True,
            sqlite_where=HAS_EMAIL,
            postgresql_where=HAS_EMAIL,
        ),
        Index("ix_leads_status", "status", "id"),
        Index("ix_leads_score", "score", "id"),
        Index("ix_leads_status_score", "status", "score", "id"),
        Index("ix_leads_searched", "searched", "status", "score", "id"),
        Index("ix_leads_name_key", "name_key"),
        Index("ix_leads_updated_at", "updated_at"),
        Index("ix_leads_created_at", "created_at", "status"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    name: str | None = Field(default=None, sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    email_key: str | None = None
    name_key: str | None = None
    company: str | None = Field(default=None, sa_type=Text)
    title: str | None = Field(default=None, sa_type=Text)
    website_url: str | None = Field(default=None, sa_type=Text)
    linkedin_url: str | None = Field(default=None, sa_type=Text)
    twitter_url: str | None = Field(default=None, sa_type=Text)
    ig_url: str | None = Field(default=None, sa_type=Text)
    phone: str | None = Field(default=None, sa_type=Text)
    location: str | None = Field(default=None, sa_type=Text)
    country: str | None = None
    source: str | None = Field(default=None, sa_type=Text)
    tags: list[str] = json_list()
    ground: str | None = None
    profile_text: str | None = Field(default=None, sa_type=Text)
    is_role_address: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    is_disposable: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    status: str = LeadStatus.NEW
    score: int | None = None
    score_parts: dict[str, Any] = json_object()
    missing: list[str] = json_list()
    searched: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})


def searched_of(name: str | None, email: str | None, company: str | None) -> str:
    words = " ".join(filter(None, (name, email, company)))
    return words.lower()[:LONGEST_SEARCHED]


@event.listens_for(Lead, "before_insert")
@event.listens_for(Lead, "before_update")
def keep_searched(_mapper: object, _connection: object, lead: Lead) -> None:
    """Whoever writes rows without the model does it too (intake/take_in.py)."""
    lead.searched = searched_of(lead.name, lead.email, lead.company)


class LeadResearch(SQLModel, table=True):
    """One way that was tried to find out about a lead, why, and what came of it.

    `way`: company_site, search, given_link, profile_text, browser,
    model. `outcome`: found,
    nothing, blocked, failed, skipped.
    """

    __tablename__ = "lead_research"
    __table_args__ = (Index("ix_lead_research_created_at", "created_at", "lead_id"),)

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = of_lead()
    run_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey(RUN_ID), nullable=True, index=True)
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    depth: str
    way: str
    target: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    outcome: str
    detail: str = Field(default="", sa_type=Text)
    milliseconds: int = 0
    usd: float = 0.0


class LeadPage(SQLModel, table=True):
    """A page as it was read for a lead: its text, against which each quote is held.

    `asked_url` is what was asked for, before redirects; `links` lead on within its site, as
    `{"url", "words"}`: a run that is taken up again goes on from them and asks no page twice.
    """

    __tablename__ = "lead_pages"
    __table_args__ = (UniqueConstraint("lead_id", "url", name="uq_lead_pages_url"),)

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = of_lead()
    url: str
    asked_url: str = Field(default="", sa_type=Text)
    title: str = Field(default="", sa_type=Text)
    text: str = Field(sa_type=Text)
    links: list[dict[str, str]] = json_list()
    fetched_at: datetime = Field(sa_type=UtcDateTime)


class LeadFact(SQLModel, table=True):
    """What a stored page says of a lead: `quote` stands verbatim in the text of the page at `url`.

    Two facts of one field with different values are kept: the pages contradict each other.
    """

    __tablename__ = "lead_facts"

    id: int | None = Field(default=None, primary_key=True)
    lead_id: int = of_lead()
    run_id: int | None = Field(default=None, sa_column=Column(ForeignKey(RUN_ID), nullable=True))
    field: str
    value: str = Field(sa_type=Text)
    quote: str = Field(sa_type=Text)
    url: str = Field(sa_type=Text)
    fetched_at: datetime = Field(sa_type=UtcDateTime)


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
    moment it was claimed for sending; `refusal` why it may not go.
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
        ),
        Index(
            "ix_email_campaigns_marks",
            *("sent_at", "replied_at", "bounced_at", "unsubscribed_at", "opened_at", "clicked_at"),
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
    refusal: str | None = Field(default=None, sa_type=Text)
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bounced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bounce_type: str | None = None
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clicked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unsubscribed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


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
