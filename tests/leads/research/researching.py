"""Leads and runs of research on a small web of companies."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from app.agents.leads.agent import RESEARCH
from app.agents.leads.depth import Depth
from app.agents.leads.pages.research_route import ask_for_research
from app.agents.leads.tables import Lead, LeadFact, LeadPage, LeadResearch
from app.jobs import carry_out
from app.lib.settings.settings import load_settings
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell
from app.parts.runs import lease, runs
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from app.parts.web import access
from app.parts.web.fetch import Fetcher
from tests.conftest import NOON
from tests.servers.company_web import Company, CompanyWeb
from tests.servers.fetchers import IN_A_HURRY
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.reading_here import ReadingHere
from tests.servers.scout_service import ROOT, SECRET

NO_REDIS = "redis://127.0.0.1:1/0"
Brain = Callable[[dict[str, Any]], str]


@dataclass
class Researching:
    parts: Parts
    web: CompanyWeb
    endpoint: ModelEndpoint | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    leads: int = 0

    def lead(self, **given: Any) -> int:
        self.leads += 1
        values: dict[str, Any] = {
            "name": "Thandi Mokoena",
            "email": f"thandi{self.leads}@gmail.com",
            "email_key": f"thandi{self.leads}@gmail.com",
            **given,
        }
        with self.parts.database.write() as session:
            row = Lead(created_at=NOON, updated_at=NOON, **values)
            session.add(row)
            session.flush()
            return required_id(row.id)

    def lead_of(self, company: Company, **given: Any) -> int:
        about = {"name": company.director, "company": company.name}
        return self.lead(**{**about, "website_url": self.web.site(company), **given})

    def research(self, lead_id: int, depth: Depth = Depth.STANDARD) -> AgentRun:
        """A run that was asked for, after a worker took it."""
        run, _ = ask_for_research(self.parts, lead_id, depth)
        run_id = required_id(run.id)
        claim = lease.claim_run(self.parts.database, run_id, self.parts.clock())
        assert claim is not None
        assert claim.agent == RESEARCH
        carry_out(self.parts, claim)
        ended = runs.find_run(self.parts.database, run_id)
        assert ended is not None
        return ended

    def stored(self, lead_id: int) -> Lead:
        with self.parts.database.read() as session:
            return session.get_one(Lead, lead_id)

    def facts(self, lead_id: int, name: str | None = None) -> list[LeadFact]:
        query = select(LeadFact).where(LeadFact.lead_id == lead_id).order_by(col(LeadFact.id))
        with self.parts.database.read() as session:
            return [row for row in session.exec(query) if name in (None, row.field)]

    def values(self, lead_id: int, name: str) -> list[str]:
        return [fact.value for fact in self.facts(lead_id, name)]

    def pages(self, lead_id: int) -> dict[str, str]:
        """Texts by address."""
        query = select(LeadPage).where(LeadPage.lead_id == lead_id)
        with self.parts.database.read() as session:
            return {row.url: row.text for row in session.exec(query)}

    def ways(self, lead_id: int) -> list[LeadResearch]:
        query = select(LeadResearch).where(LeadResearch.lead_id == lead_id)
        with self.parts.database.read() as session:
            return list(session.exec(query.order_by(col(LeadResearch.id))))


@contextmanager
def researching(
    database: Database,
    folder: Path,
    patch: pytest.MonkeyPatch,
    *companies: Company,
    brain: Brain | None = None,
    search: bool = False,
    **settings: str,
) -> Iterator[Researching]:
    patch.setattr(access, "ExtractionPool", ReadingHere)
    patch.setattr(access, "Fetcher", partial(Fetcher, limits=IN_A_HURRY))
    with CompanyWeb(companies) as web:
        environ = {
            "EMBEDDED": "1",
            "DATABASE_URL": database.url,
            "SECRET_KEY": SECRET,
            "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
            "FETCH_ALLOWED_PRIVATE_HOSTS": web.allowed,
            **({"SEARCH_PROVIDER": "searxng", "SEARCH_URL": web.search_url} if search else {}),
            **settings,
        }
        if brain is None:
            yield Researching(parts_of(environ, folder, database), web, environ=environ)
            return
        with ModelEndpoint(brain) as endpoint:
            environ |= {
                "OPENAI_API_KEY": "sk-test",
                "OPENAI_BASE_URL": endpoint.url,
                "OPENAI_MODEL": "gpt-4o-mini",
            }
            yield Researching(parts_of(environ, folder, database), web, endpoint)


def parts_of(environ: dict[str, str], folder: Path, database: Database) -> Parts:
    settings = load_settings(environ, folder / ".env")
    return Parts(settings, NO_REDIS, database, Doorbell(NO_REDIS), lambda: NOON)
