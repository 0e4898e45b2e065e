"""Who did what: rows of `audit_log`, which are only ever added."""

from datetime import datetime

from sqlmodel import Session

from app.parts.people.person import Person
from app.parts.people.tables import AuditEntry

LONGEST_WORDS = 300


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
