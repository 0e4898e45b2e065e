"""Reports of mail servers: what was not delivered, to whom, and whether for good.

A standard report (RFC 3464) is read by its fields, every other by its words. A mail is a report
only if a machine sent it; a person who forwards one is a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.agents.leads.inbox.addresses import addresses_in
from app.agents.leads.inbox.delivery_fields import (
    MOST_RECIPIENTS,
    DeliveryFields,
    delivery_fields,
)
from app.agents.leads.inbox.failed_addresses import failed_addresses, said_of_each
from app.agents.leads.inbox.html_text import html_text
from app.agents.leads.inbox.mime import DELIVERY_STATUS, Mail
from app.agents.leads.inbox.phrases import Phrases, is_answer, squeezed
from app.agents.leads.inbox.verdict import Said, is_hard, status_of

Outcome = Literal["bounce", "delayed", "delivered"]

DELIVERED: Final = frozenset({"delivered", "deliverable", "relayed", "expanded"})
"""Actions of RFC 3464, 2.3.3; Postfix says "deliverable" when it was only asked."""

_RETURNED_BEGINS: Final = re.compile(
    r"^(?:(?:return-path|received|x-received|dkim-signature|delivered-to|x-envelope-from):"
    r"|content-type: {0,2}(?:message/rfc822|text/rfc822)"
    r"|[-=*> ]{2,40}[^-\n]{0,80}(?:copy of (?:the|your) (?:message|mail)|original (?:message|mail)"
    r"|unsent message|header of the|message headers?|returned message)"
    r"|original message follows|.{0,40}copy of the message header)",
    re.I | re.M,
)

_CODE: Final = re.compile(r"(?<![\d.])[45]\d\d[ -]|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")


@dataclass(frozen=True, slots=True)
class Report:
    """Of one recipient. `recipient` is "" when the report does not name it; `status` is an
    enhanced status code (RFC 3463) or ""."""

    recipient: str
    original_recipient: str
    outcome: Outcome
    hard: bool
    status: str


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    outcome: Outcome
    reports: tuple[Report, ...]
    returned: str
    """The start of the mail that came back, as far as the report has it."""


def delivery_report(mail: Mail, phrases: Phrases) -> DeliveryReport | None:
    """None when it is no report of a mail server."""
    notice, within = split_notice(mail.notice or html_text(mail.html))
    is_standard = bool(mail.part_types & DELIVERY_STATUS)
    fields = delivery_fields(notice)
    if not is_standard and not _is_notice(mail, notice, bool(fields), phrases):
        return None
    if not fields and _says_nothing(notice, phrases):
        notice = f"{notice}\n{mail.returned}"
        fields = delivery_fields(notice)
    told = _by_fields(notice, fields, phrases) if fields else _by_words(mail, notice, phrases)
    return DeliveryReport(_outcome(told), told, f"{within}\n{mail.returned}")


def _says_nothing(notice: str, phrases: Phrases) -> bool:
    """No code and no reason: a gateway wraps the report that it was given."""
    said = squeezed(notice)
    groups = ("no_such_address", "no_such_domain", "other_reason", "not_delivered_yet")
    return not _CODE.search(said) and not any(phrases.found(group, said) for group in groups)


def split_notice(notice: str) -> tuple[str, str]:
    """What the machine says, and what it returns, where both are in one text."""
    at = _RETURNED_BEGINS.search(notice)
    return (notice[: at.start()], notice[at.start() :]) if at else (notice, "")


def _is_notice(mail: Mail, notice: str, has_fields: bool, phrases: Phrases) -> bool:
    """Whether a machine sent it and says so. People read the mail of a postmaster, too, and
    programs that answer for a person send without a sender: their words need a code beside them."""
    sender = squeezed(f"{mail.header('from')} {mail.header('sender')}")
    is_machine = bool(phrases.found("machine_sender", sender))
    if "x-failed-recipients" in mail.headers or phrases.found("surely_machine_sender", sender):
        return True
    if not (is_machine or _has_no_sender(mail)):
        return False
    if has_fields:
        return True
    subject = squeezed(mail.header("subject"))
    tells = phrases.found("not_delivered", f"{subject} . {squeezed(notice)}")
    is_plain = is_machine and not is_answer(subject)
    return bool(tells) and (is_plain or bool(_CODE.search(squeezed(notice))))


def _has_no_sender(mail: Mail) -> bool:
    """The null reverse-path (RFC 5321, 4.5.5): what comes with it wants no answer."""
    return mail.header("return-path") == "<>" or mail.header("from") in {"", "<>"}


def _by_fields(
    notice: str, fields: Sequence[DeliveryFields], phrases: Phrases
) -> tuple[Report, ...]:
    said = said_of_each([one.recipient for one in fields], notice)
    return tuple(_of_fields(one, said[one.recipient], phrases) for one in fields)


def _of_fields(fields: DeliveryFields, around: str, phrases: Phrases) -> Report:
    said = Said(fields.diagnostic, around, fields.status)
    outcome = _by_action(fields, around, phrases)
    return Report(
        recipient=fields.recipient,
        original_recipient=fields.original_recipient,
        outcome=outcome,
        hard=outcome == "bounce" and is_hard(said, phrases),
        status=status_of(said),
    )


def _by_action(fields: DeliveryFields, around: str, phrases: Phrases) -> Outcome:
    if fields.action in DELIVERED or (not fields.action and fields.status.startswith("2")):
        return "delivered"
    if fields.action == "delayed":
        return "delayed"
    return "bounce" if fields.action else _by_tone(around, phrases)


def _by_tone(text: str, phrases: Phrases) -> Outcome:
    said = squeezed(text)
    is_over = phrases.found("given_up", said)
    return "delayed" if phrases.found("not_delivered_yet", said) and not is_over else "bounce"


def _by_words(mail: Mail, notice: str, phrases: Phrases) -> tuple[Report, ...]:
    ours = addresses_in(" ".join(mail.header(name) for name in ("to", "delivered-to", "from")))
    recipients = addresses_in(" ".join(mail.headers.get("x-failed-recipients", ())))
    recipients = recipients or failed_addresses(notice, ours) or ("",)
    outcome = _by_tone(f"{mail.header('subject')} . {notice}", phrases)
    said = said_of_each(recipients[:MOST_RECIPIENTS], notice)
    return tuple(_of_words(one, outcome, Said("", words), phrases) for one, words in said.items())


def _of_words(recipient: str, outcome: Outcome, said: Said, phrases: Phrases) -> Report:
    hard = outcome == "bounce" and is_hard(said, phrases)
    return Report(recipient, recipient, outcome, hard, status_of(said))


def _outcome(reports: Sequence[Report]) -> Outcome:
    """The worst of them."""
    outcomes = {report.outcome for report in reports}
    if "bounce" in outcomes or not outcomes:
        return "bounce"
    return "delayed" if "delayed" in outcomes else "delivered"
