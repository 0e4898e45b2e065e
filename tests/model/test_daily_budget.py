"""What a call took is written down for whoever asked."""

from pathlib import Path

from sqlmodel import select

from app.parts.model.budget import DailyBudget
from app.parts.model.purse import Held
from app.parts.model.usage import ModelUsage
from app.parts.parts import Parts
from app.parts.store.api_usage import ApiUsage, Service
from app.parts.store.database import Database
from app.parts.store.reservations import Holder, Reservation
from tests.conftest import NOON
from tests.scout.stored import parts_for

RESEARCH = Holder(Service.MODEL, "lead_research")


def reserved(budget: DailyBudget, usd: float = 0.25) -> Held:
    held = budget.reserve(usd)
    assert isinstance(held, Held)
    return held


def line_in_ledger(parts: Parts) -> ApiUsage:
    with parts.database.read() as session:
        assert session.exec(select(Reservation)).all() == []
        return session.exec(select(ApiUsage)).one()


def test_the_ledger_knows_who_asked_about_whom_and_how_long_it_took(
    database: Database, tmp_path: Path
) -> None:
    parts = parts_for(database, tmp_path)
    budget = DailyBudget(parts, RESEARCH, "gpt-6-luna", "p7", subject="lead 12")
    budget.settle(reserved(budget), ModelUsage(1, 1_600, 200, 0.125, seconds=1.4))
    line = line_in_ledger(parts)
    assert (line.service, line.agent, line.subject) == ("model", "lead_research", "lead 12")
    assert (line.model, line.prompt_version, line.created_at) == ("gpt-6-luna", "p7", NOON)
    assert (line.calls, line.input_tokens, line.output_tokens) == (1, 1_600, 200)
    assert (line.usd, line.milliseconds, line.error) == (0.125, 1_400, None)


def test_the_ledger_knows_why_a_call_brought_nothing(database: Database, tmp_path: Path) -> None:
    parts = parts_for(database, tmp_path)
    budget = DailyBudget(parts, RESEARCH, "gpt-6-luna")
    budget.settle(reserved(budget), ModelUsage(calls=1, usd=0.25), "It took too long.")
    assert line_in_ledger(parts).error == "It took too long."
