"""Who was not heard of for LEAD_RETENTION_DAYS is erased, and nobody else."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.agents.leads.intake.erase import Keeping
from app.agents.leads.intake.retention import erase_overdue
from app.agents.leads.tables import EmailEvent, Lead, Suppression
from app.parts.store.database import Database
from tests.conftest import NOON

KEPT = timedelta(days=365)
LONG_AGO = NOON - KEPT - timedelta(days=1)


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(("s" * 32,), tmp_path)


def nothing() -> None:
    return


def add_lead(database: Database, name: str, updated_at: datetime = LONG_AGO) -> int:
    with database.write() as session:
        address = f"{name}@lead.example"
        lead = Lead(
            name=name,
            email=address,
            email_key=address,
            created_at=LONG_AGO,
            updated_at=updated_at,
        )
        session.add(lead)
        session.flush()
        return lead.id or 0


def names(database: Database) -> list[str | None]:
    with database.read() as session:
        return sorted(session.exec(select(Lead.name)).all(), key=str)


def test_who_was_kept_long_enough_is_erased_and_may_come_again(
    database: Database, keeping: Keeping
) -> None:
    add_lead(database, "old")
    add_lead(database, "young", NOON)
    assert erase_overdue(database, NOON, keeping, KEPT, nothing) == 1
    assert names(database) == ["young"]
    with database.read() as session:
        assert session.exec(select(Suppression)).all() == []


def test_who_answered_since_is_kept(database: Database, keeping: Keeping) -> None:
    lead_id = add_lead(database, "answered")
    with database.write() as session:
        session.add(EmailEvent(lead_id=lead_id, created_at=NOON, kind="reply"))
    assert erase_overdue(database, NOON, keeping, KEPT, nothing) == 0
    assert names(database) == ["answered"]
