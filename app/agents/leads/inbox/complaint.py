"""Feedback reports (ARF, RFC 5965): somebody pressed "this is spam", or asked to be taken out."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from app.agents.leads.inbox.addresses import addresses_in, unique
from app.agents.leads.inbox.mime import FEEDBACK, Mail

_FIELD: Final = re.compile(r"^([A-Za-z-]{2,60})[ \t]{0,4}:[ \t]{0,4}(.{0,2000})$", re.M)
_OBJECTS: Final = frozenset({"opt-out", "opt-out-list"})
_NO_PERSON: Final = frozenset({"auth-failure", "not-spam", "dmarc"})
"""Reports of machines about machines (RFC 6591), and the person's word that it was no spam."""
_RECIPIENTS: Final = ("original-rcpt-to", "removal-recipient", "redacted-address")


@dataclass(frozen=True, slots=True)
class Feedback:
    """`kind` is what it means for the sender; `feedback_type` as in the report."""

    kind: Literal["complaint", "unsubscribe", "other"]
    feedback_type: str
    recipients: tuple[str, ...]


def feedback(mail: Mail) -> Feedback | None:
    """None when it is no feedback report. One without a type is a complaint."""
    report_type = "feedback-report" in mail.header("content-type").lower()
    if FEEDBACK not in mail.part_types and not report_type:
        return None
    fields = [(name.lower(), value.strip()) for name, value in _FIELD.findall(mail.feedback)]
    said = next((value for name, value in fields if name == "feedback-type"), "").lower()
    named = unique(
        address for name, value in fields if name in _RECIPIENTS for address in addresses_in(value)
    )
    if said in _OBJECTS:
        return Feedback("unsubscribe", said, named)
    return Feedback("other" if said in _NO_PERSON else "complaint", said or "abuse", named)
