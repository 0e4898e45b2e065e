"""A search for the lead: which results are read, and what is taken of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from app.agents.leads.facts.types import Fact
from app.agents.leads.research.company_site import CompanySite
from app.agents.leads.research.mentions import (
    facts_of_person,
    is_same_company,
    linkedin_among,
    mentions_lead,
)
from app.agents.leads.research.networks import network_of
from app.agents.leads.research.site_page import SitePage
from app.agents.leads.research.stored import Outcome
from app.parts.reading.types import READING_ERRORS
from app.parts.reading.urls import normal_url
from app.parts.search.search import SearchResult

if TYPE_CHECKING:
    from app.agents.leads.research.allowance import PaidSearch

log = structlog.get_logger("research")


@dataclass(frozen=True, slots=True)
class Searching:
    """`most_results` are read. `site` keeps what a page says that is the company's own."""

    search: "PaidSearch"
    site: CompanySite
    most_results: int

    async def find(self, query: str) -> Outcome:
        results, usd, problem = await self.search.results(query)
        if problem:
            return Outcome("failed", problem, usd)
        kept = self._keep_profile(query, results)
        chosen = self._worth_reading(results)
        found = await asyncio.gather(*(self._read(one) for one in chosen))
        told = f"{len(results)} results, {len(chosen)} read"
        return Outcome("found" if kept + sum(found) else "nothing", told, usd)

    def _keep_profile(self, query: str, results: Sequence[SearchResult]) -> int:
        """The lead's own LinkedIn profile, by the title of the result; the profile is not asked."""
        if self.site.known.linkedin_url:
            return 0
        found = linkedin_among(self.site.known, results)
        if found is None:
            return 0
        quote = f"{found.title}\n{found.url}"
        page = SitePage(self.search.shown_at(query), f"Search: {query}", quote)
        fact = Fact("linkedin_url", found.url, quote)
        return self.site.pages.desk.store_page(page.url, page, [fact])

    def _worth_reading(self, results: Sequence[SearchResult]) -> Sequence[SearchResult]:
        """The first ones that name the lead, on pages that may be read."""
        named = [
            one
            for one in results
            if not network_of(one.url)
            and normal_url(one.url) not in self.site.pages.seen
            and mentions_lead(self.site.known, f"{one.title}\n{one.snippet}\n{one.url}")
        ]
        return named[: self.most_results]

    async def _read(self, result: SearchResult) -> int:
        """The count of facts on the page."""
        known, pages = self.site.known, self.site.pages
        try:
            page = await pages.read(result.url)
        except READING_ERRORS as error:
            log.info("research.page_failed", url=result.url, reason=str(error))
            return 0
        if is_same_company(known, page):
            return self.site.keep_own(result.url, page)
        if not mentions_lead(known, page.text):
            return 0
        return pages.keep(result.url, page, [*facts_of_person(known, page)])
