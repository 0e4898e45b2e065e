"""What comes back to the demo's campaign, as mails: two answers, an objection, a bounce."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

BOUNCE = """\
From: MAILER-DAEMON@mx.{domain}
To: {ours}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <{key}@mx.{domain}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered: there is no mailbox of that name here.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.{domain}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such mailbox

--b
Content-Type: text/rfc822-headers

To: {recipient}
Message-ID: <{of}>
--b--
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """From the lead at `host`, so long `after` the first mail to them was sent. Without `words` it
    is a bounce. `agrees`: a person takes it for a consent."""

    host: str
    after: timedelta
    words: str = ""
    agrees: bool = False


LETTERS = (
    Letter("sandvlei-sports", timedelta(minutes=1)),
    Letter(
        "karoo-peak",
        timedelta(hours=5),
        "Hello Sipho,\n\nThursdays would suit us. Please send the menu, and what it costs for 48 "
        "people, of whom six eat no meat.\n\nKind regards\nNaledi",
    ),
    Letter(
        "baobab-desks",
        timedelta(hours=20),
        "Please remove me from your list and do not write to me again.\n\nPieter Botha",
    ),
    Letter(
        "jacaranda-fields",
        timedelta(hours=26),
        "Yes, you may. We plan our year-end functions now.\n\nLerato",
        agrees=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail of ours that a letter is about."""

    message_id: str
    subject: str
    sender: str
    recipient: str


def as_bytes(letter: Letter, of: Answered, at: datetime) -> bytes:
    return answer(letter, of, at) if letter.words else bounce(letter, of, at)


def answer(letter: Letter, of: Answered, at: datetime) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = of.recipient, of.sender
    mail["Subject"] = f"Re: {of.subject}"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<answer-{letter.host}@{of.recipient.rpartition('@')[2]}>"
    mail["In-Reply-To"] = f"<{of.message_id}>"
    mail.set_content(letter.words)
    return mail.as_bytes()


def bounce(letter: Letter, of: Answered, at: datetime) -> bytes:
    """RFC 3464."""
    return BOUNCE.format(
        domain=of.recipient.rpartition("@")[2],
        ours=of.sender,
        date=format_datetime(at),
        key=f"bounce-{letter.host}",
        recipient=of.recipient,
        of=of.message_id,
    ).encode()
