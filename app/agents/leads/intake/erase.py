"""Erasing a person: everything that hangs on a lead, and what other tables and files say of it.

What stays is a keyed digest of the address in `suppressions` (they are never written to again),
entries of `consents`, which hold digests only (their words go), and sums of money and counts that
name nobody.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog
from sqlmodel import Session, col, delete, select, update

from app.agents.leads.campaigns.stopping import lock_lead, stop_sequence, suppress_address
from app.agents.leads.consents import NewEntry, erase_words, take_back
from app.agents.leads.intake.erase_mentions import (
    blank_colleagues_pages,
    blank_mails,
    blank_runs,
    remove_calls,
)
from app.agents.leads.law.suppression import address_digest, normalised_address
from app.agents.leads.suppressions import ERASED
from app.agents.leads.tables import (
    CampaignLead,
    EmailEvent,
    Lead,
    LeadFact,
    LeadPage,
    LeadResearch,
    SequenceMail,
    Suppression,
)
from app.lib.settings.settings import Settings
from app.parts.mail.sender import MAIL_FILES, FileSender
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database

SOURCE: Final = "erasure"
RETENTION: Final = "retention"
HANGING_ON_A_LEAD: Final = (
    EmailEvent,
    SequenceMail,
    CampaignLead,
    LeadFact,
    LeadPage,
    LeadResearch,
)
"""In the order in which they may go: an event points to its mail."""
BY_HAND: Final = ("page", "api")
"""`source` of suppressions whose reason a person wrote."""
log = structlog.get_logger("erasure")


@dataclass(frozen=True, slots=True)
class Keeping:
    """`secrets` are SECRET_KEY's, the first makes the digest; `mail_files` is where mails are
    written when no mail server is configured."""

    secrets: tuple[str, ...]
    mail_files: Path


def keeping_of(settings: Settings) -> Keeping:
    return Keeping(settings.secret_keys, settings.data_directory / MAIL_FILES)


def lead_of(database: Database, address: str) -> int | None:
    """The id of the lead that has the address, in whichever spelling."""
    with database.read() as session:
        query = select(Lead.id).where(Lead.email_key == normalised_address(address))
        return session.exec(query).first()


def erase(database: Database, lead_id: int, now: datetime, keeping: Keeping) -> bool:
    """False if there is no such lead. When it returns nothing of the person can be read any more,
    not even from the bytes of SQLite's file; PostgreSQL clears its own when it vacuums.

    Raises DatabaseAwayError, OSError.
    """
    found = erase_rows(database, lead_id, now, keeping)
    if found:
        database.overwrite_deleted()
    return found


def erase_rows(
    database: Database, lead_id: int, now: datetime, keeping: Keeping, *, is_final: bool = True
) -> bool:
    """All of it but the bytes of deleted rows in SQLite's file. `is_final`: never written to again.

    What is interrupted is done again from the start: the lead's own row goes last but the files.
    """
    with database.write() as session:
        lead = lock_lead(session, lead_id)
        if lead is None:
            return False
        _stop(session, lead, now, keeping.secrets, is_final=is_final)
    with database.write() as session:
        # Mails before the lead: the gate of a mail locks them in this order.
        mails = blank_mails(session, lead, now)
        lock_lead(session, lead_id)
        _remove_files(mails, keeping.mail_files)
        blank_runs(session, lead, now)
        remove_calls(session, lead)
        blank_colleagues_pages(session, lead)
        via = SOURCE if is_final else RETENTION
        erase_words(session, lead_id, lead.email or "", now, keeping.secrets, via)
        _delete_rows(session, lead, keeping.secrets)
    log.info("lead.erased", lead_id=lead_id)
    return True


def _stop(
    session: Session, lead: Lead, now: datetime, secrets: tuple[str, ...], *, is_final: bool
) -> None:
    """Committed first: whatever happens after it, no mail goes any more."""
    if lead.email and is_final:
        suppress_address(
            session, lead.email, reason=ERASED, source=SOURCE, now=now, secret=secrets[0]
        )
    stop_sequence(session, lead.id or 0, ERASED, now)
    if lead.email and is_final:
        take_back(session, lead.email, NewEntry("withdrawn", SOURCE, now), now, secrets)


def _delete_rows(session: Session, lead: Lead, secrets: tuple[str, ...]) -> None:
    mails = select(SequenceMail.id).where(SequenceMail.lead_id == lead.id)
    session.execute(delete(EmailEvent).where(col(EmailEvent.email_campaign_id).in_(mails)))
    for model in HANGING_ON_A_LEAD:
        session.execute(delete(model).where(col(model.lead_id) == lead.id))
    session.execute(
        update(ApiUsage).where(col(ApiUsage.subject) == str(lead.id)).values(error=None)
    )
    if lead.email:
        _blank_suppression(session, [address_digest(lead.email, secret) for secret in secrets])
    session.execute(delete(Lead).where(col(Lead.id) == lead.id))


def _blank_suppression(session: Session, digests: list[str]) -> None:
    """The entry stays; what a person of the team wrote there may name whom it was about."""
    theirs = col(Suppression.address_digest).in_(digests)
    session.execute(update(Suppression).where(theirs).values(hint=""))
    by_hand = theirs & col(Suppression.source).in_(BY_HAND)
    session.execute(update(Suppression).where(by_hand).values(reason=ERASED))


def _remove_files(mails: list[tuple[str, str]], folder: Path) -> None:
    sender = FileSender(folder)
    for message_id, recipient in mails:
        sender.path_of(f"<{message_id}>", recipient).unlink(missing_ok=True)
