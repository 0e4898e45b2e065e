"""Pages for a lead's research: fetched by the service's own fetcher, drawn by a browser where they
are empty without scripts, stored with their facts."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.agents.leads.depth import Depth
from app.agents.leads.facts.types import Fact
from app.agents.leads.research.plan import Way, WayKind
from app.agents.leads.research.site_page import SitePage, read_site_page
from app.agents.leads.research.stored import Desk, Outcome
from app.parts.reading.types import READING_ERRORS
from app.parts.reading.urls import normal_url
from app.parts.store.api_usage import Service
from app.parts.web.browser import NoBrowserError, drawn
from app.parts.web.named_page import get_anew

if TYPE_CHECKING:
    from app.agents.leads.research.allowance import Allowance
    from app.parts.web.access import Web


@dataclass(slots=True)
class Pages:
    """What one lead's research reads. `seen`: normal addresses of what was asked for."""

    desk: Desk
    depth: Depth
    web: "Web"
    allowance: "Allowance"
    has_browser: bool = False
    seen: set[str] = field(default_factory=set)
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, address: str) -> SitePage:
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

    def keep(self, asked: str, page: SitePage, facts: Sequence[Fact]) -> int:
        """The count of facts that stand."""
        if self.desk.page_read(asked) is not None:
            return 0  # an earlier attempt stored it with its facts
        return self.desk.store_page(asked, page, facts)

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
        self.desk.ledger.pay(Service.BROWSER, 0.0, milliseconds, error_words)
        self.desk.note(way, self.depth, outcome, milliseconds)
        return page
