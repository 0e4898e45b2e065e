"""LEAD_RETENTION_DAYS, as the foot of the mails promises it: who was not changed, written to or
heard of for so long is erased, as by a request, but may be taken in again. The service's
housekeeping does it, whether or not anybody is written to.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlmodel import col, select

from app.agents.leads.intake.erase import Keeping, erase_rows, keeping_of
from app.agents.leads.tables import EmailEvent, Lead, SequenceMail
from app.agents.leads.tracking.judge import KINDS
from app.lib.errors import TransientError
from app.parts.parts import Parts
from app.parts.store.database import Database
from app.parts.store.statements import required_id

MOST_AT_ONCE: Final = 200
"""The next time goes on."""
log = structlog.get_logger("retention")


class FilesInTheWayError(TransientError):
    """A mail's file could not be removed; the erasure is done again from the start."""


def keep_to_retention(parts: Parts) -> None:
    """Raises DatabaseAwayError, FilesInTheWayError."""
    settings = parts.settings
    kept = timedelta(days=settings.lead_retention_days)
    try:
        count = erase_overdue(parts.database, parts.clock(), keeping_of(settings), kept)
    except OSError as error:
        raise FilesInTheWayError(f"A mail's file cannot be removed: {error}.") from error
    if count:
        log.info("leads.kept_long_enough", erased=count)


def erase_overdue(database: Database, now: datetime, keeping: Keeping, kept: timedelta) -> int:
    """How many were erased. SQLite's file is written anew once for all of them, which takes the
    longer the larger it is. Raises DatabaseAwayError, OSError."""
    overdue = overdue_leads(database, now - kept)
    for lead_id in overdue:
        erase_rows(database, lead_id, now, keeping, is_final=False)
    if overdue:
        database.overwrite_deleted()
    return len(overdue)


def overdue_leads(database: Database, before: datetime) -> list[int]:
    """Those of whom nothing is known since then, who were stored first at the beginning. That a
    mail was opened is no reason to keep anybody longer."""
    heard_of = (
        select(EmailEvent.id)
        .where(
            col(EmailEvent.lead_id) == Lead.id,
            col(EmailEvent.created_at) >= before,
            col(EmailEvent.kind).not_in(KINDS),
        )
        .exists()
    )
    written_to = (
        select(SequenceMail.id)
        .where(col(SequenceMail.lead_id) == Lead.id, col(SequenceMail.sent_at) >= before)
        .exists()
    )
    query = (
        select(Lead.id)
        .where(col(Lead.updated_at) < before, ~heard_of, ~written_to)
        .order_by(col(Lead.updated_at))
        .limit(MOST_AT_ONCE)
    )
    with database.read() as session:
        return [required_id(lead_id) for lead_id in session.exec(query)]
