"""Two agents, two processes: one ceiling for both together, and one for each that has its own."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from app.parts.store.reservations import Reservation
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.nursery import Nursery
from tests.servers.scout_service import ROOT, SECRET

CALLS = 20
WORD = '{"word": "' + "x" * 100 + '"}'
DEAR, CHEAP = "dear_agent", "cheap_agent"
CEILING_USD = 0.00035
"""Half of what all the calls of both cost."""
OWN_CEILING_USD = 0.0001
MOST_OF_A_CALL_USD = 0.00004
"""What is set aside for one; it costs about half."""


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    """Slow enough that both have calls under way at any time."""
    with ModelEndpoint(lambda _: WORD, delay=0.1) as server:
        yield server


def spent_side_by_side(
    nursery: Nursery, database: Database, folder: Path, endpoint: ModelEndpoint, **ceilings: str
) -> dict[str, list[float]]:
    """What each call of each agent cost."""
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": database.url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": SECRET,
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": endpoint.url,
        "OPENAI_MODEL": "gpt-4o-mini",
        **ceilings,
    }
    children = [
        nursery.start(
            "tests.servers.model_user:ask_until_spent",
            *(agent, CALLS),
            environ=environ,
            directory=folder,
        )
        for agent in (DEAR, CHEAP)
    ]
    assert [child.wait() for child in children] == [0, 0], (folder / "service.log").read_text()
    costs = defaultdict(list)
    with database.read() as session:
        for line in session.exec(select(ApiUsage)):
            costs[line.agent].append(line.usd)
        assert session.exec(select(Reservation)).all() == []
    return costs


def test_two_agents_in_two_processes_stay_below_the_ceiling_together(
    nursery: Nursery, database: Database, endpoint: ModelEndpoint, tmp_path: Path
) -> None:
    """Each by itself would stay below it as well."""
    costs = spent_side_by_side(
        nursery, database, tmp_path, endpoint, LLM_DAILY_BUDGET_USD=f"{CEILING_USD:f}"
    )
    spent = sum(sum(of_agent) for of_agent in costs.values())
    assert CEILING_USD - MOST_OF_A_CALL_USD < spent <= CEILING_USD
    assert len(endpoint.received) == sum(map(len, costs.values()))


def test_an_agent_at_its_own_ceiling_leaves_the_other_asking(
    nursery: Nursery, database: Database, endpoint: ModelEndpoint, tmp_path: Path
) -> None:
    own = {"LLM_DAILY_BUDGET_USD_DEAR_AGENT": f"{OWN_CEILING_USD:f}"}
    costs = spent_side_by_side(nursery, database, tmp_path, endpoint, **own)
    assert OWN_CEILING_USD - MOST_OF_A_CALL_USD < sum(costs[DEAR]) <= OWN_CEILING_USD
    assert len(costs[CHEAP]) == CALLS


def test_an_agent_that_asks_a_model_needs_nothing_of_the_scout() -> None:
    code = (
        "import sys, app.parts.model.budget, app.parts.model.client, app.parts.model.purse; "
        "print([name for name in sys.modules if name.startswith('app.agents.scout')])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
