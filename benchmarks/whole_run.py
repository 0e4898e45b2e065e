"""How long a whole run takes, over its critical path: `python -m benchmarks.whole_run`.

Thirty sites with two new articles each, every page after 300 ms; a model that answers after 1.5 s.
The critical path is what no run can be shorter than: a host is asked once a second at most
(robots.txt, feed, article, article), then the last article is sorted, reviewed and looked at once
more. Everything else is to happen meanwhile.
"""

import tempfile
import time
from contextlib import chdir
from pathlib import Path

import yaml

from app.jobs import carry_out
from app.logs import configure_logs
from app.parts import Parts, open_parts
from app.reading.limits import FetchLimits
from app.scout.result import RunResult
from app.scout.run import AGENT
from app.settings import load_settings
from app.store import run_requests, runs
from app.store.runs import required_id
from app.worker_process import import_what_runs_need
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import sensible
from tests.servers.scout_service import ROOT, SECRET
from tests.servers.services import redis_server
from tests.servers.slow_newsroom import SlowNewsroom

SITES, ARTICLES = 30, 2
PAGE_SECONDS, ANSWER_SECONDS = 0.3, 1.5
GAP_SECONDS = FetchLimits().per_host_gap_seconds
AT_MOST = 1.3


def critical_path() -> float:
    """In seconds. The robots file, the feed and each article wait for the host's gap.

    So does the second look at a host: two of the five may be of one site, and here they are.
    """
    reading = GAP_SECONDS * (1 + ARTICLES) + PAGE_SECONDS
    last_looks = GAP_SECONDS + PAGE_SECONDS
    return reading + 2 * ANSWER_SECONDS + last_looks


def brand_file(folder: Path, newsroom: SlowNewsroom) -> Path:
    content = yaml.safe_load((ROOT / "brand_repo.yaml").read_text("utf-8"))
    sites = [{"url": url, "name": f"Site {n}"} for n, url in enumerate(newsroom.feeds)]
    content["brands"][0]["sites"] = sites
    path = folder / "brand_repo.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    return path


def parts_for(
    folder: Path, newsroom: SlowNewsroom, endpoint: ModelEndpoint, redis_url: str
) -> Parts:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": f"sqlite:///{folder}/scout.db",
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(brand_file(folder, newsroom)),
        "OPENAI_API_KEY": "sk-bench",
        "OPENAI_BASE_URL": endpoint.url,
        "FETCH_ALLOWED_PRIVATE_HOSTS": ",".join(newsroom.hosts),
    }
    return open_parts(load_settings(environ, folder / ".env"), need_redis=False)


def timed_run(parts: Parts) -> tuple[float, RunResult]:
    brand = parts.brands[0]
    run, _ = run_requests.add_requested_run(
        parts.database, agent=AGENT, profile=brand.id, now=parts.clock()
    )
    claim = runs.claim_run(parts.database, required_id(run.id), parts.clock())
    assert claim is not None
    began = time.monotonic()
    carry_out(parts, claim)
    seconds = time.monotonic() - began
    ended = runs.find_run(parts.database, claim.run_id)
    assert ended is not None
    return seconds, RunResult.model_validate(ended.result)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        SlowNewsroom(SITES, ARTICLES, PAGE_SECONDS) as newsroom,
        ModelEndpoint(sensible, delay=ANSWER_SECONDS) as endpoint,
        redis_server() as redis,
        chdir(folder),
    ):
        parts = parts_for(Path(folder), newsroom, endpoint, redis.url)
        import_what_runs_need(with_model=True)
        configure_logs("ERROR", None)
        seconds, result = timed_run(parts)
        parts.close()
    print(f"articles judged     {result.counts.evaluated:>8}   {SITES * ARTICLES}")
    print(f"questions asked     {result.usage.calls:>8}")
    print(f"finds mailed        {len(result.top):>8}   5")
    print(f"wall time (s)       {seconds:8.2f}")
    print(f"critical path (s)   {critical_path():8.2f}")
    print(f"ratio               {seconds / critical_path():8.2f}   <= {AT_MOST}")


if __name__ == "__main__":
    main()
