"""Builds one mail from its parts. Pure; the same parts give the same bytes.

Header values are cleaned here, because Python's own email package lets an encoded word that holds
a line break become a header of its own (CVE-2024-6923) on many releases in use.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

MAX_SUBJECT = 150
ENCODED_WORD = re.compile(r"=\?")


@dataclass(frozen=True, slots=True)
class MailContent:
    """What a reader sees; `text` and `html` say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the mail system needs. `message_id` without angle brackets."""

    sender: str
    recipient: str
    message_id: str
    date: datetime
    list_id: str
    unsubscribe_url: str | None = None


def build_message(content: MailContent, envelope: Envelope) -> EmailMessage:
    """multipart/alternative for one recipient. Any title makes a valid message."""
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(envelope.sender)
    message["From"] = Address(display_name=header_text(name), addr_spec=address)
    message["To"] = Address(addr_spec=envelope.recipient)
    message["Subject"] = header_text(content.subject)
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = f"<{envelope.message_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"<{envelope.list_id}>"
    if envelope.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{envelope.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(encodable(content.text), cte="quoted-printable")
    message.add_alternative(encodable(content.html), subtype="html", cte="quoted-printable")
    fix_boundary(message, envelope.message_id)
    return message


def fix_boundary(message: EmailMessage, message_id: str) -> None:
    """A second try must send the same bytes; the default boundary is random."""
    message.set_boundary("=_" + re.sub(r"[^A-Za-z0-9]", "", message_id)[:60])


def header_text(text: str) -> str:
    """One line without control, format and surrogate characters, at most 150 long."""
    kept = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in text[: MAX_SUBJECT * 8]
        if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"}
    )
    line = ENCODED_WORD.sub("= ?", " ".join(kept.split()))
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1].rstrip() + "…"


def encodable(text: str) -> str:
    """Without lone surrogates and NUL, which no mail can carry."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
