"""How fast the team works through tasks of one call of a model each: the real service and its
worker, a model on loopback that takes 1.5 s, three calls at once. Prints the share of the rate that
the limit allows, and exits with 1 below the floor, or if more calls were under way than may be.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.database import Database
from tests.servers.killing import wait_until
from tests.servers.made_tables import sqlite_with_tables
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scout_service import ROOT, SECRET, ScoutService, scout_service
from tests.servers.services import redis_server

CALL_SECONDS = 1.5
AT_ONCE = 3
FLOOR = 0.95
AGENT, PATH = "engineer", "/api/agents/engineer"
ANSWER = json.dumps({"feasible": True, "constraints": [], "notes": ["It can be built."]})
LONGEST_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Figures:
    """`seconds` from the first call of the model to the end of the last task."""

    tasks: int
    completed: int
    seconds: float
    most_at_once: int
    calls: int

    @property
    def share(self) -> float:
        return self.tasks * CALL_SECONDS / AT_ONCE / self.seconds

    @property
    def holds(self) -> bool:
        once = self.completed == self.calls == self.tasks
        return once and self.most_at_once <= AT_ONCE and self.share >= FLOOR


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.team.throughput", description=__doc__
    )
    parser.add_argument("--tasks", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="throughput-") as folder:
        found = measure(Path(folder), options.tasks)
    print(
        f"{found.completed} of {found.tasks} tasks in {found.seconds:.1f} s, {found.calls} calls, "
        f"{found.most_at_once} at once at most: {found.share:.1%} of the limit's rate "
        f"(floor {FLOOR:.0%})"
    )
    sys.exit(0 if found.holds else 1)


def measure(folder: Path, tasks: int) -> Figures:
    began: list[float] = []

    def brain(_: dict[str, Any]) -> str:
        began.append(time.monotonic())
        return ANSWER

    with ModelEndpoint(brain, delay=CALL_SECONDS) as endpoint, served(folder, endpoint) as service:
        database = Database(service.environ["DATABASE_URL"])
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda number: ask(service, number), range(tasks)))
        wait_until(lambda: over(database) == tasks, LONGEST_SECONDS, every_seconds=0.05)
        ended = time.monotonic()
        completed = over(database, RunStatus.COMPLETED)
        database.close()
        seconds = ended - began[0]
        return Figures(tasks, completed, seconds, endpoint.most_at_once, len(endpoint.received))


@contextmanager
def served(folder: Path, endpoint: ModelEndpoint) -> Iterator[ScoutService]:
    """With its worker at work."""
    with (
        redis_server() as redis,
        scout_service(
            folder,
            EMBEDDED="1",
            DATABASE_URL=sqlite_with_tables(folder / "scout.db"),
            REDIS_URL=redis.url,
            SECRET_KEY=SECRET,
            BRAND_REPO_PATH=str(ROOT / "brand_repo.yaml"),
            EMAIL_TO="ann@example.com",
            OPENAI_API_KEY="sk-test",
            OPENAI_BASE_URL=endpoint.url,
            OPENAI_MODEL="gpt-4o-mini",
            MAX_CONCURRENT_MODEL_CALLS=str(AT_ONCE),
            RATE_LIMIT_PER_MINUTE="100000",
            LLM_DAILY_BUDGET_USD="100",
            # Nothing else has work: the scout's slots are a day apart.
            AGENT_RUN_INTERVAL_MINUTES="1440",
        ) as service,
    ):
        service.start_api()
        service.start_worker()
        assert wait_until(lambda: "worker.started" in service.log())
        yield service


def ask(service: ScoutService, number: int) -> None:
    body = {"input": {"task": "feasibility", "description": f"Plan number {number}"}}
    headers = {"Content-Type": "application/json"}
    answer = service.ask("POST", PATH, json.dumps(body).encode(), headers)
    assert answer.status == 202, answer.body


def over(database: Database, status: RunStatus | None = None) -> int:
    ended = (RunStatus.COMPLETED, RunStatus.FAILED) if status is None else (status,)
    query = select(func.count()).where(AgentRun.agent == AGENT, col(AgentRun.status).in_(ended))
    with database.read() as session:
        return session.exec(query).one()


if __name__ == "__main__":
    main()
