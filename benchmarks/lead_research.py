"""`make lead-research`: fifty leads, each with a company's site of its own, one worker, one after
the other. Each page takes 0.3 s, each answer of the model 1.5 s. On a quiet machine.

No lead can be quicker than its pages, between which a host is left in peace for a second.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from app.agents.leads.depth import Depth
from app.agents.leads.pages.research_route import ask_for_research
from app.agents.leads.tables import Lead, LeadStatus
from app.jobs import perform_run
from app.lib.logs import configure_logs
from app.lib.settings.settings import load_settings
from app.parts.parts import Parts, open_parts
from app.parts.runs import runs
from app.parts.runs.tables import RunStatus
from app.parts.store.statements import required_id
from app.service.worker_process import prepare
from benchmarks.yardstick import yardstick
from tests.leads.research.research_brain import naming
from tests.servers.company_web import Company, CompanyWeb
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scout_service import SECRET
from tests.servers.services import redis_server

COMPANIES = 50
PAGE_SECONDS, ANSWER_SECONDS = 0.3, 1.5
P95_SECONDS, LEADS_AN_HOUR = 60.0, 200.0


@dataclass(frozen=True, slots=True)
class Timed:
    """Wall seconds of each lead, and how many came out qualified."""

    seconds: Sequence[float]
    completed: int
    qualified: int

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]

    @property
    def an_hour(self) -> float:
        return 3600 / statistics.fmean(self.seconds)


def main(depth: Depth = Depth.STANDARD) -> int:
    slower = yardstick()
    print(f"yardstick {slower:.2f}; limits in seconds are multiplied by it")
    timed = timed_leads(depth)
    problems = [
        *([f"{timed.completed} of {COMPANIES} runs"] if timed.completed != COMPANIES else []),
        *([f"{timed.qualified} qualified"] if timed.qualified != COMPANIES else []),
        *([f"p95 {timed.p95:.1f} s"] if timed.p95 > P95_SECONDS * slower else []),
        *([f"{timed.an_hour:.0f} an hour"] if timed.an_hour < LEADS_AN_HOUR / slower else []),
    ]
    print(f"leads researched, of {COMPANIES}           {timed.completed}")
    print(f"qualified                        {timed.qualified}")
    print(f"seconds a lead, median           {statistics.median(timed.seconds):.1f}")
    print(f"seconds a lead, p95              {timed.p95:.1f}   <= {P95_SECONDS:.0f}")
    print(f"leads an hour on one worker      {timed.an_hour:.0f}   >= {LEADS_AN_HOUR:.0f}")
    print("\n".join(f"below the floor: {one}" for one in problems))
    return int(bool(problems))


def timed_leads(depth: Depth) -> Timed:
    companies = [Company(number) for number in range(COMPANIES)]
    brain = naming(("founded", "company_info", ""))
    with (
        tempfile.TemporaryDirectory() as folder,
        CompanyWeb(companies, PAGE_SECONDS) as web,
        ModelEndpoint(brain, delay=ANSWER_SECONDS) as endpoint,
        redis_server() as redis,
        chdir(folder),
    ):
        os.environ.update(environment(Path(folder), web, endpoint, redis.url))
        settings = load_settings()
        parts = open_parts(settings, need_redis=False)
        prepare(settings)
        configure_logs("ERROR", None)
        leads = [add_lead(parts, web, company) for company in companies]
        timed = researched(parts, leads, depth)
        parts.close()
    return timed


def environment(
    folder: Path, web: CompanyWeb, endpoint: ModelEndpoint, redis_url: str
) -> dict[str, str]:
    return {
        "EMBEDDED": "1",
        "DATABASE_URL": f"sqlite:///{folder}/scout.db",
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "OPENAI_API_KEY": "sk-bench",
        "OPENAI_BASE_URL": endpoint.url,
        "OPENAI_MODEL": "gpt-4o-mini",
        "SEARCH_PROVIDER": "searxng",
        "SEARCH_URL": web.search_url,
        "FETCH_ALLOWED_PRIVATE_HOSTS": web.allowed,
        "LOG_LEVEL": "ERROR",
    }


def add_lead(parts: Parts, web: CompanyWeb, company: Company) -> int:
    now = parts.clock()
    with parts.database.write() as session:
        lead = Lead(
            created_at=now,
            updated_at=now,
            name=company.director,
            email=f"lead{company.number}@gmail.com",
            email_key=f"lead{company.number}@gmail.com",
            company=company.name,
            website_url=web.site(company),
        )
        session.add(lead)
        session.flush()
        return required_id(lead.id)


def researched(parts: Parts, leads: Sequence[int], depth: Depth) -> Timed:
    """One after the other, each as a worker takes it up, its opening of the parts included."""
    seconds, run_ids = [], []
    for lead_id in leads:
        run, _ = ask_for_research(parts, lead_id, depth)
        began = time.monotonic()
        perform_run(required_id(run.id))
        seconds.append(time.monotonic() - began)
        run_ids.append(required_id(run.id))
    ended = [runs.find_run(parts.database, run_id) for run_id in run_ids]
    with parts.database.read() as session:
        states = [session.get_one(Lead, lead_id).status for lead_id in leads]
    return Timed(
        seconds,
        sum(run is not None and run.status == RunStatus.COMPLETED for run in ended),
        states.count(LeadStatus.RESEARCHED),
    )


if __name__ == "__main__":
    sys.exit(main(*(Depth(one) for one in sys.argv[1:2])))
