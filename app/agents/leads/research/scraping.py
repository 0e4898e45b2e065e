"""A company's front page that this service cannot get itself, read by an actor of Apify.

Once in each research of a lead, whatever comes of it, and never where robots.txt forbids the page.
Nothing of what comes back is believed: not the address it says it is of, and of its text no more
than of any page's.
"""

import time
from dataclasses import dataclass, replace

from app.agents.leads.research.allowance import MONEY_IS_SPENT, TIME_IS_UP
from app.agents.leads.research.pages import Pages
from app.agents.leads.research.plan import Way, WayKind
from app.agents.leads.research.site_page import SitePage, read_site_page
from app.agents.leads.research.stored import Outcome
from app.parts.reading.same_site import same_site
from app.parts.reading.types import (
    READING_ERRORS,
    BlockedError,
    Page,
    RefusedAddressError,
)
from app.parts.scraper.apify import (
    LONGEST_SECONDS,
    MOST_USD,
    SPARE_SECONDS,
    Scraper,
)
from app.parts.scraper.failures import ScraperAwayError, ScraperDeniedError
from app.parts.scraper.one_page import ScrapedPage
from app.parts.store.api_usage import Service

LEAST_SECONDS = 15
"""Their browser takes ten to start."""
DAY_IS_SPENT = "The money for it was spent for today (APIFY_DAILY_BUDGET_USD)."
NO_PAGE = "The site showed it no page either."
ELSEWHERE = "It was led to another site, which is not read."
CUT_OFF = "It was cut off."


@dataclass(frozen=True, slots=True)
class Scraping:
    """`daily_usd`: what all leads together may cost in a day. `used`: the one call was made."""

    scraper: Scraper
    pages: Pages
    daily_usd: float

    async def front_page(self, address: str, reason: str) -> SitePage | None:
        """None when it did not come; why is noted among the ways. Without links: what leads on
        from a page that turned this service away is not asked for."""
        if self._was_used():
            return None
        began = time.monotonic()
        page, outcome = await self._tried(address)
        milliseconds = round((time.monotonic() - began) * 1000)
        way = Way(WayKind.SCRAPER, address, reason)
        self.pages.desk.note(way, self.pages.depth, outcome, milliseconds)
        return page

    def _was_used(self) -> bool:
        """By this attempt, or an earlier one of this run."""
        return any(kind == WayKind.SCRAPER for kind, _ in self.pages.desk.ways_taken())

    async def _tried(self, address: str) -> tuple[SitePage | None, Outcome]:
        try:
            await self.pages.web.fetcher.check_open(address)
            return await self._paid(address)
        except (BlockedError, RefusedAddressError) as error:
            return None, Outcome("blocked", str(error))
        except READING_ERRORS as error:
            return None, Outcome("failed", str(error))

    async def _paid(self, address: str) -> tuple[SitePage | None, Outcome]:
        """The most that it can cost is set aside before, and settled whatever happens."""
        allowance, ledger = self.pages.allowance, self.pages.desk.ledger
        seconds = int(min(LONGEST_SECONDS, allowance.until - time.monotonic() - SPARE_SECONDS))
        if seconds < LEAST_SECONDS:
            return None, Outcome("skipped", TIME_IS_UP)
        if not allowance.allows(MOST_USD):
            return None, Outcome("skipped", MONEY_IS_SPENT)
        longest = seconds + 3 * SPARE_SECONDS
        held = ledger.set_aside(Service.SCRAPER, MOST_USD, self.daily_usd, longest)
        if held is None:
            return None, Outcome("skipped", DAY_IS_SPENT)
        began = time.monotonic()
        usd, problem = MOST_USD, CUT_OFF
        try:
            scraped, usd, problem = await self._called(address, seconds)
        finally:
            allowance.spent += usd
            milliseconds = round((time.monotonic() - began) * 1000)
            line = ledger.line(Service.SCRAPER, usd, milliseconds, problem or None)
            ledger.settle(held, line)
        if scraped is None:
            return None, Outcome("failed", problem, usd)
        return await self._page(address, scraped, usd)

    async def _called(self, address: str, seconds: int) -> tuple[ScrapedPage | None, float, str]:
        """What came, what it cost, and in words what went wrong. What nobody knows cost most."""
        try:
            scraped = await self.scraper.read(address, seconds)
        except ScraperDeniedError as error:
            return None, 0.0, str(error)
        except ScraperAwayError as error:
            return None, MOST_USD if error.usd is None else error.usd, str(error)
        usd = MOST_USD if scraped.usd is None else scraped.usd
        return scraped.page, usd, "" if scraped.page else NO_PAGE

    async def _page(
        self, address: str, scraped: ScrapedPage, usd: float
    ) -> tuple[SitePage | None, Outcome]:
        if not same_site(scraped.url, address):
            return None, Outcome("failed", ELSEWHERE, usd)
        try:
            await self.pages.web.fetcher.check_open(scraped.url)
            fetched = Page(scraped.url, address, "text/html", "utf-8", scraped.markup)
            page = await self.pages.web.reader.read_by(fetched, read_site_page, SitePage)
        except READING_ERRORS as error:
            return None, Outcome("failed", str(error), usd)
        return replace(page, links=()), Outcome("found", f"{len(page.text)} characters", usd)
