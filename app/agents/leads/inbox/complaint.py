"""Feedback reports (ARF, RFC 5965): somebody pressed "this is spam", or asked to be taken out."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from app.agents.leads.inbox.addresses import addresses_in, unique
from app.agents.leads.inbox.mime import FEEDBACK, RETURNED, Mail
from app.agents.leads.inbox.phrases import Phrases, squeezed

_FIELD: Final = re.compile(r"^([A-Za-z-]{2,60})[ \t]{0,4}:[ \t]{0,4}(.{0,2000})$", re.M)
_OBJECTS: Final = frozenset({"opt-out", "opt-out-list"})
_NO_PERSON: Final = frozenset({"auth-failure", "not-spam", "dmarc"})
"""Reports of machines about machines (RFC 6591), and the person's word that it was no spam."""
_BESIDE: Final = frozenset({"user-agent", "version", "source-ip", "original-mail-from"})
FIRST_WORDS: Final = 1_000
_RECIPIENTS: Final = ("original-rcpt-to", "removal-recipient", "redacted-address")


@dataclass(frozen=True, slots=True)
class Feedback:
    """`kind` is what it means for the sender; `feedback_type` as in the report."""

    kind: Literal["complaint", "unsubscribe", "other"]
    feedback_type: str
    recipients: tuple[str, ...]


def feedback(mail: Mail, phrases: Phrases) -> Feedback | None:
    """None when it is no feedback report. One without a type is a complaint."""
    fields = _fields(mail)
    if not fields and not _complains(mail, phrases):
        return None
    said = next((value for name, value in fields if name == "feedback-type"), "").lower()
    named = unique(
        address for name, value in fields if name in _RECIPIENTS for address in addresses_in(value)
    )
    if said in _OBJECTS:
        return Feedback("unsubscribe", said, named)
    return Feedback("other" if said in _NO_PERSON else "complaint", said or "abuse", named)


def _fields(mail: Mail) -> list[tuple[str, str]]:
    """Of the part for them; of the text, where a broken mail has them there."""
    text = mail.feedback if FEEDBACK in mail.part_types else mail.notice
    found = [(name.lower(), value.strip()) for name, value in _FIELD.findall(text)]
    names = {name for name, _ in found}
    is_report = "feedback-type" in names and bool(names & _BESIDE)
    return found if FEEDBACK in mail.part_types or is_report else []


def _complains(mail: Mail, phrases: Phrases) -> bool:
    """Some providers send the mail back with a sentence, or a report that lost its fields."""
    if "feedback-report" in mail.header("content-type").lower():
        return True
    texts = (squeezed(mail.header("subject")), squeezed(mail.plain[:FIRST_WORDS]))
    said = any(phrases.found("complaint", text) for text in texts)
    return said and bool(mail.part_types & RETURNED)
