"""A campaign with leads that were written to, and what comes back from them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from sqlmodel import Session, select

from app.agents.leads.inbox.incoming import read_incoming
from app.agents.leads.law.suppression import normalised_address
from app.agents.leads.listening.applying import apply_mail, source_key
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    EmailEvent,
    Lead,
    LeadStatus,
    SequenceMail,
    SequenceMailState,
)
from app.lib.settings.settings import Settings, load_settings
from app.parts.mail.tables import Mail, MailPhase
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.conftest import NOON
from tests.servers.scout_service import SECRET

TEAM = "team@debonairs.example"
ANN = "ann@vlei.example"
SENT = NOON - timedelta(days=2)
"""NOON is Friday, 20 November 2026."""


def settings_for(database: Database, folder: Path, **more: str) -> Settings:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": database.url,
        "SECRET_KEY": SECRET,
        "EMAIL_FROM": "Debonairs <lunch@debonairs.example>",
        "EMAIL_TO": TEAM,
        **more,
    }
    return load_settings(environ, folder / ".env")


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    settings: Settings

    def write_to(self, email: str = ANN, *, sent: int = 1, name: str = "Ann Botha") -> int:
        """A lead in a sequence of five, so many of which were sent, one each hour. The lead's
        id."""
        with self.database.write() as session:
            campaign = session.exec(select(Campaign)).first() or Campaign(
                created_at=SENT, name="Lunches", status=CampaignStatus.RUNNING
            )
            lead = Lead(
                created_at=SENT,
                updated_at=SENT,
                email=email,
                email_key=normalised_address(email),
                status=LeadStatus.EMAILED,
                name=name,
                company="Vlei & Sons",
                country="ZA",
            )
            session.add_all((campaign, lead))
            session.flush()
            campaign_id, lead_id = required_id(campaign.id), required_id(lead.id)
            session.add(CampaignLead(campaign_id=campaign_id, lead_id=lead_id, added_at=SENT))
            session.flush()
            for number in range(1, 6):
                session.add(sequence_mail(campaign_id, lead_id, number, was_sent=number <= sent))
        return lead_id

    def receive(self, raw: bytes, now: datetime = NOON) -> list[str]:
        """The events that it came to."""
        incoming = read_incoming(raw)
        with self.database.write() as session:
            return apply_mail(session, self.settings, incoming, source_key(incoming, raw), now)

    def lead(self, lead_id: int) -> Lead:
        with self.database.read() as session:
            return session.get_one(Lead, lead_id)

    def way(self, lead_id: int) -> CampaignLead:
        with self.database.read() as session:
            return session.exec(select(CampaignLead).where(CampaignLead.lead_id == lead_id)).one()

    def mail(self, lead_id: int, number: int = 1) -> SequenceMail:
        with self.database.read() as session:
            return mail_of(session, lead_id, number)

    def events(self, lead_id: int) -> list[EmailEvent]:
        with self.database.read() as session:
            query = select(EmailEvent).where(EmailEvent.lead_id == lead_id)
            return list(session.exec(query.order_by(EmailEvent.id)))  # type: ignore[arg-type]

    def is_silent(self, lead_id: int) -> bool:
        """Nothing of the sequence that was not sent will be."""
        states = [self.mail(lead_id, number) for number in range(1, 6)]
        unsent = [mail.state for mail in states if mail.sent_at is None]
        ended = self.way(lead_id).ended_at is not None
        return ended and set(unsent) <= {SequenceMailState.CANCELLED}

    def is_suppressed(self, email: str) -> bool:
        with self.database.read() as session:
            return bool(suppressed_among(session, [email], self.settings.secret_keys))

    def told(self) -> Sequence[Mail]:
        """The mails to the team."""
        with self.database.read() as session:
            return session.exec(select(Mail).where(Mail.recipient == TEAM)).all()

    def store_own_mail(self, message_id: str) -> None:
        """One that the outbox has sent."""
        mail = Mail(
            recipient=ANN,
            message_id=message_id,
            phase=MailPhase.SENT,
            created_at=SENT,
            next_try_at=SENT,
            give_up_at=SENT,
            changed_at=SENT,
        )
        with self.database.write() as session:
            session.add(mail)


def sequence_mail(campaign_id: int, lead_id: int, number: int, *, was_sent: bool) -> SequenceMail:
    handed_over = SequenceMailState.HANDED_OVER
    return SequenceMail(
        lead_id=lead_id,
        campaign_id=campaign_id,
        created_at=SENT,
        email_sequence=number,
        step="introduction",
        state=handed_over if was_sent else SequenceMailState.APPROVED,
        sent_at=SENT + timedelta(hours=number) if was_sent else None,
        message_id=id_of(lead_id, number) if was_sent else None,
        from_email="lunch@debonairs.example",
    )


def mail_of(session: Session, lead_id: int, number: int) -> SequenceMail:
    return session.exec(
        select(SequenceMail).where(
            SequenceMail.lead_id == lead_id, SequenceMail.email_sequence == number
        )
    ).one()


def id_of(lead_id: int, number: int = 1) -> str:
    return f"sequence-{lead_id}-{number}@debonairs.example"


def answer(
    words: str,
    *,
    sender: str = ANN,
    to: str = "",
    subject: str = "Re: Lunch for your team",
    **headers: str,
) -> bytes:
    """`to` is the Message-ID that it answers; other headers with _ for -."""
    mail = EmailMessage()
    mail["From"] = f"Somebody <{sender}>"
    mail["To"] = "lunch@debonairs.example"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(NOON)
    mail["Message-ID"] = headers.pop(
        "message_id", f"<{abs(hash((words, sender, to)))}@vlei.example>"
    )
    if to:
        mail["In-Reply-To"] = f"<{to}>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    return mail.as_bytes()


def own_id(*parts: str) -> str:
    return f"<{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}@vlei.example>"


AWAY = {"Auto_Submitted": "auto-replied"}

REPORT = """From: MAILER-DAEMON@mx.vlei.example
To: lunch@debonairs.example
Subject: Delivery report
Date: Fri, 20 Nov 2026 12:00:00 +0000
Message-ID: <{number}.report@mx.vlei.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at mx.vlei.example.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.vlei.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: text/rfc822-headers

{returned}
--b--
"""
DIAGNOSTICS = {
    "5.1.1": "550 5.1.1 The email account that you tried to reach does not exist",
    "5.2.2": "552 5.2.2 Mailbox full",
    "4.2.0": "451 4.2.0 Greylisted",
    "2.0.0": "250 2.0.0 OK",
}


def report(
    status: str, *, of: str = "", recipient: str = ANN, action: str = "failed", number: int = 1
) -> bytes:
    """RFC 3464. `of`: the Message-ID of the mail that it returns; it returns none without."""
    returned = f"To: {recipient}\nSubject: Lunch\nMessage-ID: <{of}>\n" if of else ""
    return REPORT.format(
        number=number,
        recipient=recipient,
        action=action,
        status=status,
        diagnostic=DIAGNOSTICS[status],
        returned=returned,
    ).encode()


COMPLAINT = """From: feedback@provider.example
To: lunch@debonairs.example
Subject: FW: Lunch
Date: Fri, 20 Nov 2026 12:00:00 +0000
Message-ID: <{of}.complaint@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: {recipient}

--b
Content-Type: text/rfc822-headers

From: lunch@debonairs.example
{returned}
--b--
"""


def complaint(*, of: str = "", recipient: str = ANN) -> bytes:
    """RFC 5965."""
    returned = f"Message-ID: <{of}>" if of else "Subject: Lunch"
    return COMPLAINT.format(of=of or "none", recipient=recipient, returned=returned).encode()
