"""Our side: the gather step on a new SQLite file, then once more with nothing new.

`python -m benchmarks.crawl.ours PORT FOLDER` prints a JSON line for each of the two. `--gap S`
keeps S seconds between two requests to a site, `--redis URL` keeps them together with other
processes.
"""

import argparse
import asyncio
import json
import resource
import time
import urllib.request
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import func, select

from app.agents.scout.gather.gather import Gatherer, Source
from app.agents.scout.gather.tables import Article, ArticleState
from app.lib.clock import utc_now
from app.lib.logs import configure_logs
from app.parts.queue.host_gaps import RedisHostGaps
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.runs import endings, lease, run_requests
from app.parts.store.database import Database
from app.parts.store.migrate import migrate
from app.parts.store.statements import required_id
from app.parts.web.fetch import Fetcher, FetchLimits
from app.parts.web.retry_after import next_allowed_at
from app.parts.web.robots import MemoryRobotsCache
from benchmarks.crawl.newsroom import SITES, host

LIMITS = FetchLimits(per_host_gap_seconds=0.0, at_once=SITES * 2)


@dataclass(frozen=True, slots=True)
class Web:
    """The newsroom and how it is read. `robots`: between runs the product keeps them in Redis."""

    port: int
    gap_seconds: float
    redis_url: str | None
    robots: MemoryRobotsCache


async def gather(database: Database, claim: lease.Claim, web: Web) -> None:
    port = web.port
    sources = [Source(f"http://{host(site)}:{port}/", f"site {site}") for site in range(SITES)]
    allowed = frozenset(f"{host(site)}:{port}" for site in range(SITES))
    async with AsyncExitStack() as stack:
        gaps = RedisHostGaps(web.redis_url) if web.redis_url else None
        if gaps is not None:
            stack.push_async_callback(gaps.aclose)
        fetcher = Fetcher(
            "ScoutBenchmark/1.0 (+mailto:bench@example.com)",
            limits=replace(LIMITS, per_host_gap_seconds=web.gap_seconds),
            allowed_private_hosts=allowed,
            robots=web.robots,
            shared_gaps=gaps,
        )
        await stack.enter_async_context(fetcher)
        pool = await stack.enter_async_context(ExtractionPool())
        await Gatherer(database, fetcher, pool, next_allowed_at, utc_now, claim).gather(sources)


def one_run(database: Database, web: Web) -> dict[str, float]:
    run, _ = run_requests.add_requested_run(database, agent="bench", profile="p", now=utc_now())
    claim = lease.claim_run(database, required_id(run.id), utc_now())
    assert claim is not None
    asked = requests_so_far(web.port)
    began, cpu = time.monotonic(), cpu_seconds()
    asyncio.run(gather(database, claim, web))
    seconds, used = time.monotonic() - began, cpu_seconds() - cpu
    with database.write() as session:
        endings.finish_run(session, claim, utc_now(), result={})
    with database.read() as session:
        read = session.exec(
            select(func.count()).select_from(Article).where(Article.state == ArticleState.READ)
        ).one()
    asked = requests_so_far(web.port) - asked
    return {"seconds": seconds, "cpu": used, "pages": read, "requests": asked}


def requests_so_far(port: int) -> int:
    with urllib.request.urlopen(f"http://{host(0)}:{port}/count") as answer:
        return int(answer.read())


def cpu_seconds() -> float:
    """Of this process and of those it started that have ended."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--redis")
    given = parser.parse_args()
    configure_logs("ERROR", None)
    database = Database(f"sqlite:///{given.folder}/bench.db")
    migrate(database)
    web = Web(given.port, given.gap, given.redis, MemoryRobotsCache())
    for _ in range(2):
        print(json.dumps(one_run(database, web)), flush=True)
    database.close()


if __name__ == "__main__":
    main()
