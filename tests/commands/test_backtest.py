"""`scout backtest`, as a user calls it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.agents.scout.gather.tables import Site
from app.lib.clock import utc_now
from app.parts.runs import endings
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.commands.calling import scout
from tests.conftest import NOON
from tests.scout.stored import BRAND, Told, add_articles, add_votes, claimed_run
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import sensible

PIZZA = "Debonairs Pizza opens its hundredth restaurant in Soweto"
PLAIN = "Council discusses a bus route"
CEILING = 0.003


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelEndpoint]:
    with ModelEndpoint(sensible) as endpoint:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        monkeypatch.setenv("OPENAI_MODEL", "gpt-4o-mini")
        monkeypatch.setenv("LLM_DAILY_BUDGET_USD", str(CEILING))
        yield endpoint


def cost_in(shown: str) -> float:
    return float(shown.rpartition("it cost      $")[2].split()[0])


def labels(folder: Path, *items: dict[str, object]) -> str:
    path = folder / "labels.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return str(path)


def item(number: int, title: str, grade: object) -> dict[str, object]:
    return {"id": number, "title": title, "grade": grade}


def test_a_labelled_file_shows_how_well_the_five_are_picked(
    database: Database, tmp_path: Path
) -> None:
    """One useful find among six is picked, another is not recognised."""
    items = [item(0, PIZZA, 3), *(item(n, PLAIN, 0) for n in range(1, 6)), item(6, PLAIN, 2)]
    code, shown, _ = scout("backtest", "--labels", labels(tmp_path, *items))
    assert code == 0
    assert "precision@5  0.500\n" in shown
    assert "nDCG@5       0.787\n" in shown
    assert "7 labelled items in one pool" in shown
    assert "scored by    keyword" in shown


@pytest.mark.parametrize("grade", [None, 4, -1, "3", 2.5, True])
def test_a_line_without_a_grade_is_named(database: Database, tmp_path: Path, grade: object) -> None:
    path = labels(tmp_path, item(0, PIZZA, 3), item(1, PLAIN, grade))
    code, shown, told = scout("backtest", "--labels", path)
    assert code == 1
    assert shown == ""
    assert "item 2: it needs a grade" in told


@pytest.mark.parametrize("unsafe", ["false", "0", "no", "", 0, None, False])
def test_only_a_clear_yes_makes_a_labelled_item_unsafe(
    database: Database, tmp_path: Path, unsafe: object
) -> None:
    items = [item(0, PIZZA, 3) | {"unsafe": unsafe}, *(item(n, PLAIN, 0) for n in range(1, 7))]
    _, shown, _ = scout("backtest", "--labels", labels(tmp_path, *items))
    assert "precision@5  1.000\n" in shown


@pytest.mark.parametrize("unsafe", ["true", "Yes", "1", 1, True])
def test_a_clear_yes_makes_it_unsafe(database: Database, tmp_path: Path, unsafe: object) -> None:
    items = [item(0, PIZZA, 3) | {"unsafe": unsafe}, *(item(n, PLAIN, 0) for n in range(1, 7))]
    _, shown, _ = scout("backtest", "--labels", labels(tmp_path, *items))
    assert "precision@5  none" in shown


def test_the_scouts_own_ceiling_holds_for_labelled_items_too(
    database: Database, tmp_path: Path, model: ModelEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_DAILY_BUDGET_USD_BRAND_SCOUT", "0")
    _, _, told = scout("backtest", "--labels", labels(tmp_path, item(1, PIZZA, 3)))
    assert "1 of 1 items were not judged" in told
    assert model.received == []


def test_a_file_without_items_is_said_to_have_none(database: Database, tmp_path: Path) -> None:
    code, shown, told = scout("backtest", "--labels", labels(tmp_path))
    assert (code, shown) == (1, "")
    assert "has no items" in told


def test_labelled_items_beyond_the_ceiling_are_left_out_of_the_figures(
    database: Database, tmp_path: Path, model: ModelEndpoint
) -> None:
    items = [item(n, f"{PIZZA} {n}" if n % 9 else PLAIN, 3 if n % 9 else 0) for n in range(150)]
    code, shown, told = scout("backtest", "--labels", labels(tmp_path, *items))
    assert code == 0
    assert 0 < cost_in(shown) <= CEILING
    left_out = int(told.split(" of 150 items were not judged")[0].split()[-1])
    assert 0 < left_out < 150
    assert f"measured on  {150 - left_out} labelled items" in shown
    assert "precision@5  1.000" in shown


def test_without_votes_it_says_what_to_do(database: Database) -> None:
    code, shown, told = scout("backtest")
    assert code == 0
    assert "precision@5  none" in shown
    assert "There are too few votes yet" in told


def store_site(session: Session, url: str) -> int:
    site = Site(url=url)
    session.add(site)
    session.flush()
    return required_id(site.id)


def store_votes(database: Database, liked: list[str], disliked: list[str]) -> None:
    """Votes of this week on finds of the brand's first site."""
    claim = claimed_run(database)
    with database.write() as session:
        site = store_site(session, BRAND.sites[0].url)
    told = [Told(title, site_id=site, score=10) for title in liked]
    told += [Told(title, site_id=site, score=90) for title in disliked]
    ids = add_articles(database, claim, told)
    days = (utc_now() - NOON).days + 1
    add_votes(database, claim, ids[: len(liked)], {"ann": "yes"}, days_ago=1 - days)
    with database.write() as session:
        endings.finish_run(session, claim, NOON, result={})
    second = claimed_run(database)
    add_votes(database, second, ids[len(liked) :], {"ann": "no"}, days_ago=1 - days)


def test_past_votes_show_how_well_the_five_would_be_picked_today(database: Database) -> None:
    """Five of a week's finds were liked, and only they are about the brand."""
    liked = [f"{PIZZA} and {n} more" for n in range(5)]
    store_votes(database, liked, [f"{PLAIN} {n}" for n in range(3)])

    code, shown, told = scout("backtest")

    assert code == 0, told
    assert "precision@5  1.000\n" in shown
    assert "8 voted finds in 1 weeks" in shown


def test_what_judging_the_past_cost_is_on_the_bill_and_within_the_ceiling(
    database: Database, model: ModelEndpoint
) -> None:
    liked = [f"{PIZZA} and {n} more" for n in range(60)]
    store_votes(database, liked, [f"{PLAIN} {n}" for n in range(60)])

    code, shown, told = scout("backtest")
    asked = len(model.received)

    assert code == 0, told
    with database.read() as session:
        spent = sum(line.usd for line in session.exec(select(ApiUsage)))
    assert 0 < spent <= CEILING
    assert cost_in(shown) == pytest.approx(spent, abs=0.0001)
    assert "of 120 items were not judged and are left out of the figures" in told
    assert scout("costs")[1].splitlines()[1].split()[1:3] == ["gpt-4o-mini", str(asked)]
    scout("backtest")
    assert len(model.received) <= asked + 1, "the money of the first time is gone"
