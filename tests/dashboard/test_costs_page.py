"""The page of the costs."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.agents.scout.pages.costs import read_costs
from app.agents.scout.pages.costs_view import CostsView
from app.agents.scout.pages.page_html import ScoutPages
from app.parts.model.ceilings import DailyCeiling
from app.parts.store.api_usage import DayOfModel
from app.parts.store.database import Database
from tests.api.sample_views import AROUND
from tests.conftest import NOON
from tests.dashboard.reading import shape, soup_of, words_of
from tests.dashboard.sample_costs import (
    COSTS_EMPTY,
    COSTS_FULL,
    COSTS_KEYWORD,
    COSTS_TROUBLED,
    TODAY,
    spent,
)
from tests.scout.hostile_text import HOSTILE_TEXTS
from tests.scout.stored import Told, add_articles, add_sites, claimed_run, parts_for
from tests.store.usage_lines import model_line

pages = ScoutPages()

WITH_MODEL = {"OPENAI_API_KEY": "sk-none", "OPENAI_MODEL": "gpt-6-luna"}


def html(view: CostsView) -> str:
    return pages.service_page("costs", AROUND, view)


def words(view: CostsView) -> str:
    return words_of(html(view))


def test_today_is_told_against_the_ceiling_by_run_and_by_pace() -> None:
    shown = words(COSTS_FULL)
    assert "spent so far $0.5200" in shown
    assert "of the ceiling of $1.00 52%" in shown
    assert "a run, of 71 today that asked $0.0070" in shown
    assert "a day, if today goes on like this $0.8966" in shown
    assert "a day on average $0.6155" in shown


def test_every_day_has_a_column_and_a_row_of_figures() -> None:
    soup = soup_of(html(COSTS_FULL))
    assert len(soup.select("figure svg title")) == 30
    rows = [" ".join(row.get_text(" ").split()) for row in soup.select("figure tbody tr")]
    assert len(rows) == 30
    assert rows[-1] == "20 Nov $0.5200 468 1,612,000 93,600"
    assert rows[0] == "22 Oct $0.00 0 0 0"


def test_models_are_told_the_dearest_first() -> None:
    names = [one.get_text() for one in soup_of(html(COSTS_FULL)).select("h3")]
    assert names == ["gpt-6-luna", "gpt-6-sol"]


def test_a_ceiling_that_was_reached_is_told_with_what_took_over_and_when() -> None:
    shown = words(COSTS_TROUBLED)
    assert "Today's ceiling of $1.00 was reached. From Fri 20 Nov 2026, 13:04 on" in shown
    assert "the keyword scorer took over" in shown
    assert "goes on like this" not in shown
    assert "was reached" not in words(COSTS_FULL)


OWN = DailyCeiling("LLM_DAILY_BUDGET_USD_BRAND_SCOUT", 0.5, 0.4, "brand_scout")
OF_ANOTHER = DailyCeiling("LLM_DAILY_BUDGET_USD_LEAD_RESEARCH", 0.25, 0.25, "lead_research")


def test_the_ceiling_that_the_scout_met_is_told_with_its_own_name() -> None:
    shown = words(replace(COSTS_TROUBLED, own_ceilings=(OWN, OF_ANOTHER)))
    assert "Today's ceiling of $1.00 was reached." in shown, "there is less left of it"
    shown = words(replace(COSTS_TROUBLED, ceiling=2.0, own_ceilings=(OWN, OF_ANOTHER)))
    assert "Today's ceiling of $0.5000 was reached." in shown
    assert "raise LLM_DAILY_BUDGET_USD_BRAND_SCOUT and restart" in shown


def test_each_ceiling_of_an_agents_own_is_told_with_what_it_spent() -> None:
    shown = words(replace(COSTS_FULL, own_ceilings=(OWN, OF_ANOTHER)))
    assert "by brand_scout, of its own ceiling of $0.5000 $0.4000" in shown
    assert "by lead_research, of its own ceiling of $0.2500 $0.2500" in shown
    assert "own ceiling" not in words(COSTS_FULL)


def test_an_own_ceiling_of_nothing_says_that_the_model_is_never_asked() -> None:
    own = replace(OWN, usd=0.0, spent_usd=0.0)
    shown = words(replace(COSTS_EMPTY, own_ceilings=(own,)))
    assert "never asked, because LLM_DAILY_BUDGET_USD_BRAND_SCOUT is 0" in shown


def test_a_model_whose_price_is_not_known_is_told_of(database: Database, tmp_path: Path) -> None:
    def shown(model: str) -> str:
        parts = parts_for(database, tmp_path, OPENAI_API_KEY="ollama", OPENAI_MODEL=model)
        return words(read_costs(parts))

    assert "The price of llama3.1:8b is not known" in shown("llama3.1:8b")
    assert "not known" not in shown("gpt-6-luna")


def test_a_pace_above_the_ceiling_is_told_beforehand() -> None:
    fast = replace(COSTS_FULL, share_of_day=0.25)
    assert "At this pace the ceiling is reached before midnight" in words(fast)
    assert "At this pace" not in words(COSTS_FULL)


def test_too_early_in_the_day_there_is_no_pace() -> None:
    assert replace(COSTS_FULL, share_of_day=0.01).pace is None


def test_a_ceiling_of_nothing_says_that_the_model_is_never_asked() -> None:
    shown = words(replace(COSTS_EMPTY, ceiling=0.0))
    assert "The model is never asked, because LLM_DAILY_BUDGET_USD is 0" in shown


def test_the_keyword_scorer_alone_costs_nothing_and_a_model_can_be_set() -> None:
    shown = words(COSTS_KEYWORD)
    assert "The keyword scorer costs nothing" in shown
    assert "OPENAI_API_KEY" in shown
    assert "Today" not in shown
    assert "costs nothing" not in words(COSTS_FULL)


def test_before_the_first_call_the_page_says_what_to_do() -> None:
    assert "Nothing was spent today so far. The first run that finds" in words(COSTS_EMPTY)


def test_the_mean_is_of_full_days_since_the_first_that_cost_something() -> None:
    line = DayOfModel(TODAY - timedelta(days=4), "m", spent(2.0))
    assert replace(COSTS_FULL, spent=(line,)).mean == pytest.approx(0.5)
    assert COSTS_EMPTY.mean is None


def poisoned(text: str) -> str:
    line = DayOfModel(TODAY, text, spent(0.5))
    return html(replace(COSTS_FULL, spent=(line,), model=text or "!"))


HARMLESS = shape(poisoned("A harmless text"))


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_adds_no_element(text: str) -> None:
    assert shape(poisoned(text)) == HARMLESS


def spend(
    database: Database, at: datetime, usd: float, run_id: int | None, agent: str = "brand_scout"
) -> None:
    with database.write() as session:
        session.add(model_line(at, usd, run_id=run_id, model="gpt-6-luna", agent=agent))


def test_the_ledger_is_read_by_the_days_of_the_team(database: Database, tmp_path: Path) -> None:
    claim = claimed_run(database)
    midnight = NOON.replace(hour=22) - timedelta(days=1)  # in Johannesburg
    spend(database, midnight - timedelta(seconds=1), 0.25, claim.run_id)
    spend(database, midnight, 0.5, claim.run_id)
    spend(database, NOON, 0.125, claim.run_id)
    spend(database, NOON, 1.0, None)  # a command
    seen = read_costs(parts_for(database, tmp_path, **WITH_MODEL))
    assert (seen.days[0], seen.days[-1]) == (date(2026, 10, 22), TODAY)
    assert seen.today.usd == 1.625
    assert seen.by_day[TODAY - timedelta(days=1)].usd == 0.25
    assert (seen.runs_today, seen.per_run) == (1, 0.625)
    assert seen.share_of_day == pytest.approx(14 / 24)
    assert seen.model == "gpt-6-luna"


def test_the_keyword_scorer_took_over_when_it_judged_after_the_model_s_last_cost(
    database: Database, tmp_path: Path
) -> None:
    parts = parts_for(database, tmp_path, **WITH_MODEL)
    spend(database, NOON - timedelta(minutes=5), 1.0, None)
    assert read_costs(parts).took_over_at is None
    add_sites(database)
    add_articles(database, claimed_run(database), [Told("One", score=50)])
    assert read_costs(parts).took_over_at == NOON
    assert read_costs(parts_for(database, tmp_path)).took_over_at is None
    spend(database, NOON + timedelta(minutes=5), 0.1, None)  # the ceiling was raised
    assert read_costs(parts).took_over_at is None


def test_the_scout_s_ceiling_is_no_less_reached_when_another_agent_goes_on_asking(
    database: Database, tmp_path: Path
) -> None:
    own = {"LLM_DAILY_BUDGET_USD_BRAND_SCOUT": "0.5", "LLM_DAILY_BUDGET_USD": "5"}
    parts = parts_for(database, tmp_path, **WITH_MODEL, **own)
    spend(database, NOON - timedelta(minutes=5), 0.5, None)
    add_sites(database)
    add_articles(database, claimed_run(database), [Told("One", score=50)])
    spend(database, NOON + timedelta(minutes=5), 2.0, None, "lead_research")
    seen = read_costs(parts)
    assert seen.took_over_at == NOON
    assert seen.met_first == DailyCeiling(
        "LLM_DAILY_BUDGET_USD_BRAND_SCOUT", 0.5, 0.5, "brand_scout"
    )


def test_another_agent_may_have_spent_it_all_before_the_scout_asked(
    database: Database, tmp_path: Path
) -> None:
    spend(database, NOON - timedelta(minutes=5), 1.0, None, "lead_research")
    add_sites(database)
    add_articles(database, claimed_run(database), [Told("One", score=50)])
    assert read_costs(parts_for(database, tmp_path, **WITH_MODEL)).took_over_at == NOON


def test_what_the_keyword_scorer_judged_before_a_model_was_set_is_no_ceiling(
    database: Database, tmp_path: Path
) -> None:
    add_sites(database)
    add_articles(database, claimed_run(database), [Told("One", score=50)])
    assert read_costs(parts_for(database, tmp_path, **WITH_MODEL)).took_over_at is None
