"""People who asked for no mails of a list for now."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, delete, select

from app.parts.mail.tables import Mail, PausedRecipient
from app.parts.store.database import Database


@dataclass(frozen=True, slots=True)
class Subscription:
    """One person's place in one list."""

    list_name: str
    recipient: str

    @property
    def key(self) -> dict[str, str]:
        return {"list_name": self.list_name, "recipient": self.recipient}


def subscription_of(database: Database, mail_id: int) -> Subscription | None:
    """None for a mail that is no list's, or that is not there."""
    with database.read() as session:
        mail = session.get(Mail, mail_id)
    if mail is None or mail.list_name is None:
        return None
    return Subscription(mail.list_name, mail.recipient)


def is_paused(database: Database, subscription: Subscription) -> bool:
    with database.read() as session:
        return session.get(PausedRecipient, subscription.key) is not None


def set_paused(
    database: Database, subscription: Subscription, *, paused: bool, now: datetime
) -> None:
    """Saying the same twice changes nothing, also at the same time: a provider's one-click POST
    may come beside the person's own."""
    with suppress(IntegrityError), database.write() as session:
        if not paused:
            session.execute(delete(PausedRecipient).filter_by(**subscription.key))
        elif session.get(PausedRecipient, subscription.key) is None:
            session.add(PausedRecipient(**subscription.key, paused_at=now))


def active_recipients(
    session: Session, recipients: Sequence[str], list_name: str
) -> tuple[str, ...]:
    of_list = select(PausedRecipient.recipient).where(PausedRecipient.list_name == list_name)
    paused = set(session.exec(of_list))
    return tuple(dict.fromkeys(one for one in recipients if one not in paused))
