"""Which ceiling an agent meets first."""

from datetime import timedelta
from pathlib import Path

from app.parts.model.ceilings import DailyCeiling, ceilings_today, nearest
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import parts_for
from tests.store.usage_lines import model_line

FOR_ALL = DailyCeiling("LLM_DAILY_BUDGET_USD", 1.0, 0.75)
OWN = DailyCeiling("LLM_DAILY_BUDGET_USD_BRAND_SCOUT", 0.5, 0.125, "brand_scout")


def test_each_is_told_with_what_was_spent_of_it_today(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.add(model_line(NOON, 0.125))
        session.add(model_line(NOON, 0.625, agent="lead_research"))
        session.add(model_line(NOON - timedelta(days=1), 8.0))
    parts = parts_for(database, tmp_path, LLM_DAILY_BUDGET_USD_BRAND_SCOUT="0.5")
    with database.read() as session:
        assert ceilings_today(session, parts) == (FOR_ALL, OWN)


def test_the_one_with_less_left_is_met_first() -> None:
    assert nearest((FOR_ALL, OWN), "brand_scout") == FOR_ALL
    lower = DailyCeiling(OWN.setting, 0.25, 0.125, "brand_scout")
    assert nearest((FOR_ALL, lower), "brand_scout") == lower


def test_the_ceiling_of_another_agent_is_not_met() -> None:
    assert nearest((FOR_ALL, OWN), "lead_research") == FOR_ALL
    spent = DailyCeiling(OWN.setting, 0.125, 0.125, "brand_scout")
    assert nearest((FOR_ALL, spent), "lead_research") == FOR_ALL
