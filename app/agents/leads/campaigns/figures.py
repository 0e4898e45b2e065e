"""How a campaign stands, in numbers: of all of it, and by step."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, case, or_
from sqlmodel import Session, col, func, select

from app.agents.leads.tables import CampaignLead, EmailEvent, SequenceMail, SequenceMailState
from app.parts.mail.tables import Mail, MailPhase

COUNTED = (
    *("drafts", "queued", "sent", "unknown", "failed", "cancelled", "rejected"),
    *("replied", "bounced", "unsubscribed"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """`queued` waits for its time or in the outbox, `sent` was taken by the mail server, of
    `unknown` nobody can know. Opens are told by machine and human: neither decides anything."""

    leads: int
    ended: int
    mails: Mapping[str, int]
    by_step: Mapping[str, Mapping[str, int]]
    opened_by_people: int
    opened_by_machines: int


def figures_of(session: Session, campaign_id: int) -> Figures:
    by_step = counted_by_step(session, campaign_id)
    leads, ended = session.exec(
        select(func.count(), func.count(col(CampaignLead.ended_at))).where(
            CampaignLead.campaign_id == campaign_id
        )
    ).one()
    return Figures(
        leads,
        ended,
        {name: sum(step[name] for step in by_step.values()) for name in COUNTED},
        by_step,
        opens(session, campaign_id, by_machine=False),
        opens(session, campaign_id, by_machine=True),
    )


def counted_by_step(session: Session, campaign_id: int) -> dict[str, dict[str, int]]:
    """In the order of the sequence."""
    state, phase = col(SequenceMail.state), col(Mail.phase)
    handed = state == SequenceMailState.HANDED_OVER
    waits = and_(handed, phase.in_([MailPhase.OPEN, MailPhase.DOT]))
    counts = {
        "drafts": state == SequenceMailState.DRAFT,
        "queued": or_(state == SequenceMailState.APPROVED, waits),
        "sent": phase == MailPhase.SENT,
        "unknown": phase == MailPhase.UNKNOWN,
        "failed": and_(handed, phase == MailPhase.FAILED),
        "cancelled": state == SequenceMailState.CANCELLED,
        "rejected": state == SequenceMailState.REJECTED,
        "replied": col(SequenceMail.replied_at).is_not(None),
        "bounced": col(SequenceMail.bounced_at).is_not(None),
        "unsubscribed": col(SequenceMail.unsubscribed_at).is_not(None),
    }
    sums = [func.coalesce(func.sum(case((holds, 1), else_=0)), 0) for holds in counts.values()]
    query = (
        select(col(SequenceMail.step), func.min(SequenceMail.email_sequence), *sums)
        .select_from(SequenceMail)
        .outerjoin(Mail, col(Mail.id) == SequenceMail.mail_id)
        .where(col(SequenceMail.campaign_id) == campaign_id)
        .group_by(col(SequenceMail.step))
        .order_by(func.min(SequenceMail.email_sequence))
    )
    return {
        row[0]: dict(zip(counts, map(int, row[2:]), strict=True)) for row in session.execute(query)
    }


def opens(session: Session, campaign_id: int, *, by_machine: bool) -> int:
    """Mails, however often each was opened."""
    query = (
        select(func.count(func.distinct(EmailEvent.email_campaign_id)))
        .join(SequenceMail, col(SequenceMail.id) == EmailEvent.email_campaign_id)
        .where(
            SequenceMail.campaign_id == campaign_id,
            EmailEvent.kind == "opened",
            col(EmailEvent.by_machine).is_(by_machine),
        )
    )
    return session.exec(query).one()
