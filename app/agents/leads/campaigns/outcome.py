"""What the outbox learns of a mail of a sequence, noted in the transaction that stores it."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from app.agents.leads.campaigns.foot import BEFORE_FOOT
from app.agents.leads.campaigns.stopping import lock_lead, note_event
from app.agents.leads.consents import NewEntry, add_consent
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.sequence.types import Step
from app.agents.leads.tables import Lead, LeadStatus, SequenceMail
from app.lib.settings.settings import Settings
from app.parts.mail.tables import Mail, MailPhase

NOT_WRITTEN_TO = (
    LeadStatus.NEW,
    LeadStatus.RESEARCHING,
    LeadStatus.RESEARCHED,
    LeadStatus.UNQUALIFIED,
)


def note_outcome(
    session: Session, settings: Settings, mail: Mail, after: MailPhase, now: datetime
) -> None:
    """A mail that was certainly not taken has no moment of sending."""
    row = session.exec(select(SequenceMail).where(SequenceMail.mail_id == mail.id)).first()
    lead = lock_lead(session, row.lead_id) if row else None
    if row is None or lead is None:
        return
    session.refresh(row)
    if after in (MailPhase.OPEN, MailPhase.FAILED):
        row.sent_at = None
        session.add(row)
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
