"""The fields of a delivery status notification (RFC 3464), wherever they stand in the notice.

They are read from text, not from MIME parts: many engines write them into a part of another type
or behind a boundary that is not the declared one, and break lines without the space that a
continuation begins with.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.agents.leads.inbox.addresses import addresses_in

MOST_RECIPIENTS: Final = 500
FIELDS: Final = (
    *("original-recipient", "final-recipient", "action", "status", "remote-mta"),
    *("diagnostic-code", "last-attempt-date", "final-log-id", "will-retry-until"),
)
"""RFC 3464, 2.3: those of one recipient."""
_OF_MESSAGE: Final = ("reporting-mta", "arrival-date", "received-from-mta", "original-envelope-id")
_FIELD: Final = re.compile(r"\s{0,4}([A-Za-z][A-Za-z-]{1,40})\s{0,2}:(.*)")
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class DeliveryFields:
    """Those of one recipient, "" for what is not there. `action` is in small letters, `status` is
    an enhanced status code (RFC 3463)."""

    recipient: str
    original_recipient: str
    action: str
    status: str
    diagnostic: str


def delivery_fields(notice: str) -> tuple[DeliveryFields, ...]:
    """One for each recipient, in the order of the notice; none when it has no such fields."""
    found = (_fields(block) for block in _blocks(notice))
    return tuple(one for one in found if one is not None)[:MOST_RECIPIENTS]


def _blocks(notice: str) -> Iterator[Mapping[str, str]]:
    """The fields between blank lines; a field that comes twice begins another block."""
    block: dict[str, str] = {}
    name = ""
    for line in [*notice.splitlines(), ""]:
        field = _FIELD.match(line)
        known = field.group(1).lower() if field else ""
        if not line.strip() or known in block:
            yield block
            block, name = {}, ""
        if field and known in {*FIELDS, *_OF_MESSAGE}:
            name = known
            block[name] = field.group(2).strip()
        elif field and not line[:1].isspace() and known.startswith("x-"):
            name = ""
        elif name and line.strip():
            block[name] = f"{block[name]} {line.strip()}"[:MOST_DIAGNOSTIC]


MOST_DIAGNOSTIC: Final = 4_000


def _fields(block: Mapping[str, str]) -> DeliveryFields | None:
    final, original = (_address(block.get(f"{which}-recipient", "")) for which in _RECIPIENTS)
    if not (final or original) and not ("status" in block and "action" in block):
        return None
    if "status" not in block and "action" not in block and "diagnostic-code" not in block:
        return None
    status = _STATUS.search(block.get("status", ""))
    action = block.get("action", "").split() or [""]
    return DeliveryFields(
        recipient=final or original,
        original_recipient=original,
        action=action[0].lower().strip("();,."),
        status=status.group(1) if status else "",
        diagnostic=_without_type(block.get("diagnostic-code", "")),
    )


_RECIPIENTS: Final = ("final", "original")


def _address(value: str) -> str:
    """`rfc822; who@example.com`; what is a file or a program has no address."""
    named = value.partition(";")[2] or value
    found = addresses_in(named)
    is_address = bool(found) and not named.strip().startswith(("|", "/"))
    return found[0] if is_address else ""


def _without_type(diagnostic: str) -> str:
    """`smtp; 550 5.1.1 …` without the name of its type."""
    kind, separator, words = diagnostic.partition(";")
    return words.strip() if separator and re.fullmatch(r"[\w-]{1,30}\s*", kind) else diagnostic
