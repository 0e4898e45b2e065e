"""Whom nobody writes to any more: asking the list, and adding to it.

The table holds digests (law/suppression.py), so that it outlives the person. A digest by an earlier
SECRET_KEY counts for as long as that key is named.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.leads.law.suppression import (
    address_digest,
    digests_to_ask,
    domain_digest,
    normalised_domain,
)
from app.agents.leads.tables import Suppression
from app.parts.store.database import Database
from app.parts.store.statements import parts_of

ERASED = "erased"


def suppressed_among(
    session: Session, addresses: Sequence[str], secrets: Sequence[str]
) -> Mapping[str, str]:
    """Those of the addresses, as given, that are suppressed, each with the reason."""
    of_digest: dict[str, list[str]] = {}
    for address in addresses:
        for digest in digests_to_ask(address, secrets):
            of_digest.setdefault(digest, []).append(address)
    found: dict[str, str] = {}
    for part in parts_of(tuple(of_digest)):
        query = select(Suppression).where(col(Suppression.address_digest).in_(part))
        for row in session.exec(query):
            found |= dict.fromkeys(of_digest[row.address_digest], row.reason)
    return found


def list_suppressions(
    database: Database, *, limit: int, before: int | None = None
) -> Sequence[Suppression]:
    """Newest first."""
    query = select(Suppression).order_by(col(Suppression.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Suppression.id) < before)
    with database.read() as session:
        return session.exec(query).all()


def suppress(
    session: Session, address: str, *, reason: str, source: str, now: datetime, secret: str
) -> Suppression:
    """The address's entry, new or as it was: the first reason stays. "@example.com" is a whole
    domain with those below it."""
    whole_domain = address.strip().startswith("@")
    digest = (domain_digest if whole_domain else address_digest)(address, secret)
    hint = normalised_domain(address.rpartition("@")[2])
    return suppress_digest(session, digest, hint=hint, reason=reason, source=source, now=now)


def suppress_digest(
    session: Session, digest: str, *, hint: str, reason: str, source: str, now: datetime
) -> Suppression:
    """As `suppress`, of an address that nobody here knows any more."""
    known = session.exec(select(Suppression).where(Suppression.address_digest == digest)).first()
    if known is not None:
        return known
    entry = Suppression(
        address_digest=digest,
        hint=hint,
        reason=reason,
        source=source,
        created_at=now,
    )
    session.add(entry)
    session.flush()
    return entry
