"""The record of consents: entries that are only ever added, each sealed over the one before.

Whoever changes, drops or inserts an entry breaks the chain from there on. Entries hold a digest of
the address (suppression.py), not the address: an erasure leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

ConsentEvent = Literal["asked", "given", "refused", "withdrawn", "objected"]
BEGINNING: Final = "0" * 64
"""What the first entry is sealed over."""


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """`number` counts from 1 without a gap. `subject` is the digest of the address, `wording` our
    own words that were asked or agreed to, `source` where that is kept (a message id, a form).
    """

    number: int
    subject: str
    event: ConsentEvent
    at: datetime
    wording: str
    source: str
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as it is stored. `digest` is 64 hex digits."""

    entry: ConsentEntry
    digest: str


def digest_of(entry: ConsentEntry, previous: str) -> str:
    """SHA-256 over the digest before and the entry as canonical JSON, its moment in UTC."""
    content = {
        "number": entry.number,
        "subject": entry.subject,
        "event": entry.event,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "wording": entry.wording,
        "source": entry.source,
        "rule": entry.rule,
        "rule_version": entry.rule_version,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def seal(entry: ConsentEntry, previous: str = BEGINNING) -> SealedEntry:
    """The entry with its place in the chain. `previous`: the digest of the one before."""
    return SealedEntry(entry, digest_of(entry, previous))


def first_broken(chain: Iterable[SealedEntry], last_known: str | None = None) -> int | None:
    """The place, from 1, of the first entry that is not as it was sealed; None if all are.

    Entries cut off the end leave a whole chain. `last_known`, a digest noted elsewhere, finds
    that: if no entry has it the place is the one after the last.
    """
    previous, place, seen = BEGINNING, 0, {BEGINNING}
    for place, sealed in enumerate(chain, start=1):
        right = digest_of(sealed.entry, previous)
        if sealed.entry.number != place or sealed.digest != right:
            return place
        previous = right
        seen.add(right)
    return place + 1 if last_known is not None and last_known not in seen else None
