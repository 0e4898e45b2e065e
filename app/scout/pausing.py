"""People who asked for no mails for now."""

from datetime import datetime

from app.store.database import Database
from app.store.tables import Mail, PausedRecipient


def recipient_of(database: Database, mail_id: int) -> str | None:
    with database.read() as session:
        mail = session.get(Mail, mail_id)
        return mail.recipient if mail else None


def is_paused(database: Database, recipient: str) -> bool:
    with database.read() as session:
        return session.get(PausedRecipient, recipient) is not None


def set_paused(database: Database, recipient: str, *, paused: bool, now: datetime) -> None:
    """Saying the same twice changes nothing."""
    with database.write() as session:
        row = session.get(PausedRecipient, recipient)
        if paused and row is None:
            session.add(PausedRecipient(recipient=recipient, paused_at=now))
        if not paused and row is not None:
            session.delete(row)
