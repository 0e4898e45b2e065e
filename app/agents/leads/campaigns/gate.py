"""May this mail of a sequence still go? Asked when the outbox claims it and again before its dot,
inside those transactions; what is decided, and on which evidence, stands in the mail's row.

The lead's row is locked first: who stops the sequence locks it too, so one of them is first.
"""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, select

from app.agents.leads.campaigns import looks
from app.agents.leads.campaigns.looks import Case
from app.agents.leads.campaigns.outcome import note_outcome
from app.agents.leads.campaigns.stopping import lock_lead
from app.agents.leads.tables import Campaign, CampaignLead, SequenceMail, SequenceMailState
from app.agents.leads.tracking.html_part import TrackedMail, dress
from app.agents.leads.tracking.permission import may_track
from app.lib.settings.settings import Settings
from app.parts.mail.gates import Gate, Held, Outcome
from app.parts.mail.tables import Mail
from app.parts.store.statements import required_id

KIND = "sequence"
"""`mails.kind` of the mails of sequences."""
ERASED = "The lead was erased."
LOOKS: tuple[Callable[[Case], Held | None], ...] = (
    looks.stopped,
    looks.readdressed,
    looks.suppressed,
    looks.unapproved,
    looks.unlawful,
    looks.paused,
    looks.too_early,
    looks.unanswered_for_all_we_know,
    looks.at_a_closed_hour,
    looks.without_room,
)
"""What ends a mail for good before what lets it wait; the mailbox's lock last."""


def sequence_gate(settings: Settings) -> Gate:
    def may_go(session: Session, mail: Mail, now: datetime, at_dot: bool) -> Held | None:
        return decide_on(session, settings, mail, now, at_dot=at_dot)

    def note(session: Session, mail: Mail, outcome: Outcome, now: datetime) -> None:
        note_outcome(session, settings, mail, outcome, now)

    return Gate(may_go, note)


def decide_on(
    session: Session, settings: Settings, mail: Mail, now: datetime, *, at_dot: bool
) -> Held | None:
    case = case_of(session, settings, mail, now)
    if case is None:
        return Held(ERASED)
    held = next((found for look in LOOKS if (found := look(case))), None)
    if held is None:
        case.row.refusal = None
        case.row.sent_at = now if at_dot else None
        if not at_dot:
            make_ready(case, mail)
    elif held.until is None:
        refuse(case, held.reason)
    else:
        held = in_open_hours(case, held, held.until)
        case.row.scheduled_for, case.row.refusal = held.until, held.reason
    session.add(case.row)
    session.flush()
    return held


def case_of(session: Session, settings: Settings, mail: Mail, now: datetime) -> Case | None:
    """None when nothing is left of the lead. The campaign is locked so that a pause is heeded."""
    query = select(SequenceMail).where(SequenceMail.mail_id == mail.id)
    row = session.exec(query).first()
    lead = lock_lead(session, row.lead_id) if row else None
    if row is None or lead is None:
        return None
    session.refresh(row)
    shared = select(Campaign).where(Campaign.id == row.campaign_id).with_for_update(read=True)
    campaign = session.exec(shared).one()
    way = session.get(CampaignLead, (row.campaign_id, row.lead_id))
    if way is None:
        return None
    return Case(session, settings, row, lead, campaign, way, now, mail.recipient)


def make_ready(case: Case, mail: Mail) -> None:
    """With what tells whether it is opened, or without, as the law and the settings are now."""
    allowed = may_track(case.session, case.settings, case.lead)
    tracked = TrackedMail(required_id(case.row.id), case.row.lead_id) if allowed else None
    dress(mail, tracked, case.settings)


def refuse(case: Case, reason: str) -> None:
    """For good. What would follow on this mail does not follow either."""
    case.row.state, case.row.refusal = SequenceMailState.CANCELLED, reason
    case.row.sent_at = None
    if case.way.ended_at is None:
        case.way.ended_at, case.way.ended_because = case.now, reason
        case.session.add(case.way)


def in_open_hours(case: Case, held: Held, until: datetime) -> Held:
    """A mailbox that is free at night has not found the lead at work."""
    opens = case.open_from(until)
    return Held(held.reason, opens or until)
