"""The ways of leads through campaigns, as they are stored: who is to be gone on with, and who is
not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select, update

from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    SequenceMail,
    SequenceMailState,
)
from app.parts.mail.tables import Mail, MailPhase
from app.parts.store.statements import affected, parts_of, required_id

NOT_LAWFUL = "not lawful: "
"""How the reason begins where the law let nothing be written. What it lacked may be put right."""


@dataclass(frozen=True, slots=True)
class Way:
    campaign_id: int
    lead_id: int


def ways_at_rest(session: Session, now: datetime) -> list[Way]:
    """Of running campaigns, those of which no mail waits for a person, its time or the outbox.
    The longest there first."""
    on_its_way = (
        select(SequenceMail.id)
        .outerjoin(Mail, col(Mail.id) == SequenceMail.mail_id)
        .where(
            SequenceMail.campaign_id == CampaignLead.campaign_id,
            SequenceMail.lead_id == CampaignLead.lead_id,
            or_(
                col(SequenceMail.state).in_([SequenceMailState.DRAFT, SequenceMailState.APPROVED]),
                and_(
                    col(SequenceMail.state) == SequenceMailState.HANDED_OVER,
                    col(Mail.phase).in_([MailPhase.OPEN, MailPhase.DOT]),
                ),
            ),
        )
    )
    query = (
        select(CampaignLead.campaign_id, CampaignLead.lead_id)
        .join(Campaign, col(Campaign.id) == CampaignLead.campaign_id)
        .where(
            Campaign.status == CampaignStatus.RUNNING,
            col(CampaignLead.ended_at).is_(None),
            or_(col(CampaignLead.paused_until).is_(None), col(CampaignLead.paused_until) <= now),
            ~on_its_way.exists(),
        )
        .order_by(col(CampaignLead.added_at), col(CampaignLead.lead_id))
    )
    return [Way(campaign_id, lead_id) for campaign_id, lead_id in session.exec(query)]


def mails_of(session: Session, way: Way) -> Sequence[tuple[SequenceMail, Mail | None]]:
    """By their place, each with its row in the outbox."""
    query = (
        select(SequenceMail, Mail)
        .outerjoin(Mail, col(Mail.id) == SequenceMail.mail_id)
        .where(SequenceMail.campaign_id == way.campaign_id, SequenceMail.lead_id == way.lead_id)
        .order_by(col(SequenceMail.email_sequence))
    )
    return [(row, mail) for row, mail in session.exec(query)]


def end(session: Session, way: Way, because: str, now: datetime) -> int:
    """1 if it was not over yet."""
    return affected(
        session,
        update(CampaignLead)
        .where(
            col(CampaignLead.campaign_id) == way.campaign_id,
            col(CampaignLead.lead_id) == way.lead_id,
            col(CampaignLead.ended_at).is_(None),
        )
        .values(ended_at=now, ended_because=because),
    )


def barred_by_law(session: Session, campaign_id: int) -> set[int]:
    """The leads whose way ended because nothing might be written to them."""
    query = select(CampaignLead.lead_id).where(
        CampaignLead.campaign_id == campaign_id,
        col(CampaignLead.ended_because).startswith(NOT_LAWFUL, autoescape=True),
    )
    return set(session.exec(query))


def open_again(session: Session, campaign_id: int, leads: Sequence[int]) -> None:
    """Ways that the law ended: the next round asks it anew."""
    for part in parts_of(leads):
        session.execute(
            update(CampaignLead)
            .where(
                col(CampaignLead.campaign_id) == campaign_id, col(CampaignLead.lead_id).in_(part)
            )
            .values(ended_at=None, ended_because="")
        )


def is_open(session: Session, way: Way) -> bool:
    row = session.get(CampaignLead, (way.campaign_id, way.lead_id))
    campaign = session.get(Campaign, way.campaign_id)
    stopped = campaign is None or campaign.status == CampaignStatus.STOPPED
    return row is not None and row.ended_at is None and not stopped


def mailbox_before(session: Session, way: Way) -> str:
    """From which the sequence was begun; "" at its beginning."""
    rows = [row for row, _ in mails_of(session, way) if row.sent_at is not None]
    return rows[0].from_email if rows else ""


def approved_mails(session: Session) -> list[tuple[int, int]]:
    """Ids of mails that are not handed over yet, each with its lead's."""
    query = (
        select(SequenceMail.id, SequenceMail.lead_id)
        .join(Campaign, col(Campaign.id) == SequenceMail.campaign_id)
        .where(
            SequenceMail.state == SequenceMailState.APPROVED,
            Campaign.status == CampaignStatus.RUNNING,
        )
    )
    return [(required_id(mail_id), lead_id) for mail_id, lead_id in session.exec(query)]


def end_cancelled_mails(session: Session, now: datetime) -> int:
    """In the outbox: those that were cancelled while they waited there. Nobody sends them anyway;
    here it is said."""
    cancelled = select(SequenceMail.mail_id).where(
        SequenceMail.state == SequenceMailState.CANCELLED, col(SequenceMail.mail_id).is_not(None)
    )
    reason = (
        select(SequenceMail.refusal)
        .where(col(SequenceMail.mail_id) == Mail.id)
        .limit(1)
        .scalar_subquery()
    )
    return affected(
        session,
        update(Mail)
        .where(
            col(Mail.phase) == MailPhase.OPEN,
            col(Mail.owner).is_(None),
            col(Mail.id).in_(cancelled),
        )
        .values(phase=MailPhase.FAILED, changed_at=now, error=reason),
    )
