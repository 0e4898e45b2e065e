"""`scout costs`, as a user calls it."""

from datetime import timedelta

import pytest

from app.lib.clock import utc_now
from app.parts.store.database import Database
from tests.commands.calling import scout
from tests.scout.stored import claimed_run
from tests.store.usage_lines import model_line


def test_costs_are_shown_by_day_and_model(database: Database) -> None:
    claim = claimed_run(database)
    today = utc_now()
    with database.write() as session:
        for days_ago, usd in ((0, 0.01), (0, 0.02), (1, 0.5), (400, 9.0)):
            session.add(
                model_line(
                    today - timedelta(days=days_ago),
                    usd,
                    run_id=claim.run_id,
                    model="gpt-4o-mini",
                    calls=2,
                    input_tokens=1_000,
                    output_tokens=100,
                )
            )
    code, shown, _ = scout("costs")
    lines = shown.splitlines()
    assert code == 0
    assert lines[0].split() == ["day", "model", "calls", "tokens", "in", "tokens", "out", "usd"]
    assert lines[1].split()[1:] == ["gpt-4o-mini", "4", "2,000", "200", "0.0300"]
    assert lines[2].split()[-1] == "0.5000"
    assert lines[-1] == "The ceiling is $1.00 a day."
    assert len(lines) == 4


def test_a_small_ceiling_is_shown_as_it_is(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_DAILY_BUDGET_USD", "0.003")
    assert "The ceiling is $0.0030 a day." in scout("costs")[1]


def test_the_ceiling_of_one_agent_is_shown_beside_that_of_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_DAILY_BUDGET_USD_BRAND_SCOUT", "0.5")
    lines = scout("costs")[1].splitlines()
    assert lines[-2:] == [
        "The ceiling is $1.00 a day.",
        "The ceiling of brand_scout alone is $0.5000 a day.",
    ]


def test_a_model_whose_price_is_not_known_is_told_of(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "ollama")
    monkeypatch.setenv("OPENAI_MODEL", "llama3.1:8b")
    assert "The price of llama3.1:8b is not known" in scout("costs")[1]
    monkeypatch.setenv("OPENAI_MODEL", "gpt-4o-mini")
    assert "not known" not in scout("costs")[1]


def test_without_a_model_there_are_no_costs(database: Database) -> None:
    code, shown, _ = scout("costs", "--days", "7")
    assert code == 0
    assert shown.startswith("No language model was asked in this time")
