"""Builds one mail from its parts. Pure; the same parts give the same bytes."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from app.lib.errors import PermanentError
from app.lib.mail_address import MailAddress, NotAnAddressError, parse_address, parse_sender
from app.lib.printable import one_line
from app.parts.mail.headers import empty_message, header_url
from app.parts.mail.text import encodable, header_text

MESSAGE_ID = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
"""Printable ASCII without spaces and angle brackets."""
LONGEST_MESSAGE_ID, LONGEST_THREAD = 250, 20
METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
LIST_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
LONGEST_OF_ONE_LINE = 900
"""RFC 5322, 2.1.1: a line has 998 characters at most."""


class UnusableMailError(PermanentError):
    """Something of which no mail can be made."""


class UnusableAddressError(UnusableMailError):
    """An address that no mail can be written to."""


@dataclass(frozen=True, slots=True)
class MailContent:
    """What a reader sees; `text` and `html` say the same. `calendar`: an iTIP message that says
    it to calendar programs, CRLF line ends included."""

    subject: str
    text: str
    html: str
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the mail system needs. `sender` and `reply_to` as EMAIL_FROM has it, `recipient` a bare
    address; message ids and `list_id` without angle brackets; `date` has a zone.

    `auto_submitted`: no person wrote it, and nobody's holiday notice should answer it.
    """

    sender: str
    recipient: str
    message_id: str
    date: datetime
    list_id: str | None = None
    unsubscribe_url: str | None = None
    auto_submitted: bool = False
    reply_to: str | None = None
    in_reply_to: str | None = None
    thread: tuple[str, ...] = ()


def build_message(content: MailContent, envelope: Envelope) -> EmailMessage:
    """multipart/alternative for one recipient; any content makes a valid message. With a calendar
    it is the last alternative, and a file beside them for programs that know it only so.

    Raises UnusableMailError.
    """
    check_ids(envelope)
    message = empty_message()
    add_addresses(message, envelope)
    message["Subject"] = header_text(content.subject)
    message["Date"] = envelope.date
    message["Message-ID"] = f"<{envelope.message_id}>"
    add_thread(message, envelope)
    if envelope.auto_submitted:
        # RFC 3834, and what Exchange heeds instead.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    add_list(message, envelope)
    message.set_content(encodable(content.text), cte="quoted-printable")
    message.add_alternative(encodable(content.html), subtype="html", cte="quoted-printable")
    if content.calendar:
        add_calendar(message, encodable(content.calendar))
    set_boundaries(message, boundary_of(envelope.message_id))
    return message


def add_calendar(message: EmailMessage, calendar: str) -> None:
    """RFC 6047, 2.4: the part's method is that of the object in it. In base64 no relay touches its
    line ends."""
    method = METHOD.search(calendar)
    message.add_alternative(
        calendar,
        subtype="calendar",
        cte="base64",
        params={"method": method[1] if method else "PUBLISH"},
    )
    message.add_attachment(
        calendar.encode(), maintype="application", subtype="ics", filename="invite.ics"
    )


def set_boundaries(message: EmailMessage, boundary: str) -> None:
    multiparts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(multiparts):
        part.set_boundary(f"{boundary}{number or ''}")


def check_ids(envelope: Envelope) -> None:
    """What stands in a header as it is: with a line break in it, it would be another header."""
    for name, text, kind in (
        ("Message-ID", envelope.message_id, MESSAGE_ID),
        ("List-Id", envelope.list_id, LIST_ID),
    ):
        fits = text is None or (len(text) <= LONGEST_OF_ONE_LINE and kind.fullmatch(text))
        if not fits:
            raise UnusableMailError(f"{one_line(str(text), 80)!r} is no {name}.")


def add_addresses(message: EmailMessage, envelope: Envelope) -> None:
    try:
        message["From"] = in_header(parse_sender(envelope.sender))
        message["To"] = in_header(parse_address(envelope.recipient))
        if envelope.reply_to:
            message["Reply-To"] = in_header(parse_sender(envelope.reply_to))
    except NotAnAddressError as error:
        raise UnusableAddressError(f"{error}.") from error


def add_thread(message: EmailMessage, envelope: Envelope) -> None:
    """RFC 5322, 3.6.4. An id from another's mail that is none is left out: the thread is a
    courtesy, and a header must not carry what else stands there."""
    thread = [one for one in envelope.thread if is_message_id(one)][-LONGEST_THREAD:]
    if envelope.in_reply_to and is_message_id(envelope.in_reply_to):
        message["In-Reply-To"] = f"<{envelope.in_reply_to}>"
        thread = [one for one in thread if one != envelope.in_reply_to] + [envelope.in_reply_to]
    if thread:
        message["References"] = " ".join(f"<{one}>" for one in thread)


def is_message_id(text: str) -> bool:
    return len(text) <= LONGEST_MESSAGE_ID and MESSAGE_ID.fullmatch(text) is not None


def add_list(message: EmailMessage, envelope: Envelope) -> None:
    if envelope.list_id:
        message["List-Id"] = f"<{envelope.list_id}>"
    if envelope.unsubscribe_url:
        message["List-Unsubscribe"] = header_url(envelope.unsubscribe_url)
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058


def in_header(address: MailAddress) -> Address:
    return Address(header_text(address.name), address.local, address.domain)


def fixed_message_id(name: str, recipient: str, sender_address: str) -> str:
    """Fixed by what the mail is about and whom it goes to, so that a second copy can be told."""
    digest = hashlib.sha256(recipient.lower().encode()).hexdigest()[:16]
    return f"{name}.{digest}@{sender_address.rpartition('@')[2]}"


def boundary_of(message_id: str) -> str:
    """A second try must send the same bytes; the default boundary is random.

    "=_" cannot occur in quoted-printable text, so no content can imitate it (RFC 2045, 6.7).
    """
    return "=_" + re.sub(r"[^A-Za-z0-9]", "", message_id)[:60]
