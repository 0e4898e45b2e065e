"""How a campaign stands, in numbers: of all of it, and by step. The API and the pages tell these.

An index holds all that is counted of the mails, so that no row is read: each has a whole mail in
it. Of the outbox only those are asked for that are neither open nor sent, which are few.
"""

from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, and_, case, or_
from sqlmodel import Session, col, func, select

from app.agents.leads.tables import CampaignLead, SequenceMail, SequenceMailState
from app.parts.mail.tables import Mail, MailPhase


@dataclass(frozen=True, slots=True)
class Counts:
    """Mails. `queued` waits for its time or in the outbox, `sent` was taken by the mail server, of
    `unknown` nobody can know whether it arrived. A mail is opened once, however often it is; by
    people and by machines are told apart, it may be both, and neither decides anything."""

    drafts: int = 0
    queued: int = 0
    sent: int = 0
    unknown: int = 0
    failed: int = 0
    cancelled: int = 0
    rejected: int = 0
    replied: int = 0
    bounced: int = 0
    unsubscribed: int = 0
    opened_by_people: int = 0
    opened_by_machines: int = 0
    clicked_by_people: int = 0
    clicked_by_machines: int = 0

    @property
    def are_tracked(self) -> bool:
        by_people = self.opened_by_people + self.clicked_by_people
        return by_people + self.opened_by_machines + self.clicked_by_machines > 0


NAMES = tuple(one.name for one in fields(Counts))


@dataclass(frozen=True, slots=True)
class Funnel:
    """`leads` of the campaign, of whom the way of `ended` is over; the steps in their order."""

    leads: int
    ended: int
    by_step: dict[str, Counts]

    @property
    def mails(self) -> Counts:
        sums = (sum(getattr(step, name) for step in self.by_step.values()) for name in NAMES)
        return Counts(*sums)


def funnel_of(session: Session, campaign_id: int) -> Funnel:
    leads, ended = session.exec(
        select(func.count(), func.count(col(CampaignLead.ended_at))).where(
            CampaignLead.campaign_id == campaign_id
        )
    ).one()
    return Funnel(leads, ended, counted_by_step(session, campaign_id))


def counted_by_step(session: Session, campaign_id: int) -> dict[str, Counts]:
    """In the order of the sequence."""
    held = conditions()
    sums = [func.coalesce(func.sum(case((held[name], 1), else_=0)), 0) for name in NAMES]
    query = (
        select(col(SequenceMail.step), func.min(SequenceMail.email_sequence), *sums)
        .where(col(SequenceMail.campaign_id) == campaign_id)
        .group_by(col(SequenceMail.step))
        .order_by(func.min(SequenceMail.email_sequence))
    )
    return {row[0]: Counts(*map(int, row[2:])) for row in session.execute(query)}


def conditions() -> dict[str, ColumnElement[bool]]:
    """A mail has its moment of sending from the dot on, and loses it when it was not taken."""
    state, sent_at = col(SequenceMail.state), col(SequenceMail.sent_at)
    handed = state == SequenceMailState.HANDED_OVER
    failed, unknown = in_phase(MailPhase.FAILED), in_phase(MailPhase.UNKNOWN)
    at_dot = in_phase(MailPhase.DOT)
    waits = and_(handed, sent_at.is_(None), ~failed)
    return {
        "drafts": state == SequenceMailState.DRAFT,
        "queued": or_(state == SequenceMailState.APPROVED, waits, and_(handed, at_dot)),
        "sent": and_(sent_at.is_not(None), ~unknown, ~at_dot),
        "unknown": and_(handed, unknown),
        "failed": and_(handed, failed),
        "cancelled": state == SequenceMailState.CANCELLED,
        "rejected": state == SequenceMailState.REJECTED,
        "replied": col(SequenceMail.replied_at).is_not(None),
        "bounced": col(SequenceMail.bounced_at).is_not(None),
        "unsubscribed": col(SequenceMail.unsubscribed_at).is_not(None),
        "opened_by_people": col(SequenceMail.opened_at).is_not(None),
        "opened_by_machines": col(SequenceMail.opened_by_machine_at).is_not(None),
        "clicked_by_people": col(SequenceMail.clicked_at).is_not(None),
        "clicked_by_machines": col(SequenceMail.clicked_by_machine_at).is_not(None),
    }


def in_phase(phase: MailPhase) -> ColumnElement[bool]:
    """Also for a mail that is in no outbox, of which NOT IN would say neither."""
    mails = select(col(Mail.id)).where(col(Mail.phase) == phase)
    return and_(col(SequenceMail.mail_id).is_not(None), col(SequenceMail.mail_id).in_(mails))
