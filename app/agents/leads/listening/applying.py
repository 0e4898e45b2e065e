"""Does what was decided about an incoming mail, all of it in the caller's transaction; the team is
told of an answer."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

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
from app.agents.leads.tables import EmailEvent, Lead, LeadStatus, SequenceMail
from app.lib.printable import one_line
from app.lib.settings.settings import Settings
from app.parts.mail.alert import team_mail
from app.parts.mail.compose import compose
from app.parts.mail.message import MailContent, fixed_message_id
from app.parts.mail.tables import Mail

FINALITY = (LeadStatus.BOUNCED, LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED)
"""A status gives way to a later one of these: an objection stays one, whatever comes after it."""
MOST_WORDS: Final = 3_000
"""Characters of the answer that are shown: the rest is in the mailbox."""
WORTH_SENDING: Final = timedelta(days=2)


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
    _note(session, lead, decision, key, now)
    _set_status(session, lead.lead_id, decision.status, now)
    if decision.ends_because:
        stop_sequence(session, lead.lead_id, decision.ends_because, now)
    if lead.email:
        _end_for_good(session, settings, lead, decision, now)
    if decision.waits_until:
        pause_lead(session, lead.lead_id, decision.waits_until)


def _note(session: Session, lead: Concerned, decision: Decision, key: str, now: datetime) -> None:
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


def _end_for_good(
    session: Session, settings: Settings, lead: Concerned, decision: Decision, now: datetime
) -> None:
    """Of the address: what outlives this lead and its campaigns."""
    if decision.suppressed_because:
        suppress_address(
            session,
            lead.email,
            reason=decision.suppressed_because,
            source="mailbox",
            now=now,
            secret=settings.secret_keys[0],
        )
    if decision.takes_consent_back:
        source = f"their mail of {now:%d %B %Y %H:%M} UTC"
        said = NewEntry("objected", "mail", now, decision.detail, source, lead_id=lead.lead_id)
        take_back(session, lead.email, said, now, settings.secret_keys)


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


def reply_mails(
    session: Session,
    settings: Settings,
    concerned: Concerned,
    incoming: IncomingMail,
    key: str,
    now: datetime,
) -> Iterator[Mail]:
    """One for each of EMAIL_TO. It is no list's, so nobody has paused it: an answer waits for
    whoever has the mailbox. `key` names the message, so that it is told of once."""
    lead = session.get(Lead, concerned.lead_id)
    if lead is None:
        return
    content = reply_content(lead, incoming, f"{settings.public_url}/leads/{lead.id}")
    name = f"lead-replied-{hashlib.sha256(key.encode()).hexdigest()[:20]}"
    for recipient in settings.email_to:
        message_id = fixed_message_id(name, recipient, settings.sender_address)
        yield team_mail(content, recipient, message_id, now, now + WORTH_SENDING)


def reply_content(lead: Lead, incoming: IncomingMail, url: str) -> MailContent:
    who = one_line(lead.name or lead.company or lead.email or "A lead", 80)
    company = one_line(lead.company or "", 80)
    words = incoming.text.strip()
    return compose(
        f"{who} has answered",
        "lead_replied",
        who=who,
        company="" if company == who else company,
        sender=one_line(incoming.sender, 254),
        asked=one_line(incoming.subject, 200),
        paragraphs=[one_line(line) for line in words[:MOST_WORDS].splitlines() if line.strip()],
        is_cut=len(words) > MOST_WORDS,
        lead_url=url,
    )
