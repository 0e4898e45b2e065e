"""Who gets mails: those the settings name, without those who asked for none for now."""

from collections.abc import Sequence

from sqlmodel import Session, select

from app.store.tables import PausedRecipient


def active_recipients(session: Session, recipients: Sequence[str]) -> tuple[str, ...]:
    paused = set(session.exec(select(PausedRecipient.recipient)))
    return tuple(dict.fromkeys(one for one in recipients if one not in paused))
