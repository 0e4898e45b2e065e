"""All of the record of consents, in its order: is it as it was sealed, and its entries for people
and programs to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from app.agents.leads.consents import sealed_of
from app.agents.leads.law.consents import BEGINNING, SealedEntry, first_broken
from app.agents.leads.tables import Consent, ConsentWords
from app.parts.store.database import Database

READ_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Chain:
    """`first_broken`: the place, from 1, of the first entry that is not as it was sealed.
    `last_digest`: noted elsewhere it shows later whether entries were cut off the end."""

    entries: int
    first_broken: int | None
    last_digest: str = BEGINNING

    @property
    def is_whole(self) -> bool:
        return self.first_broken is None


def look_at_chain(database: Database, last_known: str | None = None) -> Chain:
    """Reads all of it: some 10,000 entries a second. `last_known`: see `first_broken`."""
    entries, last = 0, BEGINNING

    def counted(session: Session) -> Iterator[SealedEntry]:
        nonlocal entries, last
        for sealed in whole_chain(session):
            entries, last = entries + 1, sealed.digest
            yield sealed

    with database.read() as session:
        chain = counted(session)
        broken = first_broken(chain, last_known)
        for _ in chain:
            continue  # what is behind a broken one is counted
    return Chain(entries, broken, last)


def whole_chain(session: Session) -> Iterator[SealedEntry]:
    """From the first on, without keeping what was read."""
    query = select(Consent, ConsentWords).outerjoin(ConsentWords).order_by(col(Consent.number))
    for row, words in session.exec(query.execution_options(yield_per=READ_AT_ONCE)):
        yield sealed_of(row, words)
        for one in filter(None, (row, words)):
            session.expunge(one)


def list_consents(
    session: Session, *, limit: int, before: int | None = None
) -> Sequence[tuple[Consent, ConsentWords | None]]:
    """Newest first; `before` is an id."""
    query = select(Consent, ConsentWords).outerjoin(ConsentWords)
    if before is not None:
        query = query.where(col(Consent.id) < before)
    newest = session.exec(query.order_by(col(Consent.id).desc()).limit(limit))
    return [(row, words) for row, words in newest]
