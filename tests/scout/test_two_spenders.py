"""Two brands, two work processes, one purse: the day's ceiling holds for both together."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.tables import VerdictRow
from app.lib.clock import utc_now
from app.parts.runs import run_requests
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from app.parts.store.reservations import Reservation
from app.parts.store.statements import required_id
from tests.servers.hands import Times
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.nursery import Nursery
from tests.servers.scoring_brain import sensible
from tests.servers.scout_service import ROOT, SECRET
from tests.servers.small_site import SmallSite

STORIES = 24
CEILING_USD = 0.004
"""Six calls of a triage; what both brands would ask costs more than twice as much."""


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    """Slow enough that both have calls under way at any time."""
    with ModelEndpoint(sensible, delay=0.3) as server:
        yield server


@pytest.fixture
def sites() -> Iterator[dict[str, SmallSite]]:
    with SmallSite() as first, SmallSite() as second:
        first.publish(STORIES)
        second.shown = range(STORIES, 2 * STORIES)
        yield {"debonairs": first, "corner": second}


def brand_file(folder: Path, sites: dict[str, SmallSite]) -> Path:
    brands = []
    for id_, site in sites.items():
        [brand] = yaml.safe_load((ROOT / "brand_repo.yaml").read_text("utf-8"))["brands"]
        brands.append({**brand, "id": id_, "sites": [{"url": f"http://{site.address}/feed.xml"}]})
    path = folder / "brand_repo.yaml"
    path.write_text(yaml.safe_dump({"brands": brands}), "utf-8")
    return path


def environ_of(
    folder: Path, database: Database, endpoint: ModelEndpoint, sites: dict[str, SmallSite]
) -> dict[str, str]:
    return {
        "EMBEDDED": "1",
        "DATABASE_URL": database.url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(brand_file(folder, sites)),
        "BRAND_ID": ",".join(sites),
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": endpoint.url,
        "OPENAI_MODEL": "gpt-4o-mini",
        "LLM_DAILY_BUDGET_USD": str(CEILING_USD),
        "FETCH_ALLOWED_PRIVATE_HOSTS": ",".join(site.address for site in sites.values()),
    }


def perform_side_by_side(
    nursery: Nursery, database: Database, environ: dict[str, str], folder: Path
) -> None:
    """One work process for each brand."""
    children = []
    for brand in environ["BRAND_ID"].split(","):
        run, _ = run_requests.add_requested_run(database, agent=AGENT, profile=brand, now=utc_now())
        directory = folder / brand
        directory.mkdir()
        order: list[Any] = [required_id(run.id), Times(gap=0.01).values()]
        children.append(
            nursery.start(
                "tests.servers.hands:perform", *order, environ=environ, directory=directory
            )
        )
    for child in children:
        child.wait(120)


def test_two_brands_in_two_processes_stay_below_the_ceiling_together(
    nursery: Nursery,
    database: Database,
    endpoint: ModelEndpoint,
    sites: dict[str, SmallSite],
    tmp_path: Path,
) -> None:
    environ = environ_of(tmp_path, database, endpoint, sites)

    perform_side_by_side(nursery, database, environ, tmp_path)

    with database.read() as session:
        paid = [line.usd for line in session.exec(select(ApiUsage))]
        ended = set(session.exec(select(AgentRun.status)))
        judges = [row.scorer for row in session.exec(select(VerdictRow))]
        assert session.exec(select(Reservation)).all() == []
    assert ended == {RunStatus.COMPLETED}
    assert len(paid) == len(endpoint.received)
    assert sum(paid) <= CEILING_USD
    assert sum(paid) > CEILING_USD / 2, "most of it is used before it is said to be spent"
    assert len(judges) == 2 * STORIES
    assert set(judges) == {"model", "keyword"}
