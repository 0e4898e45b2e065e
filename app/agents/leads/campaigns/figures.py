"""How a campaign stands, in numbers: of all of it, and by step. The API and the pages tell these.

An index holds all that is counted of the mails, so that no row is read: each has a whole mail in
it. Of the outbox only those are asked for that are neither open nor sent, which are few.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from sqlmodel import Session, col, func, select

from app.agents.leads.tables import CampaignLead, SequenceMail, SequenceMailState
from app.parts.mail.tables import Mail, MailPhase

DOT, FAILED, UNKNOWN = MailPhase.DOT, MailPhase.FAILED, MailPhase.UNKNOWN
MOMENTS = {
    "sent": "sent_at",
    "replied": "replied_at",
    "bounced": "bounced_at",
    "unsubscribed": "unsubscribed_at",
    "opened_by_people": "opened_at",
    "opened_by_machines": "opened_by_machine_at",
    "clicked_by_people": "clicked_at",
    "clicked_by_machines": "clicked_by_machine_at",
}
"""By what they count, the columns that have a moment where it happened."""


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
    odd = odd_mails(session, campaign_id)
    by_step: dict[str, list[Stored]] = {}
    for row in stored_mails(session, campaign_id):
        by_step.setdefault(row.step, []).append(row)
    return {step: counts_of(rows, odd.get(step, {})) for step, rows in by_step.items()}


@dataclass(frozen=True, slots=True)
class Stored:
    """How many mails of a step are in a state, and how many of those have each moment."""

    step: str
    state: str
    mails: int
    moments: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Odd:
    """Mails in a phase of the outbox that is neither open nor sent; `sent`: those with a moment of
    sending. A mail has it from the dot on, and loses it when it was certainly not taken."""

    mails: int = 0
    sent: int = 0


def stored_mails(session: Session, campaign_id: int) -> list[Stored]:
    """Grouped as the index is sorted, so that the database counts as it reads."""
    step, place = col(SequenceMail.step), col(SequenceMail.email_sequence)
    state = col(SequenceMail.state)
    counts = [func.count(getattr(SequenceMail, moment)) for moment in MOMENTS.values()]
    query = (
        select(step, place, state, func.count(), *counts)
        .where(col(SequenceMail.campaign_id) == campaign_id)
        .group_by(step, place, state)
    )
    rows = sorted(session.execute(query), key=lambda row: (row[1], row[0], row[2]))
    return [
        Stored(row[0], row[2], row[3], dict(zip(MOMENTS, row[4:], strict=True))) for row in rows
    ]


def odd_mails(session: Session, campaign_id: int) -> dict[str, dict[str, Odd]]:
    """By step and phase."""
    step, phase = col(SequenceMail.step), col(Mail.phase)
    odd = select(col(Mail.id)).where(phase.in_([DOT, FAILED, UNKNOWN]))
    query = (
        select(step, phase, func.count(), func.count(col(SequenceMail.sent_at)))
        .join(Mail, col(Mail.id) == SequenceMail.mail_id)
        .where(
            SequenceMail.campaign_id == campaign_id,
            col(SequenceMail.mail_id).in_(odd),
            SequenceMail.state == SequenceMailState.HANDED_OVER,
        )
        .group_by(step, phase)
    )
    found: dict[str, dict[str, Odd]] = {}
    for row in session.execute(query):
        found.setdefault(row[0], {})[row[1]] = Odd(row[2], row[3])
    return found


def counts_of(rows: Sequence[Stored], odd: Mapping[str, Odd]) -> Counts:
    """Each mail is one of drafts, queued, sent, unknown, failed, cancelled and rejected."""
    in_state, moments = Counter[str](), Counter[str]()
    for row in rows:
        in_state[row.state] += row.mails
        moments.update(row.moments)
    at_dot, failed, unknown = (odd.get(phase, Odd()) for phase in (DOT, FAILED, UNKNOWN))
    handed = in_state[SequenceMailState.HANDED_OVER] - failed.mails - unknown.mails
    sent = moments.pop("sent") - at_dot.sent - failed.sent - unknown.sent
    return Counts(
        drafts=in_state[SequenceMailState.DRAFT],
        queued=in_state[SequenceMailState.APPROVED] + handed - sent,
        sent=sent,
        unknown=unknown.mails,
        failed=failed.mails,
        cancelled=in_state[SequenceMailState.CANCELLED],
        rejected=in_state[SequenceMailState.REJECTED],
        **moments,
    )
