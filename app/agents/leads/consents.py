"""The record of consents as it is stored: adding to it, and what it says of an address. Whether it
is whole: consent_chain.py. Whoever adds holds all locks of leads that it needs before.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, text, union
from sqlmodel import Session, col, delete, select

from app.agents.leads.law.consents import (
    BEGINNING,
    ConsentEntry,
    ConsentEvent,
    SealedEntry,
    Standing,
    Words,
    may_be_tracked,
    seal,
    standing_of,
    words_digest,
)
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.tables import Consent, ConsentWords
from app.parts.store.statements import required_id

LOCK: Final = 4_207_002
"""Of the chain: two entries that are added at once must not follow the same one."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be recorded. `wording`: what was asked or agreed to; `source`: where that is kept;
    both leave with the person, whose name may stand there. Without either there are no words."""

    event: ConsentEvent
    via: str
    happened_at: datetime
    wording: str = ""
    source: str = ""
    rule: str = ""
    rules_version: str = ""
    lead_id: int | None = None


def add_consent(session: Session, subject: str, new: NewEntry, now: datetime) -> Consent:
    """`subject`: the digest of the address. Whoever adds at the same time waits."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last = session.exec(select(Consent).order_by(col(Consent.number).desc()).limit(1)).first()
    words = words_of(new)
    row = Consent(
        number=last.number + 1 if last else 1,
        address_digest=subject,
        kind=new.event,
        via=new.via,
        happened_at=new.happened_at,
        created_at=now,
        words_digest=words_digest(words) if words else "",
        rule=new.rule,
        rules_version=new.rules_version,
        previous_digest=last.digest if last else BEGINNING,
        digest="",
    )
    row.digest = seal(entry_of(row), words, row.previous_digest).digest
    session.add(row)
    session.flush()
    if words:
        session.add(words_row(required_id(row.id), words, new.lead_id))
        session.flush()
    return row


def words_of(new: NewEntry) -> Words | None:
    said = new.wording or new.source or new.lead_id
    return Words(new.wording, new.source, secrets.token_hex(16)) if said else None


def words_row(consent_id: int, words: Words, lead_id: int | None) -> ConsentWords:
    return ConsentWords(
        consent_id=consent_id,
        lead_id=lead_id,
        wording=words.wording,
        source=words.source,
        salt=words.salt,
    )


def take_back(
    session: Session, address: str, new: NewEntry, now: datetime, keys: Sequence[str]
) -> Consent | None:
    """They want no mails from now on: the consent that holds is withdrawn, or the question that is
    open refused, whatever `new.event` says. None where nothing was asked or given."""
    event = standing(session, address, keys).ending
    if event is None:
        return None
    return add_consent(session, address_digest(address, keys[0]), replace(new, event=event), now)


def erase_words(
    session: Session, lead_id: int, address: str, now: datetime, keys: Sequence[str], via: str
) -> None:
    """What was said goes, and an entry for each address says so; the digests stay."""
    query = select(Consent.id, Consent.address_digest).join(ConsentWords)
    of_them = query.where(theirs(lead_id, address, keys)).order_by(col(Consent.id))
    found = session.exec(of_them).all()
    ids = [consent_id for consent_id, _ in found]
    session.execute(delete(ConsentWords).where(col(ConsentWords.consent_id).in_(ids)))
    for subject in dict.fromkeys(subject for _, subject in found):
        add_consent(session, subject, NewEntry("erased", via, now), now)


def theirs(lead_id: int, address: str, keys: Sequence[str]) -> ColumnElement[bool]:
    """Entries of the address, and those of the lead at an earlier one. Each is looked for in its
    own index: an OR would read the whole table."""
    digests = [address_digest(address, key) for key in keys] if address else []
    of_address = select(Consent.id).where(col(Consent.address_digest).in_(digests))
    of_lead = select(ConsentWords.consent_id).where(ConsentWords.lead_id == lead_id)
    return col(Consent.id).in_(union(of_address, of_lead))


def standing(session: Session, address: str, keys: Sequence[str]) -> Standing:
    """What holds of the address now. `keys`: SECRET_KEY's, today's first."""
    return standing_of(entries_of(session, address, keys))


def agreed_to_tracking(session: Session, address: str, keys: Sequence[str]) -> bool:
    """Whether it may be seen that they open mails and follow links, where the law asks for that."""
    return may_be_tracked(entries_of(session, address, keys))


def entries_of(session: Session, address: str, keys: Sequence[str]) -> Iterator[SealedEntry]:
    digests = [address_digest(address, key) for key in keys]
    query = select(Consent, ConsentWords).outerjoin(ConsentWords)
    of_address = query.where(col(Consent.address_digest).in_(digests))
    for row, words in session.exec(of_address.order_by(col(Consent.number))):
        yield sealed_of(row, words)


def asked_at(session: Session, address: str, keys: Sequence[str]) -> Sequence[datetime]:
    """When they were ever asked for consent; an erasure takes none of it away."""
    digests = [address_digest(address, key) for key in keys]
    of_them = col(Consent.address_digest).in_(digests)
    return session.exec(select(Consent.happened_at).where(of_them, Consent.kind == "asked")).all()


def sealed_of(row: Consent, words: ConsentWords | None) -> SealedEntry:
    said = Words(words.wording, words.source, words.salt) if words else None
    return SealedEntry(entry_of(row), row.previous_digest, row.digest, said)


def entry_of(row: Consent) -> ConsentEntry:
    return ConsentEntry(
        number=row.number,
        subject=row.address_digest,
        event=row.kind,  # type: ignore[arg-type]  # whatever stands there now: its seal tells
        via=row.via,
        happened_at=row.happened_at,
        recorded_at=row.created_at,
        words_digest=row.words_digest,
        rule=row.rule,
        rule_version=row.rules_version,
    )
