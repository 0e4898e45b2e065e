"""Does what was decided about an incoming mail, all of it in the caller's transaction."""

import hashlib
from datetime import datetime

from sqlmodel import Session, select

from app.agents.leads.campaigns.stopping import (
    note_event,
    pause_lead,
    stop_sequence,
    suppress_address,
)
from app.agents.leads.consents import NewEntry, take_back
from app.agents.leads.inbox.incoming import IncomingMail
from app.agents.leads.listening.concerned import Concerned, concerned_by
from app.agents.leads.listening.decision import Decision, decide
from app.agents.leads.listening.reply_mail import reply_mails
from app.agents.leads.tables import EmailEvent, Lead, LeadStatus, SequenceMail
from app.lib.settings.settings import Settings

FINALITY = (LeadStatus.BOUNCED, LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED)
"""A status gives way to a later one of these: an objection stays one, whatever comes after it."""


def source_key(incoming: IncomingMail, raw: bytes) -> str:
    """The same for every copy of a message, whichever way it came: its Message-ID, sender, subject
    and body, without the headers that servers add."""
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    parts = (incoming.message_id, incoming.sender, incoming.subject)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape") + b"\0" + body)
    return f"mail:{digest.hexdigest()}"


def apply_mail(
    session: Session, settings: Settings, incoming: IncomingMail, key: str, now: datetime
) -> list[str]:
    """The events that it came to, by their kinds; none for what concerns no lead of ours or was
    taken before. `key`: its source_key."""
    events = []
    for lead in concerned_by(session, settings, incoming, now):
        decision = decide(incoming, lead, now)
        of_lead = f"{key}:{lead.lead_id}"
        if decision is None or _was_taken(session, of_lead):
            continue
        _apply(session, settings, lead, decision, of_lead, now)
        if decision.tells_team:
            session.add_all(reply_mails(session, settings, lead, incoming, of_lead, now))
        events.append(decision.event)
    return events


def _was_taken(session: Session, key: str) -> bool:
    known = select(EmailEvent.id).where(EmailEvent.source_key == key)
    return session.exec(known).first() is not None


def _apply(
    session: Session,
    settings: Settings,
    lead: Concerned,
    decision: Decision,
    key: str,
    now: datetime,
) -> None:
    mail = session.get(SequenceMail, lead.mail_id) if lead.mail_id else None
    note_event(
        session,
        decision.event,
        now,
        lead_id=lead.lead_id,
        mail=mail,
        detail=decision.detail,
        source_key=key,
    )
    if mail is not None:
        _mark(mail, decision, now)
        session.add(mail)
    session.flush()
    _set_status(session, lead.lead_id, decision.status, now)
    if decision.ends_because:
        stop_sequence(session, lead.lead_id, decision.ends_because, now)
    if decision.suppressed_because and lead.email:
        suppress_address(
            session,
            lead.email,
            reason=decision.suppressed_because,
            source="mailbox",
            now=now,
            secret=settings.secret_keys[0],
        )
    if decision.takes_consent_back and lead.email:
        said = NewEntry("objected", "mail", now, decision.detail, key, lead_id=lead.lead_id)
        take_back(session, lead.email, said, now, settings.secret_keys)
    if decision.waits_until:
        pause_lead(session, lead.lead_id, decision.waits_until)


def _mark(mail: SequenceMail, decision: Decision, now: datetime) -> None:
    """The first moment stays."""
    if decision.mark and getattr(mail, decision.mark) is None:
        setattr(mail, decision.mark, now)
    mail.bounce_type = decision.bounce_type or mail.bounce_type


def _set_status(session: Session, lead_id: int, status: LeadStatus | None, now: datetime) -> None:
    lead = session.get(Lead, lead_id)
    if lead is None or status is None or _finality(lead.status) >= _finality(status):
        return
    lead.status, lead.updated_at = status, now
    session.add(lead)
    session.flush()


def _finality(status: str) -> int:
    return FINALITY.index(LeadStatus(status)) if status in FINALITY else -1
