"""Who did what: rows of `audit_log`, which are only ever added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.parts.people.person import Person
from app.parts.people.tables import AuditEntry

LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Somebody:
    """`user_id` None: whoever was here without signing in. `name` as they were called last."""

    user_id: int | None
    name: str = ""


def note(
    session: Session,
    person: Person,
    action: str,
    subject: str = "",
    *,
    now: datetime,
    address: str = "",
) -> None:
    """In the transaction of what was done: both are stored, or neither.

    `action` in words ("remove a person"), `subject` what it was done to ("person 7"): never a
    secret, nor what erasing a person would have to find here. `address`: where it came from.
    """
    session.add(
        AuditEntry(
            created_at=now,
            user_id=person.user_id,
            who=person.name[:LONGEST_WORDS],
            action=action[:LONGEST_WORDS],
            subject=subject[:LONGEST_WORDS],
            address=address,
        )
    )


def entries(
    session: Session, who: Somebody | None, before: int | None, most: int
) -> list[AuditEntry]:
    """Newest first; `who` None: everybody's. `before`: the id that the page before ended with."""
    query = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(most)
    if before is not None:
        query = query.where(col(AuditEntry.id) < before)
    if who is not None and who.user_id is None:
        query = query.where(col(AuditEntry.user_id).is_(None))
    elif who is not None:
        query = query.where(col(AuditEntry.user_id) == who.user_id)
    return list(session.exec(query))


def those_who_did(session: Session) -> Sequence[Somebody]:
    """Whoever stands in the list, by name."""
    last = select(func.max(AuditEntry.id)).group_by(col(AuditEntry.user_id))
    found = session.exec(select(AuditEntry).where(col(AuditEntry.id).in_(last)))
    return sorted((Somebody(one.user_id, one.who) for one in found), key=lambda one: one.name)
