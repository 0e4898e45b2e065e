"""The ways of a plan, carried out: what is asked for, and what is taken of what comes."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

import structlog

from app.agents.leads.facts.types import Fact
from app.agents.leads.research.guard import standing
from app.agents.leads.research.mentions import (
    facts_of_person,
    is_same_company,
    linkedin_among,
    mentions_lead,
)
from app.agents.leads.research.model_choice import ask_for_links
from app.agents.leads.research.networks import network_of
from app.agents.leads.research.news import recent
from app.agents.leads.research.next_pages import candidates, one_of_each
from app.agents.leads.research.plan import Known, Plan, Way, WayKind
from app.agents.leads.research.profile import profile_page
from app.agents.leads.research.site_page import SiteLink, SitePage, read_site_page
from app.agents.leads.research.stored import Desk, Outcome
from app.parts.model.errors import ModelError
from app.parts.model.untrusted.fence import Fence, random_mark
from app.parts.reading.types import (
    READING_ERRORS,
    BlockedError,
    BrokenError,
    RefusedAddressError,
)
from app.parts.reading.urls import normal_url
from app.parts.search.search import SearchResult
from app.parts.store.api_usage import Service
from app.parts.web.browser import NoBrowserError, drawn
from app.parts.web.named_page import get_anew

if TYPE_CHECKING:
    from app.agents.leads.research.allowance import Allowance, PaidSearch
    from app.parts.model.paid import PaidModel
    from app.parts.web.access import Web

log = structlog.get_logger("research")

NOT_FOUND = Outcome("nothing", "Nothing of the lead was found there.")


@dataclass(slots=True)
class Ways:
    """Takes the ways of one lead's plan. `seen`: normal addresses of what was asked for."""

    desk: Desk
    known: Known
    plan: Plan
    web: "Web"
    allowance: "Allowance"
    search: "PaidSearch | None" = None
    model: "PaidModel | None" = None
    has_browser: bool = False
    seen: set[str] = field(default_factory=set)
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def take(self, way: Way) -> Outcome:
        """What can go wrong with one way costs no other. Raises LeaseLostError."""
        if way.barred:
            return Outcome("skipped" if way.kind is WayKind.SEARCH else "blocked", way.barred)
        try:
            match way.kind:
                case WayKind.PROFILE_TEXT:
                    return self._profile()
                case WayKind.SEARCH:
                    return await self._search(way.target)
                case WayKind.COMPANY_SITE:
                    return await self._site(way.target)
                case _:
                    return await self._link(way.target)
        except (BlockedError, RefusedAddressError) as error:
            return Outcome("blocked", str(error))
        except READING_ERRORS as error:
            return Outcome("failed", str(error))

    # --- a profile ---

    def _profile(self) -> Outcome:
        page, facts = profile_page(self.known)
        kept = self.desk.store_page(page.url, page, facts)
        return Outcome("found", f"{kept} facts of the pasted text") if kept else NOT_FOUND

    async def _link(self, address: str) -> Outcome:
        """A page of the lead's own, given with it."""
        page = await self._read(address)
        kept = self._keep(address, page, [*facts_of_person(self.known, page)])
        return Outcome("found", f"{kept} facts on {page.url}") if kept else NOT_FOUND

    # --- the company's site ---

    async def _site(self, address: str) -> Outcome:
        """Its front page, and the pages that it links to which tell the most."""
        front = await self._front_page(address)
        pages = [front]
        kept = self._keep_own(address, front)
        failed = 0
        for link in await self._next_pages(front):
            try:
                page = await self._read(link.url)
            except READING_ERRORS as error:
                failed += 1
                log.info("research.page_failed", url=link.url, reason=str(error))
                continue
            pages.append(page)
            kept += self._keep_own(link.url, page)
        told = f"{kept} facts on {len(pages)} pages" + (f", {failed} not read" if failed else "")
        return Outcome("found" if kept else "nothing", f"{told}: {front.url}")

    async def _front_page(self, address: str) -> SitePage:
        """The name alone may have no server where www has one."""
        try:
            return await self._read(address)
        except BrokenError:
            scheme, _, rest = address.partition("://")
            if address == self.known.website_url or rest.startswith("www."):
                raise
            return await self._read(f"{scheme}://www.{rest}")

    async def _next_pages(self, front: SitePage) -> Sequence[SiteLink]:
        room = self.plan.limits.pages - 1
        links = candidates(front.links, self.seen)
        chosen = one_of_each(links, room)
        if self.model is None or len(links) <= room:
            return chosen
        try:
            fence = Fence(random_mark())
            return await ask_for_links(self.model, self.known, links, room, fence) or chosen
        except ModelError as error:
            log.info("research.model_failed", reason=str(error))
            return chosen

    def _keep_own(self, asked: str, page: SitePage) -> int:
        """Of a page of the lead's company all stands; its site, if nobody gave it, was found."""
        found = [*facts_of_person(self.known, page), *self._own_facts(page)]
        if not self.known.website_url:
            # By the words in which it says whose it is.
            says = [page.title, *(one.quote for one in page.facts if one.field == "company")]
            sites = [Fact("website_url", page.url, words) for words in says]
            found += [*standing(sites, page.text)][:1]
        return self._keep(asked, page, found)

    def _own_facts(self, page: SitePage) -> Iterator[Fact]:
        today = self.desk.parts.clock().astimezone(UTC).date()
        yield from page.facts
        yield from (item.fact() for item in recent(page.news, today))

    # --- a search ---

    async def _search(self, query: str) -> Outcome:
        if self.search is None:
            return Outcome("skipped", "No search is set up (SEARCH_PROVIDER).")
        results, usd, problem = await self.search.results(query)
        if problem:
            return Outcome("failed", problem, usd)
        kept = self._keep_profile(query, results)
        chosen = self._worth_reading(results)
        found = await asyncio.gather(*(self._result(one) for one in chosen))
        told = f"{len(results)} results, {len(chosen)} read"
        return Outcome("found" if kept + sum(found) else "nothing", told, usd)

    def _keep_profile(self, query: str, results: Sequence[SearchResult]) -> int:
        """The lead's own LinkedIn profile, by the title of the result; the profile is not asked."""
        if self.known.linkedin_url or self.search is None:
            return 0
        found = linkedin_among(self.known, results)
        if found is None:
            return 0
        quote = f"{found.title}\n{found.url}"
        page = SitePage(self.search.shown_at(query), f"Search: {query}", quote)
        return self.desk.store_page(page.url, page, [Fact("linkedin_url", found.url, quote)])

    def _worth_reading(self, results: Sequence[SearchResult]) -> Sequence[SearchResult]:
        """The first ones that name the lead, on pages that may be read."""
        named = [
            one
            for one in results
            if not network_of(one.url)
            and normal_url(one.url) not in self.seen
            and mentions_lead(self.known, f"{one.title}\n{one.snippet}\n{one.url}")
        ]
        return named[: self.plan.limits.results]

    async def _result(self, result: SearchResult) -> int:
        try:
            page = await self._read(result.url)
        except READING_ERRORS as error:
            log.info("research.page_failed", url=result.url, reason=str(error))
            return 0
        if is_same_company(self.known, page):
            return self._keep_own(result.url, page)
        if not mentions_lead(self.known, page.text):
            return 0
        return self._keep(result.url, page, [*facts_of_person(self.known, page)])

    # --- pages ---

    async def _read(self, address: str) -> SitePage:
        """As an earlier attempt stored it, else as it is fetched now. Raises READING_ERRORS."""
        self.seen.add(normal_url(address))
        known = self.desk.page_read(address)
        if known is not None:
            return known
        self.allowance.check_time()
        fetched = await get_anew(self.web.fetcher, address)
        page = await self.web.reader.read_by(fetched, read_site_page, SitePage)
        self.seen.add(normal_url(page.url))
        if page.needs_scripts and self.has_browser:
            return await self._drawn(page)
        return page

    async def _drawn(self, empty: SitePage) -> SitePage:
        """The page as its scripts draw it, one at a time; as it came when that fails."""
        way = Way(WayKind.BROWSER, empty.url, "The page is empty without scripts.")
        async with self.drawing:
            began = time.monotonic()
            try:
                fetched = await drawn(self.web.fetcher, empty.url)
                page = await self.web.reader.read_by(fetched, read_site_page, SitePage)
            except (NoBrowserError, *READING_ERRORS) as error:
                page, outcome = empty, Outcome("failed", str(error))
            else:
                told = f"{len(page.text)} characters, {len(empty.text)} without"
                outcome = Outcome("found" if len(page.text) > len(empty.text) else "nothing", told)
            milliseconds = round((time.monotonic() - began) * 1000)
        error_words = outcome.detail if outcome.outcome == "failed" else None
        self.desk.pay(Service.BROWSER, 0.0, milliseconds, error_words)
        self.desk.note(way, self.plan.depth, outcome, milliseconds)
        return page

    def _keep(self, asked: str, page: SitePage, facts: Sequence[Fact]) -> int:
        if self.desk.page_read(asked) is not None:
            return 0  # an earlier attempt stored it with its facts
        return self.desk.store_page(asked, page, facts)
