"""A run in which every site has new articles, in this process.

No run can be shorter than what one host's requests take: it is asked once a second at most, for
robots.txt, the feed, each article, and once more for what is mailed of it. Nor, on a machine that
is slow, than its processor time over all cores. Everything else is to happen meanwhile; the model
can only be asked about the last article when it is there, so that a run with one takes two answers
longer at least.
"""

import os
import resource
import tempfile
import time
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brands import ScoutParts, with_brands
from app.agents.scout.report.result_schema import RunResult
from app.jobs import carry_out
from app.lib.logs import configure_logs
from app.lib.settings.settings import load_settings
from app.parts.parts import open_parts
from app.parts.runs import lease, run_requests, runs
from app.parts.store.statements import required_id
from app.parts.web.limits import FetchLimits
from app.service.worker_process import prepare
from benchmarks.whole_run.lane import environment
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import sensible
from tests.servers.services import redis_server
from tests.servers.slow_newsroom import SlowNewsroom

GAP_SECONDS = FetchLimits().per_host_gap_seconds
SITES = 30
ANSWER_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Shape:
    """So many new articles at each site, a page after so long; how often the ideal it may take."""

    articles: int
    page_seconds: float
    at_most: float

    @property
    def reading_seconds(self) -> float:
        """The requests to one host: robots.txt, feed, articles, the last look at one of them."""
        return GAP_SECONDS * (1 + self.articles + 1) + self.page_seconds


@dataclass(frozen=True, slots=True)
class Timed:
    shape: Shape
    seconds: float
    cpu_seconds: float
    result: RunResult

    @property
    def ideal_seconds(self) -> float:
        return max(self.shape.reading_seconds, self.cpu_seconds / (os.cpu_count() or 1))

    @property
    def ratio(self) -> float:
        return self.seconds / self.ideal_seconds

    @property
    def problems(self) -> list[str]:
        judged, found = self.result.counts.evaluated, SITES * self.shape.articles
        return [
            *([f"{judged} of {found} articles were judged"] if judged != found else []),
            *([f"{self.ratio:.2f} times the ideal"] if self.ratio > self.shape.at_most else []),
        ]

    def rows(self) -> list[tuple[str, str, str]]:
        return [
            (f"{SITES} sites, new articles at each", f"{self.shape.articles}", ""),
            ("articles judged", f"{self.result.counts.evaluated}", ""),
            ("questions asked", f"{self.result.usage.calls}", ""),
            ("finds mailed", f"{len(self.result.top)}", "5"),
            ("wall time (s)", f"{self.seconds:.2f}", ""),
            ("processor time (s)", f"{self.cpu_seconds:.2f}", ""),
            ("ideal, without the model (s)", f"{self.ideal_seconds:.2f}", ""),
            ("ratio", f"{self.ratio:.2f}", f"<= {self.shape.at_most}"),
        ]


def timed_run(shape: Shape) -> Timed:
    with (
        tempfile.TemporaryDirectory() as folder,
        SlowNewsroom(SITES, shape.articles, shape.page_seconds) as newsroom,
        ModelEndpoint(sensible, delay=ANSWER_SECONDS) as endpoint,
        redis_server() as redis,
        chdir(folder),
    ):
        environ = environment(Path(folder), newsroom, endpoint, redis.url)
        settings = load_settings(environ, Path(folder) / ".env")
        parts = with_brands(open_parts(settings, need_redis=False))
        prepare(settings)
        configure_logs("ERROR", None)
        seconds, cpu_seconds, result = carried_out(parts)
        parts.close()
    return Timed(shape, seconds, cpu_seconds, result)


def carried_out(parts: ScoutParts) -> tuple[float, float, RunResult]:
    brand = parts.brands[0]
    run, _ = run_requests.add_requested_run(
        parts.database, agent=AGENT, profile=brand.id, now=parts.clock()
    )
    claim = lease.claim_run(parts.database, required_id(run.id), parts.clock())
    assert claim is not None
    began, cpu_began = time.monotonic(), cpu_seconds()
    carry_out(parts, claim)
    seconds, used = time.monotonic() - began, cpu_seconds() - cpu_began
    ended = runs.find_run(parts.database, claim.run_id)
    assert ended is not None
    return seconds, used, RunResult.model_validate(ended.result)


def cpu_seconds() -> float:
    """Of this process, the newsroom and the model in it included, and of those that read pages."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
