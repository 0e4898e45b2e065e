"""What waits for a person's word: each draft with its claims beside the words they rest on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from app.agents.leads.pages import words
from app.agents.leads.pages.lead_mails import paragraphs_of
from app.agents.leads.tables import Campaign, Lead, SequenceMail, SequenceMailState
from app.parts.http.forms import Form
from app.parts.store.database import Database
from app.parts.store.statements import required_id

ON_A_PAGE, MOST_CAMPAIGNS = 20, 30


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
class OfCampaign:
    """The campaign whose drafts alone are shown, with how many wait by step. `up_to`: the id of the
    last that was there."""

    id: int
    name: str
    by_step: tuple[tuple[str, int], ...] = ()
    up_to: int = 0

    @property
    def count(self) -> int:
        return sum(count for _, count in self.by_step)


@dataclass(frozen=True, slots=True)
class DraftsView:
    """`after`: the id that the page before ended with. `campaigns`: name and id of those that have
    drafts, where they are not of one alone. `problem`: why what was just asked for was not done,
    `notice`: what was done."""

    drafts: tuple[DraftView, ...]
    has_more: bool
    after: int | None = None
    of: OfCampaign | None = None
    campaigns: tuple[OfCampaign, ...] = ()
    problem: str = ""
    notice: str = ""

    @property
    def query(self) -> str:
        return f"?campaign={self.of.id}" if self.of else ""


@dataclass(frozen=True, slots=True)
class DraftForm:
    """A draft that is written anew."""

    draft: DraftView
    form: Form


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


def read_drafts(database: Database, after: int | None, campaign_id: int | None) -> DraftsView:
    """The oldest first. Raises DatabaseAwayError."""
    query = waiting().where(col(SequenceMail.id) > (after or 0))
    if campaign_id is not None:
        query = query.where(SequenceMail.campaign_id == campaign_id)
    with database.read() as session:
        rows = session.exec(query.order_by(col(SequenceMail.id)).limit(ON_A_PAGE + 1)).all()
        return DraftsView(
            drafts=tuple(draft_of(*row) for row in rows[:ON_A_PAGE]),
            has_more=len(rows) > ON_A_PAGE,
            after=after,
            of=None if campaign_id is None else of_campaign(session, campaign_id),
            campaigns=() if campaign_id is not None else with_drafts(session),
        )


def of_campaign(session: Session, campaign_id: int) -> OfCampaign | None:
    campaign = session.get(Campaign, campaign_id)
    is_draft = SequenceMail.state == SequenceMailState.DRAFT
    of_it = col(SequenceMail.campaign_id) == campaign_id
    steps = (
        select(SequenceMail.step, func.count())
        .where(of_it, is_draft)
        .group_by(SequenceMail.step)
        .order_by(func.min(SequenceMail.email_sequence))
    )
    last = session.exec(select(func.max(SequenceMail.id)).where(is_draft)).one()
    if campaign is None:
        return None
    return OfCampaign(campaign_id, campaign.name, tuple(session.exec(steps).all()), last or 0)


def with_drafts(session: Session) -> tuple[OfCampaign, ...]:
    counted = select(SequenceMail.campaign_id).where(SequenceMail.state == SequenceMailState.DRAFT)
    query = select(Campaign.id, Campaign.name).where(col(Campaign.id).in_(counted))
    rows = session.exec(query.order_by(col(Campaign.id).desc()).limit(MOST_CAMPAIGNS))
    return tuple(OfCampaign(required_id(row[0]), row[1]) for row in rows)


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
