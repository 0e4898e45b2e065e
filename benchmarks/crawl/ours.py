"""Our side: the gather step on a new SQLite file, then once more with nothing new.

`python -m benchmarks.crawl.ours PORT FOLDER` prints a JSON line for each of the two.
"""

import asyncio
import json
import resource
import sys
import time
import urllib.request
from pathlib import Path

from sqlmodel import func, select

from app.agents.scout.gather.gather import Gatherer, Source
from app.agents.scout.gather.tables import Article, ArticleState
from app.lib.clock import utc_now
from app.lib.logs import configure_logs
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


async def gather(
    database: Database, claim: lease.Claim, port: int, robots: MemoryRobotsCache
) -> None:
    sources = [Source(f"http://{host(site)}:{port}/", f"site {site}") for site in range(SITES)]
    allowed = frozenset(f"{host(site)}:{port}" for site in range(SITES))
    fetcher = Fetcher(
        "ScoutBenchmark/1.0 (+mailto:bench@example.com)",
        limits=LIMITS,
        allowed_private_hosts=allowed,
        robots=robots,
    )
    async with fetcher, ExtractionPool() as pool:
        await Gatherer(database, fetcher, pool, next_allowed_at, utc_now, claim).gather(sources)


def one_run(database: Database, port: int, robots: MemoryRobotsCache) -> dict[str, float]:
    run, _ = run_requests.add_requested_run(database, agent="bench", profile="p", now=utc_now())
    claim = lease.claim_run(database, required_id(run.id), utc_now())
    assert claim is not None
    asked = requests_so_far(port)
    began, cpu = time.monotonic(), cpu_seconds()
    asyncio.run(gather(database, claim, port, robots))
    seconds, used = time.monotonic() - began, cpu_seconds() - cpu
    with database.write() as session:
        endings.finish_run(session, claim, utc_now(), result={})
    with database.read() as session:
        read = session.exec(
            select(func.count()).select_from(Article).where(Article.state == ArticleState.READ)
        ).one()
    asked = requests_so_far(port) - asked
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
    configure_logs("ERROR", None)
    database = Database(f"sqlite:///{Path(sys.argv[2])}/bench.db")
    migrate(database)
    robots = MemoryRobotsCache()  # between runs the product keeps them in Redis
    for _ in range(2):
        print(json.dumps(one_run(database, int(sys.argv[1]), robots)), flush=True)
    database.close()


if __name__ == "__main__":
    main()
