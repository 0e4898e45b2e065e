"""Whom the lead agent knows, and what pages say of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint, event, false, text
from sqlmodel import Field, SQLModel

from app.agents.leads.tables.columns import RUN_ID, json_list, json_object, of_lead
from app.parts.store.database import UtcDateTime

HAS_EMAIL = text("email_key IS NOT NULL")
LONGEST_SEARCHED = 500
"""Characters: PostgreSQL's indexes take no more than some 2,700 bytes."""


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
    machine. `ground` is why they may be written to, as given, `ground_by` and `ground_at` by whom
    and when (empty: nobody noted it). `missing` says what an unqualified lead lacks. No id is given
    twice: what runs and costs keep of an erased lead is of nobody. `searched` is what the list of
    leads is searched in (`searched_of`); its index holds all that such a search asks for, so that
    it reads no rows. A column that the database makes would not do: SQLite reads the rows of those.
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
    ground_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    ground_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
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

    `way`: company_site, search, given_link, profile_text, browser, scraper, model. `outcome`:
    found, nothing, blocked, failed, skipped.
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
