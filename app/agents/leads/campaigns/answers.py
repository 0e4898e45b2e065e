"""Whether the answers of leads are read. While they are not, whoever was written to may have
answered, objected or bounced, so nothing follows: silence is the safe side.

Without a mailbox (no IMAP_HOST) nothing is held back: then the team reads the answers itself.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from app.agents.leads.agent import INBOX
from app.agents.leads.inbox_agent import INBOX_SILENCE
from app.agents.leads.listening.account import account_of
from app.agents.leads.tables import InboxPlace, SequenceMail
from app.lib.settings.settings import Settings
from app.parts.alarm import silences
from app.parts.parts import Parts

READ_WITHIN: Final = timedelta(minutes=5)
"""It is read every minute; a run may take two and a half."""
NEXT_READING: Final = (
    "It is read every minute while the service runs; until then no follow-up goes out."
)
LOOK_AGAIN: Final = timedelta(minutes=5)


def unread(session: Session, settings: Settings, now: datetime) -> str | None:
    """In words, while the mailbox was not read to its end lately; None: it was, or there is
    none."""
    account = account_of(settings)
    if account is None:
        return None
    place = session.get(InboxPlace, account.name)
    if place is None:
        return f"the {account} was not read yet"
    if abs(now - place.changed_at) <= READ_WITHIN:  # a clock may have been set back since
        return None
    return f"the {account} was not read since {place.changed_at:%d %B %H:%M} UTC"


def was_written_to(session: Session, lead_id: int) -> bool:
    """In any campaign: an answer to one ends all."""
    sent = select(SequenceMail.id).where(
        SequenceMail.lead_id == lead_id, col(SequenceMail.sent_at).is_not(None)
    )
    return session.exec(sent.limit(1)).first() is not None


def trouble_of_mailbox(parts: Parts) -> str:
    """For the pages: why it is not read, and what that means; "" while it is, or there is none.
    Raises DatabaseAwayError."""
    account = account_of(parts.settings)
    if account is None:
        return ""
    with parts.database.read() as session:
        why = unread(session, parts.settings, parts.clock())
        failure = last_failure(session, account.username) if why else None
    if why is None:
        return ""
    if failure is None:  # the service began a moment ago, or its worker is away
        return f"{why[0].upper()}{why[1:]}. {NEXT_READING}"
    return f"{failure} {INBOX_SILENCE.meanwhile}"


def last_failure(session: Session, username: str) -> str | None:
    """Of the runs since the last that was well."""
    last = silences.last_completed(session, INBOX, username)
    return silences.last_failure(session, INBOX, username, (last.id or 0) if last else 0)
