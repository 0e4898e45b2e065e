"""Opens what one lead's research asks: the web, and what is set up of search, model and scraper,
each within the lead's allowance."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from app.agents.leads.research.allowance import Allowance, LeadBudget, PaidSearch
from app.agents.leads.research.company_site import CompanySite
from app.agents.leads.research.model_facts import PROMPT
from app.agents.leads.research.networks import refuse_networks
from app.agents.leads.research.pages import Pages
from app.agents.leads.research.plan import Known, Plan
from app.agents.leads.research.scraping import Scraping
from app.agents.leads.research.searching import Searching
from app.agents.leads.research.stored import Desk
from app.agents.leads.research.ways import Ways
from app.parts.model.budget import DailyBudget
from app.parts.model.client import ModelClient
from app.parts.model.configured import client_of
from app.parts.model.paid import PaidModel
from app.parts.model.purse import Purse
from app.parts.parts import Parts
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.runs.lease import Claim
from app.parts.scraper.apify import open_scraper
from app.parts.search.search import open_search
from app.parts.store.api_usage import Service
from app.parts.store.reservations import Holder
from app.parts.web.access import open_web

MODEL_SECONDS = 30.0
"""Of one question; what is slower costs a lead too much of its two minutes."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom one attempt researches, and what that may cost."""

    desk: Desk
    known: Known
    plan: Plan
    allowance: Allowance


@asynccontextmanager
async def open_ways(
    parts: Parts,
    claim: Claim,
    still_ours: Callable[[], None],
    subject: Subject,
    reader: ExtractionPool | None = None,
) -> AsyncIterator[Ways]:
    """`still_ours` and `reader` as of `open_web`."""
    async with AsyncExitStack() as opened:
        web = await opened.enter_async_context(open_web(parts, still_ours, refuse_networks, reader))
        await web.reader.start()
        model = await _open_model(parts, claim, subject, opened)
        desk, known, plan = subject.desk, subject.known, subject.plan
        pages = Pages(desk, plan.depth, web, subject.allowance, parts.settings.browser)
        scraping = await _open_scraping(parts, pages, opened)
        site = CompanySite(known, pages, plan.limits.pages, model, scraping)
        yield Ways(known, pages, site, await _open_search(parts, site, subject, opened))


async def _open_search(
    parts: Parts, site: CompanySite, subject: Subject, opened: AsyncExitStack
) -> Searching | None:
    search = open_search(parts.settings)
    if search is None:
        return None
    await opened.enter_async_context(search)
    paid = PaidSearch(search, subject.desk.ledger, subject.allowance)
    return Searching(paid, site, subject.plan.limits.results)


async def _open_scraping(parts: Parts, pages: Pages, opened: AsyncExitStack) -> Scraping | None:
    scraper = open_scraper(parts.settings)
    if scraper is None:
        return None
    await opened.enter_async_context(scraper)
    return Scraping(scraper, pages, parts.settings.apify_daily_budget_usd)


async def _open_model(
    parts: Parts, claim: Claim, subject: Subject, opened: AsyncExitStack
) -> PaidModel | None:
    client = _model_client(parts, subject.allowance)
    if client is None:
        return None
    await opened.enter_async_context(client)
    day = DailyBudget(
        parts,
        Holder.of(claim, Service.MODEL),
        model=client.model,
        prompt_version=PROMPT.version,
        subject=str(subject.known.lead_id),
    )
    return PaidModel(client, Purse(LeadBudget(day, subject.allowance)))


def _model_client(parts: Parts, allowance: Allowance) -> ModelClient | None:
    settings = parts.settings
    if settings.openai_api_key is None:
        return None
    left = max(0.0, allowance.until - time.monotonic())
    return client_of(
        settings,
        settings.openai_api_key,
        waits_until=asyncio.get_running_loop().time() + left if math.isfinite(left) else None,
        at_most_seconds=MODEL_SECONDS,
    )
