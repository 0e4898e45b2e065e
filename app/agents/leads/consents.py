"""The record of consents as it is stored: adding to it, and looking whether it is whole.

The place of an entry in the chain is its place by id. The rule by which it was asked for stands in
the mail that asked (`source` names its message).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from app.agents.leads.law.consents import (
    BEGINNING,
    ConsentEntry,
    ConsentEvent,
    SealedEntry,
    first_broken,
    seal,
)
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.tables import Consent
from app.parts.store.database import Database

LOCK = 4_207_002
"""Of the chain: two entries that are added at once must not follow the same one."""
READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Chain:
    """`first_broken`: the place, from 1, of the first entry that is not as it was sealed."""

    entries: int
    first_broken: int | None

    @property
    def is_whole(self) -> bool:
        return self.first_broken is None


def add_consent(
    session: Session,
    address: str,
    kind: ConsentEvent,
    *,
    evidence: str,
    source: str,
    now: datetime,
    secret: str,
    lead_id: int | None = None,
) -> Consent:
    """`evidence`: our own words that were asked or agreed to; `source`: where that is kept."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last = session.exec(select(Consent).order_by(col(Consent.id).desc()).limit(1)).first()
    previous = last.digest if last else BEGINNING
    number = session.exec(select(func.count()).select_from(Consent)).one() + 1
    row = Consent(
        lead_id=lead_id,
        address_digest=address_digest(address, secret),
        kind=kind,
        evidence=evidence,
        source=source,
        created_at=now,
        previous_digest=previous,
        digest="",
    )
    row.digest = seal(entry_of(number, row), previous).digest
    session.add(row)
    session.flush()
    return row


def entry_of(number: int, row: Consent) -> ConsentEntry:
    return ConsentEntry(
        number=number,
        subject=row.address_digest,
        event=row.kind,  # type: ignore[arg-type]  # whatever stands there now: its seal tells
        at=row.created_at,
        wording=row.evidence,
        source=row.source,
        rule="",
        rule_version="",
    )


def look_at_chain(database: Database) -> Chain:
    """Reads all of it: some 50,000 entries a second."""
    query = select(Consent).order_by(col(Consent.id))
    with database.read() as session:
        entries = session.exec(select(func.count()).select_from(Consent)).one()
        rows = session.exec(query.execution_options(yield_per=READ_AT_ONCE))
        numbered = enumerate(rows, start=1)
        broken = first_broken(SealedEntry(entry_of(at, row), row.digest) for at, row in numbered)
        rows.close()  # it is read no further than to what is broken
        return Chain(entries, broken)


def list_consents(session: Session, *, limit: int, before: int | None = None) -> Sequence[Consent]:
    """Newest first."""
    query = select(Consent).order_by(col(Consent.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Consent.id) < before)
    return session.exec(query).all()
