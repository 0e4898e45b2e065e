"""What the outbox learns of a mail of a sequence, noted in the transaction that stores it."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from app.agents.leads.campaigns.foot import BEFORE_FOOT
from app.agents.leads.campaigns.stopping import lock_lead, note_event, suppress_address
from app.agents.leads.consents import NewEntry, add_consent
from app.agents.leads.inbox.phrases import PHRASES
from app.agents.leads.inbox.verdict import NO_SUCH_ADDRESS, UNSPECIFIC, Said, is_hard, status_of
from app.agents.leads.law.suppression import address_digest, normalised_address
from app.agents.leads.sequence.types import Step
from app.agents.leads.tables import Lead, LeadStatus, SequenceMail
from app.lib.settings.settings import Settings
from app.parts.mail.gates import Outcome
from app.parts.mail.tables import Mail, MailPhase

NOT_WRITTEN_TO = (
    LeadStatus.NEW,
    LeadStatus.RESEARCHING,
    LeadStatus.RESEARCHED,
    LeadStatus.UNQUALIFIED,
)


HEARD_OF_SINCE = (LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED)
"""A status that a bounce does not change."""
BOUNCED = "bounced"


def note_outcome(
    session: Session, settings: Settings, mail: Mail, outcome: Outcome, now: datetime
) -> None:
    """A mail that was certainly not taken has no moment of sending."""
    row = session.exec(select(SequenceMail).where(SequenceMail.mail_id == mail.id)).first()
    lead = lock_lead(session, row.lead_id) if row else None
    if row is None or lead is None:
        return
    session.refresh(row)
    after = outcome.phase
    if after in (MailPhase.OPEN, MailPhase.FAILED):
        row.sent_at = None
        session.add(row)
    if after is MailPhase.FAILED and names_the_mailbox(outcome.recipient_refused):
        note_bounce(session, settings, mail, row, lead, outcome.recipient_refused, now)
    if after is MailPhase.SENT:
        note_sent(session, row, now)
        if row.step == Step.CONSENT_REQUEST:
            note_question(session, settings, row, lead, now)


def note_sent(session: Session, row: SequenceMail, now: datetime) -> None:
    note_event(session, "sent", now, lead_id=row.lead_id, mail=row)
    session.execute(
        update(Lead)
        .where(col(Lead.id) == row.lead_id, col(Lead.status).in_(NOT_WRITTEN_TO))
        .values(status=LeadStatus.EMAILED)
    )


def note_question(
    session: Session, settings: Settings, row: SequenceMail, lead: Lead, now: datetime
) -> None:
    """That they were asked for consent, in which words, and under which rule."""
    asked = NewEntry(
        "asked",
        "mail",
        now,
        wording=row.body.partition(BEFORE_FOOT)[0],
        source=f"<{row.message_id}>",
        rule=row.rule or "",
        rules_version=row.rules_version or "",
        lead_id=row.lead_id,
    )
    subject = address_digest(lead.email or "", settings.secret_keys[0])
    add_consent(session, subject, asked, now)


def names_the_mailbox(refusal: str) -> bool:
    """Does a refusal of the recipient say that there is no such mailbox? What it says of us (5.7.x:
    policy, spam, login) or of the moment (5.2.x: full, switched off) is no bounce. `refusal`: the
    reply to RCPT, as the server worded it.
    """
    said = Said(diagnostic=refusal, around=f"RCPT TO: {refusal}")
    of_address = status_of(said)[2:] in NO_SUCH_ADDRESS | UNSPECIFIC
    return bool(refusal) and of_address and is_hard(said, PHRASES)


def note_bounce(
    session: Session,
    settings: Settings,
    mail: Mail,
    row: SequenceMail,
    lead: Lead,
    refusal: str,
    now: datetime,
) -> None:
    """As a hard bounce that comes back by mail: nobody writes to the address again."""
    row.bounced_at, row.bounce_type = row.bounced_at or now, "hard"
    note_event(session, BOUNCED, now, lead_id=row.lead_id, mail=row, detail=refusal)
    is_theirs = normalised_address(lead.email or "") == normalised_address(mail.recipient)
    if is_theirs and lead.status not in HEARD_OF_SINCE:
        lead.status = LeadStatus.BOUNCED
    session.add_all((row, lead))
    session.flush()
    secret = settings.secret_keys[0]
    suppress_address(
        session, mail.recipient, reason=BOUNCED, source="mail server", now=now, secret=secret
    )
