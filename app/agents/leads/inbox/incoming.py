"""One incoming mail, read: what it is, and what it says. No setting, no database, no clock.

Whatever is not surely a machine's is a reply: a sequence that falls silent for no reason costs
less than one that writes on after an answer.
"""

from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Final, Literal

from app.agents.leads.inbox.addresses import (
    addresses_in,
    message_ids_in,
    returned_message_ids,
    unique,
)
from app.agents.leads.inbox.bounce import DeliveryReport, Report, delivery_report
from app.agents.leads.inbox.machine_mail import Feedback, feedback, is_auto_reply
from app.agents.leads.inbox.mime import MOST_HEADERS, Mail, parse_mail
from app.agents.leads.inbox.new_words import new_words
from app.agents.leads.inbox.objection import objects
from app.agents.leads.inbox.phrases import PHRASES, Phrases, is_answer
from app.agents.leads.inbox.return_date import return_date

Kind = Literal[
    "bounce", "delayed", "delivered", "complaint", "auto_reply", "unsubscribe", "reply", "other"
]
MOST_TEXT: Final = 100_000
_RECEIPT: Final = "message/disposition-notification"
_BULK: Final = frozenset({"bulk", "list", "junk"})


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """`hard`: a bounce of an address that does not exist; False for any other bounce and for a
    delay, None for what is no report. `status` is an enhanced status code (RFC 3463).
    `recipients` are whom a report is about, `reports` what it says of each of them. `text` are the
    new words of a person, or of the machine that answered; "" for a report. `returns_on` is read
    from an automatic reply. `sent_on` is the day of its Date header.

    For the caller, who knows what was sent: `original_message_ids` are all that it names (In-Reply-
    To, References, the returned mail), `original_recipients` those of the mail it is about.
    """

    kind: Kind
    hard: bool | None = None
    status: str | None = None
    recipients: tuple[str, ...] = ()
    text: str = ""
    returns_on: date | None = None
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    sent_on: date | None = None
    reports: tuple[Report, ...] = ()
    feedback_type: str = ""
    original_message_ids: tuple[str, ...] = ()
    original_recipients: tuple[str, ...] = ()


def read_incoming(raw: bytes, phrases: Phrases = PHRASES) -> IncomingMail:
    """Never raises for what is in the mail, whatever somebody wrote into it."""
    mail = parse_mail(raw)
    complaint = feedback(mail, phrases)
    if complaint is not None:
        return _of_feedback(mail, complaint)
    report = delivery_report(mail, phrases)
    if report is not None:
        return _of_report(mail, report)
    return _of_answer(mail, phrases)


def _of_feedback(mail: Mail, complaint: Feedback) -> IncomingMail:
    original = _returned_recipients(mail.returned)
    recipients = complaint.recipients or original
    return replace(
        _envelope(mail, complaint.kind, f"{mail.returned}\n{mail.feedback}"),
        recipients=recipients,
        original_recipients=unique((*recipients, *original)),
        feedback_type=complaint.feedback_type,
    )


def _of_report(mail: Mail, report: DeliveryReport) -> IncomingMail:
    told = [one for one in report.reports if one.outcome == report.outcome]
    first = next((one for one in told if one.hard), told[0] if told else None)
    asked = (one.original_recipient for one in told if one.original_recipient)
    return replace(
        _envelope(mail, report.outcome, report.returned),
        hard=None if report.outcome == "delivered" else any(one.hard for one in told),
        status=(first.status or None) if first else None,
        recipients=unique(one.recipient for one in told if one.recipient),
        reports=report.reports,
        original_recipients=unique((*asked, *_returned_recipients(report.returned))),
    )


def _of_answer(mail: Mail, phrases: Phrases) -> IncomingMail:
    words = new_words(mail)[:MOST_TEXT]
    told = replace(_envelope(mail, _kind_of_answer(mail, words, phrases)), text=words)
    if told.kind != "auto_reply":
        return told
    return replace(told, returns_on=return_date(f"{told.subject}\n{words}", told.sent_on))


def _kind_of_answer(mail: Mail, words: str, phrases: Phrases) -> Kind:
    if _RECEIPT in mail.part_types:
        return "other"
    is_auto = is_auto_reply(mail, words, phrases)
    asked_by_machine = is_auto and objects("", mail.header("subject"), phrases)
    if asked_by_machine or (not is_auto and objects(words, mail.header("subject"), phrases)):
        return "unsubscribe"
    if is_auto:
        return "auto_reply"
    return "other" if _is_to_many(mail) else "reply"


def _is_to_many(mail: Mail) -> bool:
    """A newsletter or a list: it answers nothing, and says that it goes to many."""
    named = mail.header("in-reply-to") or mail.header("references")
    answers = bool(named) or is_answer(mail.header("subject"))
    is_bulk = mail.header("precedence").strip().lower() in _BULK
    return not answers and bool(
        is_bulk or mail.header("list-unsubscribe") or mail.header("list-id")
    )


def _envelope(mail: Mail, kind: Kind, returned: str = "") -> IncomingMail:
    named = " ".join(mail.header(name) for name in ("in-reply-to", "references"))
    return IncomingMail(
        kind=kind,
        sender=next(iter(addresses_in(mail.header("from"))), ""),
        subject=mail.header("subject"),
        message_id=next(iter(message_ids_in(mail.header("message-id"))), ""),
        sent_on=_sent_on(mail),
        original_message_ids=unique((*message_ids_in(named), *returned_message_ids(returned))),
    )


def _sent_on(mail: Mail) -> date | None:
    try:
        return parsedate_to_datetime(mail.header("date")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _returned_recipients(returned: str) -> tuple[str, ...]:
    """Those of its first To header, as far as the returned mail is text."""
    for line in returned.splitlines()[:MOST_HEADERS]:
        if line.lower().startswith("to:"):
            return addresses_in(line)
    return ()
