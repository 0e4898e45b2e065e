"""The company's own site: its front page, and the pages that it links to which tell the most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

import structlog

from app.agents.leads.facts.types import Fact
from app.agents.leads.research.guard import standing
from app.agents.leads.research.mentions import facts_of_person
from app.agents.leads.research.news import recent
from app.agents.leads.research.next_pages import ask_for_links, candidates, one_of_each
from app.agents.leads.research.pages import Pages
from app.agents.leads.research.plan import Known
from app.agents.leads.research.scraping import Scraping
from app.agents.leads.research.site_page import SiteLink, SitePage
from app.agents.leads.research.stored import Outcome
from app.parts.model.errors import ModelError
from app.parts.model.untrusted.fence import Fence, random_mark
from app.parts.reading.types import READING_ERRORS, BrokenError, TurnedAwayError

if TYPE_CHECKING:
    from app.parts.model.paid import PaidModel

log = structlog.get_logger("research")

EMPTY = (
    "Its front page is empty without scripts, and could not be drawn (BROWSER=1 does that, or "
    "APIFY_API_TOKEN)."
)


@dataclass(frozen=True, slots=True)
class CompanySite:
    """`most_pages` of a site are read; `model` chooses them if there is one. `scraping` asks Apify
    for a front page that this service cannot get."""

    known: Known
    pages: Pages
    most_pages: int
    model: "PaidModel | None" = None
    scraping: Scraping | None = None

    async def read(self, address: str) -> Outcome:
        """Raises READING_ERRORS when its front page cannot be had."""
        front = await self._front_page(address)
        pages = [front]
        kept = self.keep_own(address, front)
        failed = 0
        for link in await self._next_pages(front):
            try:
                page = await self.pages.read(link.url)
            except READING_ERRORS as error:
                failed += 1
                log.info("research.page_failed", url=link.url, reason=str(error))
                continue
            pages.append(page)
            kept += self.keep_own(link.url, page)
        if len(pages) == 1 and _is_empty(front):
            return Outcome("failed", EMPTY)
        told = f"{kept} fact{'' if kept == 1 else 's'}"
        told += f" on {len(pages)} page{'' if len(pages) == 1 else 's'}"
        told += f", {failed} not read" if failed else ""
        return Outcome("found" if kept else "nothing", f"{told}: {front.url}")

    def keep_own(self, asked: str, page: SitePage) -> int:
        """Of a page of the lead's company all stands; its site, if nobody gave it, was found."""
        found = [*facts_of_person(self.known, page), *self._own_facts(page)]
        if not self.known.website_url:
            # By the words in which it says whose it is.
            says = [page.title, *(one.quote for one in page.facts if one.field == "company")]
            sites = [Fact("website_url", page.url, words) for words in says]
            found += [*standing(sites, page.text)][:1]
        return self.pages.keep(asked, page, found)

    def _own_facts(self, page: SitePage) -> Iterator[Fact]:
        today = self.pages.desk.parts.clock().astimezone(UTC).date()
        yield from page.facts
        yield from (item.fact() for item in recent(page.news, today))

    async def _front_page(self, address: str) -> SitePage:
        try:
            page = await self._own_front_page(address)
        except TurnedAwayError:
            scraped = await self._scraped(address, "The site turned this service away.")
            if scraped is None:
                raise
            return scraped
        if not page.needs_scripts:
            return page
        return await self._scraped(page.url, "The page is empty without scripts.") or page

    async def _scraped(self, address: str, reason: str) -> SitePage | None:
        if self.scraping is None:
            return None
        return await self.scraping.front_page(address, reason)

    async def _own_front_page(self, address: str) -> SitePage:
        """The name alone may have no server where www has one."""
        try:
            return await self.pages.read(address)
        except BrokenError:
            scheme, _, rest = address.partition("://")
            if address == self.known.website_url or rest.startswith("www."):
                raise
            return await self.pages.read(f"{scheme}://www.{rest}")

    async def _next_pages(self, front: SitePage) -> Sequence[SiteLink]:
        room = self.most_pages - 1
        links = candidates(front.links, self.pages.seen)
        chosen = one_of_each(links, room)
        if self.model is None or len(links) <= room:
            return chosen
        try:
            fence = Fence(random_mark())
            return await ask_for_links(self.model, self.known, links, room, fence) or chosen
        except ModelError as error:
            log.info("research.model_failed", reason=str(error))
            return chosen


def _is_empty(page: SitePage) -> bool:
    """Its title names the company even so."""
    return page.needs_scripts and all(fact.field == "company" for fact in page.facts)
