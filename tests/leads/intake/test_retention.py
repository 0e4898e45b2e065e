"""Who was not heard of for LEAD_RETENTION_DAYS is erased, and nobody else."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.agents.leads.agent import LEAD_RESEARCH
from app.agents.leads.intake.erase import Keeping
from app.agents.leads.intake.retention import erase_overdue
from app.agents.leads.sequence_agent import can_write
from app.agents.leads.tables import EmailEvent, Lead, Suppression
from app.lib.settings.settings import load_settings
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.servers.scout_service import SECRET

KEPT = timedelta(days=365)
LONG_AGO = NOON - KEPT - timedelta(days=1)


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(("s" * 32,), tmp_path)


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
    assert erase_overdue(database, NOON, keeping, KEPT) == 1
    assert names(database) == ["young"]
    with database.read() as session:
        assert session.exec(select(Suppression)).all() == []


def test_that_a_mail_was_opened_keeps_nobody_longer(database: Database, keeping: Keeping) -> None:
    lead_id = add_lead(database, "opens")
    with database.write() as session:
        for kind in ("opened", "clicked"):
            session.add(EmailEvent(lead_id=lead_id, created_at=NOON, kind=kind))
    assert erase_overdue(database, NOON, keeping, KEPT) == 1


def test_who_answered_since_is_kept(database: Database, keeping: Keeping) -> None:
    lead_id = add_lead(database, "answered")
    with database.write() as session:
        session.add(EmailEvent(lead_id=lead_id, created_at=NOON, kind="reply"))
    assert erase_overdue(database, NOON, keeping, KEPT) == 0
    assert names(database) == ["answered"]


def test_it_is_kept_to_where_nobody_is_written_to(database: Database, tmp_path: Path) -> None:
    add_lead(database, "old")
    add_lead(database, "young", NOON)
    bare = {"EMBEDDED": "1", "DATABASE_URL": database.url, "SECRET_KEY": SECRET}
    settings = load_settings(bare, tmp_path / ".env")
    assert not can_write(settings)
    parts = Parts(settings, "", database, Doorbell("redis://127.0.0.1:1/0"), lambda: NOON)
    (chore,) = LEAD_RESEARCH.chores(parts)
    assert chore.at_once
    chore.work()
    assert names(database) == ["young"]
    parts.doorbell.close()
