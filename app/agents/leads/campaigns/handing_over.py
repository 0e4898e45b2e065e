"""An approved mail becomes a row of the outbox, once, in the transaction that says so."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from app.agents.leads.campaigns.foot import unsubscribe_links
from app.agents.leads.campaigns.gate import KIND
from app.agents.leads.tables import Lead, SequenceMail, SequenceMailState
from app.agents.leads.tracking.html_part import as_html
from app.lib.mail_address import parse_sender
from app.lib.settings.settings import Settings
from app.parts.mail.mails import HELD_PATIENCE
from app.parts.mail.message import fixed_message_id
from app.parts.mail.tables import Mail
from app.parts.store.statements import affected


def hand_over(
    session: Session, settings: Settings, row: SequenceMail, lead: Lead, now: datetime
) -> bool:
    """False when another was first, the mail is no longer approved, or the lead has lost its
    address: then the mail waits for one. `lead` is locked."""
    if not lead.email:
        return False
    due = max(row.scheduled_for or now, now)
    mailbox = row.from_email or mailbox_of(settings)
    message_id = fixed_message_id(name_of(row), lead.email, mailbox)
    moved = affected(
        session,
        update(SequenceMail)
        .where(
            col(SequenceMail.id) == row.id,
            col(SequenceMail.state) == SequenceMailState.APPROVED,
            col(SequenceMail.mail_id).is_(None),
        )
        .values(
            state=SequenceMailState.HANDED_OVER,
            scheduled_for=due,
            from_email=mailbox,
            message_id=message_id,
        ),
    )
    if not moved:
        return False
    mail = outbox_row(session, settings, row, mailbox, message_id, due, now, lead.email)
    session.add(mail)
    session.flush()
    session.execute(
        update(SequenceMail).where(col(SequenceMail.id) == row.id).values(mail_id=mail.id)
    )
    return True


def name_of(row: SequenceMail) -> str:
    """An id alone is given again once its row was erased, and the outbox keeps what was sent."""
    return f"sequence-{row.id}-{int(row.created_at.timestamp())}"


def outbox_row(
    session: Session,
    settings: Settings,
    row: SequenceMail,
    mailbox: str,
    message_id: str,
    due: datetime,
    now: datetime,
    recipient: str,
) -> Mail:
    thread = delivered_before(session, row)
    links = unsubscribe_links(settings.public_url, settings.secret_keys)
    return Mail(
        kind=KIND,
        sender=sender_of(settings, mailbox),
        reply_to=row.reply_to or settings.outreach_reply_to,
        recipient=recipient,
        message_id=message_id,
        in_reply_to=thread[-1] if thread else None,
        thread=" ".join(thread) or None,
        subject=row.subject,
        text=row.body,
        html=as_html(row.body),  # the gate may have it tracked
        unsubscribe_url=links.url(row.lead_id, row.campaign_id, recipient),
        created_at=now,
        next_try_at=due,
        give_up_at=due + HELD_PATIENCE,
        changed_at=now,
    )


def delivered_before(session: Session, row: SequenceMail) -> list[str]:
    """Message ids of the delivered mails of the sequence, the oldest first."""
    query = (
        select(SequenceMail.message_id)
        .where(
            SequenceMail.campaign_id == row.campaign_id,
            SequenceMail.lead_id == row.lead_id,
            SequenceMail.email_sequence < row.email_sequence,
            col(SequenceMail.sent_at).is_not(None),
        )
        .order_by(col(SequenceMail.email_sequence))
    )
    return [one for one in session.exec(query) if one]


def mailbox_of(settings: Settings) -> str:
    """The bare address of OUTREACH_FROM, by which mails are counted."""
    return str(parse_sender(settings.outreach_from or settings.email_from)).lower()


def sender_of(settings: Settings, mailbox: str) -> str:
    """With its name while the setting names this mailbox; a sequence that began from another goes
    on from there."""
    named = settings.outreach_from
    return named if named and mailbox_of(settings) == mailbox else mailbox
