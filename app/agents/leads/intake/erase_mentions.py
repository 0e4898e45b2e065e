"""What is said of a lead where rows stay: mails of the outbox, runs, pages of its colleagues."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Text, cast, column, delete, func, or_, table
from sqlmodel import Session, col, select, update

from app.agents.leads.agent import INBOX, RESEARCH, SEQUENCE
from app.agents.leads.tables import Lead, LeadFact, LeadPage, SequenceMail
from app.parts.mail.tables import Mail, MailKind, MailPhase
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun, RunStatus

ERASED_WORD: Final = "[erased]"
ERASED_RECIPIENT: Final = "erased"
WAS_ERASED: Final = "The lead was erased."
CALLS = table("calendar_events", column("id"), column("lead_id"), column("attendees"))
SCRIPTS = table("call_scripts", column("lead_id"), column("event_id"))
BOOKING: Final = "booking_callprep"


def blank_mails(session: Session, lead: Lead, now: datetime) -> list[tuple[str, str]]:
    """Those to the lead keep their place and count, those to the team that name it lose their
    words. What was not sent yet never is. Message ids with recipients, as they were."""
    found = []
    for mail in [*_mails_to(session, lead), *_mails_about(session, lead)]:
        found.append((mail.message_id, mail.recipient))
        is_to_them = mail.kind != MailKind.ALERT
        mail.subject = mail.text = mail.html = ""
        mail.calendar = None
        mail.in_reply_to = mail.thread = mail.unsubscribe_url = mail.error = None
        if is_to_them:  # the id has a digest of the address, which whoever knows that can try
            mail.recipient, mail.message_id = ERASED_RECIPIENT, f"erased-{mail.id}@localhost"
        if mail.phase == MailPhase.OPEN:
            mail.phase, mail.owner, mail.error = MailPhase.FAILED, None, WAS_ERASED
        mail.changed_at = now
        session.add(mail)
    session.flush()
    return found


def blank_runs(session: Session, lead: Lead, now: datetime) -> None:
    """The lead's own runs end; of others what names the lead goes."""
    own = (col(AgentRun.agent) == RESEARCH) & (col(AgentRun.profile) == str(lead.id))
    session.execute(
        update(AgentRun)
        .where(own, col(AgentRun.status).in_(ACTIVE))
        .values(status=RunStatus.FAILED, owner=None, completed_at=now, stage=None)
    )
    naming = _names_it(lead, AgentRun.input, AgentRun.result, AgentRun.error_message)
    # Of whatever agent: what was asked of it may name the lead (a task's addresses and results).
    of_leads = or_(
        col(AgentRun.agent).in_((RESEARCH, SEQUENCE, INBOX, BOOKING)),
        cast(AgentRun.input, Text) != "{}",
    )
    session.execute(
        update(AgentRun)
        .where(or_(own, of_leads & naming))
        .values(input={}, result={}, error_message=WAS_ERASED, external_id=None)
        .execution_options(synchronize_session=False)
    )


def remove_calls(session: Session, lead: Lead) -> None:
    """The team's calendar and what was to be said in its calls. They are another agent's tables,
    known here by their names alone."""
    with_them = CALLS.c.lead_id == lead.id
    if lead.email:
        with_them |= _holds(lead.email, CALLS.c.attendees)
    theirs = select(CALLS.c.id).where(with_them)
    session.execute(
        delete(SCRIPTS).where((SCRIPTS.c.lead_id == lead.id) | SCRIPTS.c.event_id.in_(theirs))
    )
    session.execute(delete(CALLS).where(with_them))


def blank_colleagues_pages(session: Session, lead: Lead) -> None:
    """Pages that were read for others at the same domain may name the person, too."""
    if not lead.email:
        return
    domain = lead.email.rpartition("@")[2].lower()
    colleagues = select(Lead.id).where(
        col(Lead.email_key).endswith(f"@{domain}", autoescape=True), Lead.id != lead.id
    )
    named = _names_of(lead)
    words = re.compile("|".join(map(re.escape, named)), re.IGNORECASE)
    pages = select(LeadPage).where(
        col(LeadPage.lead_id).in_(colleagues),
        or_(*(_holds(one, LeadPage.text, LeadPage.title) for one in named)),
    )
    for page in session.exec(pages):
        page.text, page.title = (words.sub(ERASED_WORD, one) for one in (page.text, page.title))
        session.add(page)
    facts = select(LeadFact).where(
        col(LeadFact.lead_id).in_(colleagues),
        or_(*(_holds(one, LeadFact.value, LeadFact.quote) for one in named)),
    )
    for fact in session.exec(facts):
        session.delete(fact)


def _names_of(lead: Lead) -> list[str]:
    """What names the person and nobody else: a first name alone may be anybody's."""
    whole_name = lead.name if lead.name and " " in lead.name else None
    return [text for text in (lead.email, whole_name) if text]


def _mails_to(session: Session, lead: Lead) -> Iterator[Mail]:
    sent = select(SequenceMail.mail_id).where(SequenceMail.lead_id == lead.id)
    to_them: list[ColumnElement[bool]] = [col(Mail.id).in_(sent)]
    if lead.email:
        is_letter = col(Mail.kind).not_in((MailKind.SUMMARY, MailKind.ALERT))
        to_them.append(is_letter & (func.lower(Mail.recipient) == lead.email.lower()))
    yield from session.exec(select(Mail).where(or_(*to_them)))


def _mails_about(session: Session, lead: Lead) -> Iterator[Mail]:
    """Told to the team: "Ann has answered", with the link to her page."""
    page = f"/leads/{lead.id}"
    about = [col(Mail.text).contains(page)]
    about += [_holds(lead.email, Mail.text, Mail.subject)] if lead.email else []
    link = re.compile(rf"{page}(?!\d)")
    for mail in session.exec(select(Mail).where(col(Mail.kind) == MailKind.ALERT, or_(*about))):
        words = f"{mail.subject} {mail.text}".lower()
        if link.search(mail.text) or (lead.email and lead.email.lower() in words):
            yield mail


def _names_it(lead: Lead, *columns: object) -> ColumnElement[bool]:
    texts = _names_of(lead)
    return or_(*(_holds(text, *columns) for text in texts)) if texts else col(AgentRun.id) < 0


def _holds(text: str, *columns: object) -> ColumnElement[bool]:
    """Whatever its case; in JSON, too, in which SQLite has letters beyond ASCII as \\u…."""
    written = {spelt for one in (text, text.lower(), text.upper()) for spelt in _lowered(one)}
    spellings = written | {json.dumps(text)[1:-1].lower()}
    return or_(
        *(
            func.lower(cast(column, Text)).contains(spelling, autoescape=True)
            for column in columns
            for spelling in spellings
        )
    )


def _lowered(text: str) -> tuple[str, str]:
    """As PostgreSQL's lower() has it, and SQLite's, which knows the letters of ASCII only."""
    return text.lower(), "".join(one.lower() if one.isascii() else one for one in text)
