"""A run that finds nothing new, from the request to its end, over real processes.

Each site is asked once: its robots.txt is known from the run before.
"""

import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.whole_run.full import SITES
from benchmarks.whole_run.lane import environment
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import sensible
from tests.servers.scout_service import ScoutService, scout_service
from tests.servers.services import redis_server
from tests.servers.slow_newsroom import SlowNewsroom

ARTICLES, PAGE_SECONDS, SLOWEST_SECONDS = 2, 0.2, 0.5
TICKS = 7
MORE_THAN_THE_SLOWEST_SITE = 1.0
"""Seconds, on the machine of the yardstick 1.0."""
LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Ticks:
    """`restless`: the feeds said nothing new in other bytes. `seconds` of each run."""

    restless: bool
    seconds: tuple[float, ...]
    most_asked: int
    slower: float

    @property
    def more(self) -> float:
        """Than the slowest site takes."""
        return statistics.median(self.seconds) - SLOWEST_SECONDS

    @property
    def at_most(self) -> float:
        return MORE_THAN_THE_SLOWEST_SITE * self.slower

    @property
    def problems(self) -> list[str]:
        asked = [f"a site was asked {self.most_asked} times"] if self.most_asked != 1 else []
        late = [f"{self.more:.2f} s more than the slowest site"] if self.more > self.at_most else []
        return asked + late

    def rows(self) -> list[tuple[str, str, str]]:
        how = "in other bytes" if self.restless else "in the same bytes"
        return [
            (f"{SITES} sites, nothing new {how}", "", ""),
            ("requests to a site", f"{self.most_asked}", "1"),
            ("each run (s)", " ".join(f"{one:.2f}" for one in sorted(self.seconds)), ""),
            ("slowest site (s)", f"{SLOWEST_SECONDS:.2f}", ""),
            ("more than the slowest site (s)", f"{self.more:.2f}", f"<= {self.at_most:.2f}"),
        ]


def timed_ticks(*, restless: bool, slower: float) -> Ticks:
    with (
        tempfile.TemporaryDirectory() as folder,
        SlowNewsroom(
            SITES, ARTICLES, PAGE_SECONDS, slowest=SLOWEST_SECONDS, restless=restless
        ) as newsroom,
        ModelEndpoint(sensible) as endpoint,
        redis_server() as redis,
        scout_service(
            Path(folder), **environment(Path(folder), newsroom, endpoint, redis.url)
        ) as service,
    ):
        service.start_api()
        service.start_worker()
        first = service.run_now()
        assert first["result"]["counts"]["new"] == SITES * ARTICLES, first
        seconds, asked = [], 0
        for _ in range(TICKS):
            newsroom.asked.clear()
            seconds.append(timed_tick(service))
            asked = max(asked, *newsroom.asked.values())
        return Ticks(restless, tuple(seconds), asked, slower)


def timed_tick(service: ScoutService) -> float:
    """By the row: from just before the request to what is said to be its end."""
    began = time.time()
    run_id = service.ask("POST", "/run-agent").json()["run_id"]
    while True:
        run = service.ask("GET", f"/agent-runs/{run_id}").json()
        if run["status"] not in {"pending", "running"}:
            break
        time.sleep(LOOK_SECONDS)
    assert run["status"] == "completed", run
    assert run["result"]["counts"]["new"] == 0
    return datetime.fromisoformat(run["completed_at"]).timestamp() - began
