"""What waits for a person's word: each draft with its claims beside the words they rest on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from app.agents.leads.pages import words
from app.agents.leads.pages.lead_mails import paragraphs_of
from app.agents.leads.tables import Campaign, Lead, SequenceMail, SequenceMailState
from app.parts.store.database import Database
from app.parts.store.statements import required_id

ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class ClaimView:
    sentence: str
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """`problems`: why it may not go as it is."""

    id: int
    lead_id: int
    lead: str
    campaign_id: int
    campaign: str
    step: str
    subject: str
    paragraphs: tuple[tuple[str, ...], ...]
    claims: tuple[ClaimView, ...]
    problems: tuple[str, ...]
    written_by: str
    scheduled_for: datetime | None


@dataclass(frozen=True, slots=True)
class DraftsView:
    """`after`: the id that the page before ended with; `campaign_id`: only of this one. `problem`:
    why what was just asked for was not done."""

    drafts: tuple[DraftView, ...]
    has_more: bool
    after: int | None = None
    campaign_id: int | None = None
    problem: str = ""


def waiting() -> Select[SequenceMail, Lead, Campaign]:
    return (
        select(SequenceMail, Lead, Campaign)
        .join(Lead, col(Lead.id) == SequenceMail.lead_id)
        .join(Campaign, col(Campaign.id) == SequenceMail.campaign_id)
        .where(SequenceMail.state == SequenceMailState.DRAFT)
    )


def read_draft(database: Database, draft_id: int) -> DraftView | None:
    """Raises DatabaseAwayError."""
    with database.read() as session:
        row = session.exec(waiting().where(SequenceMail.id == draft_id)).first()
        return draft_of(*row) if row else None


def read_drafts(
    database: Database, after: int | None, campaign_id: int | None, problem: str = ""
) -> DraftsView:
    """The oldest first. Raises DatabaseAwayError."""
    query = waiting().where(col(SequenceMail.id) > (after or 0))
    if campaign_id is not None:
        query = query.where(SequenceMail.campaign_id == campaign_id)
    with database.read() as session:
        rows = session.exec(query.order_by(col(SequenceMail.id)).limit(ON_A_PAGE + 1)).all()
        drafts = tuple(draft_of(*row) for row in rows[:ON_A_PAGE])
        return DraftsView(drafts, len(rows) > ON_A_PAGE, after, campaign_id, problem)


def draft_of(row: SequenceMail, lead: Lead, campaign: Campaign) -> DraftView:
    return DraftView(
        id=required_id(row.id),
        lead_id=row.lead_id,
        lead=words.lead_name(lead),
        campaign_id=row.campaign_id,
        campaign=campaign.name,
        step=row.step,
        subject=row.subject,
        paragraphs=paragraphs_of(row.body),
        claims=tuple(claim_of(claim) for claim in row.claims),
        problems=tuple(row.problems),
        written_by=row.written_by,
        scheduled_for=row.scheduled_for,
    )


def claim_of(claim: dict[str, Any]) -> ClaimView:
    """As the guard stored it (sequence/types.py, Claim)."""
    return ClaimView(*(str(claim.get(part, "")) for part in ("sentence", "quote", "url")))
