"""Who gets mails: those the settings name, without those who asked for none of a list for now."""

from collections.abc import Sequence

from sqlmodel import Session, select

from app.parts.mail.tables import PausedRecipient


def active_recipients(
    session: Session, recipients: Sequence[str], list_name: str
) -> tuple[str, ...]:
    of_list = select(PausedRecipient.recipient).where(PausedRecipient.list_name == list_name)
    paused = set(session.exec(of_list))
    return tuple(dict.fromkeys(one for one in recipients if one not in paused))
