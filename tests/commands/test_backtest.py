"""`scout backtest` and `scout costs`, as a user calls them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from app.cli import app
from app.clock import utc_now
from app.scout.measures import Labelled, measured, seeded_pools
from app.store import runs
from app.store.database import Database
from app.store.migrate import migrate
from app.store.tables import Site, Spending
from tests.conftest import NOON
from tests.scout.stored import (
    BRAND,
    Told,
    add_articles,
    add_votes,
    claimed_run,
)
from tests.servers.scout_service import ROOT, SECRET

PIZZA = "Debonairs Pizza opens its hundredth restaurant in Soweto"
PLAIN = "Council discusses a bus route"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path}/scout.db"
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
    }
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    opened = Database(url)
    migrate(opened)
    return opened


def scout(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments)
    told = str(result.exception) if result.exception and result.exit_code else ""
    return result.exit_code, result.stdout, result.stderr + told


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


def test_without_votes_it_says_what_to_do(database: Database) -> None:
    code, shown, told = scout("backtest")
    assert code == 0
    assert "precision@5  none" in shown
    assert "There are too few votes yet" in told


def store_site(session: Session, url: str) -> int:
    site = Site(url=url)
    session.add(site)
    session.flush()
    return runs.required_id(site.id)


def test_past_votes_show_how_well_the_five_would_be_picked_today(database: Database) -> None:
    """Five of a week's finds were liked, and only they are about the brand."""
    claim = claimed_run(database)
    with database.write() as session:
        site = store_site(session, BRAND.sites[0].url)
    liked = [Told(f"{PIZZA} and {n} more", site_id=site, score=10) for n in range(5)]
    disliked = [Told(f"{PLAIN} {n}", site_id=site, score=90) for n in range(3)]
    ids = add_articles(database, claim, liked + disliked)
    days = (utc_now() - NOON).days + 1
    add_votes(database, claim, ids[:5], {"ann": "yes"}, days_ago=1 - days)
    with database.write() as session:
        runs.finish_run(session, claim, NOON, result={})
    second = claimed_run(database)
    add_votes(database, second, ids[5:], {"ann": "no"}, days_ago=1 - days)

    code, shown, told = scout("backtest")

    assert code == 0, told
    assert "precision@5  1.000\n" in shown
    assert "8 voted finds in 1 weeks" in shown


def test_a_large_file_is_measured_on_the_same_pools_each_time() -> None:
    items = [Labelled(3 if n % 20 == 0 else 0, float(n % 7)) for n in range(500)]
    pools = seeded_pools(items)
    assert len(pools) == 200
    assert {len(pool) for pool in pools} == {60}
    assert measured(pools) == measured(seeded_pools(items))


def test_a_perfect_order_measures_one_and_a_wrong_one_nothing() -> None:
    right = [Labelled(3, 9), *(Labelled(0, n) for n in range(8))]
    wrong = [Labelled(3, -1), *(Labelled(0, n) for n in range(8))]
    unsafe = [Labelled(3, 9, unsafe=True), *(Labelled(0, n) for n in range(8))]
    assert (measured([right]).precision, measured([right]).ndcg) == (1.0, 1.0)
    assert (measured([wrong]).precision, measured([wrong]).ndcg) == (0.0, 0.0)
    assert measured([unsafe]).precision is None


def test_costs_are_shown_by_day_and_model(database: Database) -> None:
    claim = claimed_run(database)
    today = utc_now()
    with database.write() as session:
        for days_ago, usd in ((0, 0.01), (0, 0.02), (1, 0.5), (400, 9.0)):
            session.add(
                Spending(
                    run_id=claim.run_id,
                    spent_at=today - timedelta(days=days_ago),
                    model="gpt-4o-mini",
                    prompt_version="1",
                    calls=2,
                    input_tokens=1_000,
                    output_tokens=100,
                    usd=usd,
                    seconds=1.0,
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


def test_without_a_model_there_are_no_costs(database: Database) -> None:
    code, shown, _ = scout("costs", "--days", "7")
    assert code == 0
    assert shown.startswith("No language model was asked in this time")
