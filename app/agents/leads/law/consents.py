"""The record of consents: entries that are only ever added, each sealed over the one before.

Whoever changes, drops or inserts an entry breaks the chain from there on. Entries hold digests, of
the address (suppression.py) and of the words that were said, not these themselves: an erasure takes
the words away and leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

TrackingEvent = Literal["tracking_given", "tracking_withdrawn"]
ConsentEvent = (
    Literal["asked", "given", "refused", "withdrawn", "objected", "erased"] | TrackingEvent
)
"""`erased`: the words of the address's entries up to here were taken away. TrackingEvent is about
whether opens and clicks may be seen, of which a consent to be written to says nothing."""
BEGINNING: Final = "0" * 64
"""What the first entry is sealed over."""
TAKEN_BACK: Final[frozenset[str]] = frozenset({"refused", "withdrawn", "objected"})


@dataclass(frozen=True, slots=True)
class Words:
    """What was asked or agreed to, and where that is kept (a message id, a form). `salt` is random:
    once the words are erased nobody can try likely ones against their digest.
    """

    wording: str
    source: str
    salt: str


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """`number` counts from 1 without a gap. `subject` is the digest of the address, `via` how we
    heard of it (page, api, mail, link, erasure …), `happened_at` when they said it, `recorded_at`
    when it was written down. `rule` is that of rules.yaml under which it was asked or given.
    """

    number: int
    subject: str
    event: ConsentEvent
    via: str
    happened_at: datetime
    recorded_at: datetime
    words_digest: str
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as it is stored. Digests are 64 hex digits. `words` None: they were erased, or it
    never had any, and then its `words_digest` is empty."""

    entry: ConsentEntry
    previous: str
    digest: str
    words: Words | None

    @property
    def is_as_sealed(self) -> bool:
        """Of itself; whether it follows on the one before is a matter of the chain."""
        if self.words is not None and words_digest(self.words) != self.entry.words_digest:
            return False
        return self.digest == digest_of(self.entry, self.previous)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the record says of an address. `given`: the last consent, None where none holds or its
    words were erased; `taken_back_at`: when it was, after that. `was_asked`: and has not answered.
    """

    given: SealedEntry | None = None
    taken_back_at: datetime | None = None
    was_asked: bool = False

    @property
    def ending(self) -> ConsentEvent | None:
        """What it is called when they want no mails from now on; None: nothing is there to end."""
        if self.given is not None and self.taken_back_at is None:
            return "withdrawn"
        return "refused" if self.was_asked else None


def words_digest(words: Words) -> str:
    """SHA-256 over salt, wording and source as a JSON list."""
    return _sha256(json.dumps([words.salt, words.wording, words.source], ensure_ascii=True))


def digest_of(entry: ConsentEntry, previous: str) -> str:
    """SHA-256 over the digest before, a line feed, and the entry as canonical JSON (keys in order,
    no spaces, ASCII), its moments in UTC with microseconds.
    """
    content = {
        "number": entry.number,
        "subject": entry.subject,
        "event": entry.event,
        "via": entry.via,
        "happened_at": _moment(entry.happened_at),
        "recorded_at": _moment(entry.recorded_at),
        "words_digest": entry.words_digest,
        "rule": entry.rule,
        "rule_version": entry.rule_version,
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return _sha256(f"{previous}\n{canonical}")


def seal(entry: ConsentEntry, words: Words | None, previous: str = BEGINNING) -> SealedEntry:
    """The entry with its place in the chain. `previous`: the digest of the one before."""
    return SealedEntry(entry, previous, digest_of(entry, previous), words)


def first_broken(chain: Iterable[SealedEntry], last_known: str | None = None) -> int | None:
    """The place, from 1, of the first entry that is not as it was sealed; None if all are.

    So is one whose words are gone although no later entry says that they were erased. Entries cut
    off the end leave a whole chain. `last_known`, a digest noted elsewhere, finds that: if no entry
    has it the place is the one after the last.
    """
    previous, place, seen = BEGINNING, 0, {BEGINNING}
    wordless: dict[str, int] = {}
    for place, sealed in enumerate(chain, start=1):
        if sealed.entry.number != place or sealed.previous != previous or not sealed.is_as_sealed:
            return place
        previous = sealed.digest
        if last_known is not None:
            seen.add(previous)
        if sealed.entry.event == "erased":
            wordless.pop(sealed.entry.subject, None)
        if sealed.words is None and sealed.entry.words_digest:
            wordless.setdefault(sealed.entry.subject, place)
    if wordless:
        return min(wordless.values())
    return place + 1 if last_known is not None and last_known not in seen else None


def standing_of(entries: Iterable[SealedEntry]) -> Standing:
    """`entries`: those of one address, in their order. A consent that is not as it was sealed is
    none; what takes one back counts in any state.
    """
    standing = Standing()
    for sealed in entries:
        event = sealed.entry.event
        if event == "given" and sealed.is_as_sealed:
            standing = Standing(given=sealed)
        elif event == "asked" and standing.given is None:
            standing = Standing(was_asked=True)
        elif event in TAKEN_BACK:
            at = standing.taken_back_at or sealed.entry.happened_at
            standing = Standing(standing.given, at if standing.given else None)
        elif event == "erased" and standing.taken_back_at is None:
            standing = Standing()
    return standing


def may_be_tracked(entries: Iterable[SealedEntry]) -> bool:
    """`entries`: those of one address, in their order. The last word counts, with what was agreed
    to and where that is kept; who wants no mails is not watched either.
    """
    agreed = False
    for sealed in entries:
        event, words = sealed.entry.event, sealed.words
        if event == "tracking_given":
            is_proven = words is not None and words.wording.strip() and words.source.strip()
            agreed = bool(is_proven) and sealed.is_as_sealed
        elif event in TAKEN_BACK or event in ("tracking_withdrawn", "erased"):
            agreed = False
    return agreed


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
