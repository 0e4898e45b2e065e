"""How far a folder was read: a row that moves in the transaction of the message it moves past, so
that no message is lost or taken twice.

The first look reads what came since the first mail to a lead was sent; before that, nothing of
what lies there can be an answer to one. When a folder's UIDs begin anew (RFC 3501, 2.3.1.1) it is
searched from the day it was last read; what was taken before is known by its `source_key`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from app.agents.leads.listening.mailbox import Folder, FolderState
from app.agents.leads.tables import InboxPlace, SequenceMail
from app.parts.store.database import Database
from app.parts.store.statements import affected

OTHER_CALENDAR: Final = timedelta(days=2)
"""A server searches by days of its own zone and clock."""


@dataclass(frozen=True, slots=True)
class Place:
    """Messages above `last_uid` are to be read."""

    mailbox: str
    uid_validity: int
    last_uid: int


def place_in(database: Database, folder: Folder, now: datetime) -> Place:
    """Where reading goes on; it is stored. Raises MailboxAwayError."""
    state = folder.state()
    mailbox = folder.account.name
    with database.read() as session:
        known = session.get(InboxPlace, mailbox)
        since = known.changed_at if known else _first_sent(session)
    if known is not None and goes_on(known, state):
        return Place(mailbox, known.uid_validity, known.last_uid)
    place = Place(mailbox, state.uid_validity, _last_before(folder, state, since))
    with database.write() as session:
        session.merge(
            InboxPlace(
                mailbox=mailbox,
                uid_validity=place.uid_validity,
                last_uid=place.last_uid,
                changed_at=since or now,
            )
        )
    return place


def goes_on(known: InboxPlace, state: FolderState) -> bool:
    """UIDs below what was read belong to a server that was set back and does not say so."""
    return known.uid_validity == state.uid_validity and known.last_uid < state.uid_next


def _last_before(folder: Folder, state: FolderState, since: datetime | None) -> int:
    uids = folder.uids_since(_day_before(since)) if since else []
    return min(uids, default=state.uid_next) - 1


def _day_before(moment: datetime) -> date:
    return (moment - OTHER_CALENDAR).date()


def _first_sent(session: Session) -> datetime | None:
    return session.exec(select(func.min(SequenceMail.sent_at))).one()


def move(session: Session, place: Place, uid: int) -> bool:
    """Past a message, in its transaction. False when somebody else has moved it."""
    return bool(
        affected(
            session,
            update(InboxPlace)
            .where(
                col(InboxPlace.mailbox) == place.mailbox,
                col(InboxPlace.uid_validity) == place.uid_validity,
                col(InboxPlace.last_uid) == place.last_uid,
            )
            .values(last_uid=uid),
        )
    )


def note_reading(database: Database, mailbox: str, now: datetime) -> None:
    """The folder was read to its end, whether or not something was new."""
    with database.write() as session:
        session.execute(
            update(InboxPlace).where(col(InboxPlace.mailbox) == mailbox).values(changed_at=now)
        )


def last_reading(database: Database, mailbox: str) -> datetime | None:
    with database.read() as session:
        known = session.get(InboxPlace, mailbox)
    return known.changed_at if known else None
