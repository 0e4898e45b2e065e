"""`scout inspect`: what the agent reads at an address or in a saved file."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.agents.scout.commands.seen_page import Seen, seen_article, seen_list
from app.agents.scout.gather.index import FOLLOW_AT_MOST
from app.agents.scout.gather.source import Source
from app.lib.clock import utc_now
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.reading.not_the_story import sentence
from app.parts.reading.types import Discovery, Extract, Link, Page, UnreadableError
from app.parts.reading.urls import path_of
from app.parts.web.named_page import fetcher_of_commands, get_anew, is_address, page_of_file

if TYPE_CHECKING:
    from app.agents.scout.gather.site_reader import SiteReader

TEXT_A_LINK = 300
"""Of a story's page there is more text than this for each story it links to; 90 real ones say."""
FEW_LINKS = 10
SOME_TEXT = 500
"""That much text among so few links is a story, too."""

Tell = Callable[[str], None]


def inspect_target(target: str, url: str | None, tell: Tell) -> Seen:
    """Raises ScoutError when it cannot be had or read. What is worth knowing beside it is told."""
    if is_address(target):
        return asyncio.run(inspect_address(target, tell))
    return asyncio.run(inspect_page(page_of_file(Path(target), url), tell))


async def inspect_address(url: str, tell: Tell) -> Seen:
    from app.agents.scout.gather.site_reader import SiteReader

    async with fetcher_of_commands() as fetcher, ExtractionPool(processes=1) as pool:
        page = await get_anew(fetcher, url)
        return await Inspector(pool, tell, SiteReader(fetcher, pool, utc_now)).inspect(page)


async def inspect_page(page: Page, tell: Tell) -> Seen:
    """A saved page: what it points to is named, not asked for."""
    async with ExtractionPool(processes=1) as pool:
        return await Inspector(pool, tell).inspect(page)


@dataclass(frozen=True, slots=True)
class Inspector:
    pool: ExtractionPool
    tell: Tell
    site_reader: "SiteReader | None" = None

    async def inspect(self, page: Page) -> Seen:
        found = await self.pool.discover(page, now=utc_now())
        said = await self.said_by(page, found) if found.kind in {"article", "page"} else None
        if said and (found.kind == "article" or is_mostly_text(found, said)):
            self.tell_of_wall(said)
            return seen_article(found, said)
        return seen_list(found, said, await self.links(found))

    def tell_of_wall(self, said: Extract) -> None:
        """A run has the feed's words to compare with, and judges those."""
        if said.asks is not None:
            self.tell(f"{sentence(said.asks)} A run judges what the site's feed says of it.")

    async def said_by(self, page: Page, found: Discovery) -> Extract | None:
        """A list of links needs no text; without either there is nothing to show."""
        try:
            return await self.pool.extract(page, now=utc_now())
        except UnreadableError:
            if found.kind == "article" or not (found.links or found.follow):
                raise
            return None

    async def links(self, found: Discovery) -> Sequence[Link]:
        """Those the agent would have: of what the document points to, if that can be had."""
        if not found.follow:
            return found.links
        if found.kind == "sitemap":
            return await self.links_of_index(found)
        self.tell(f"This page names a feed: {found.follow[0]}. The agent reads that instead.")
        if self.site_reader is None:
            return found.links
        visit, links = await self.site_reader.follow_page(Source(found.url, ""), found)
        if not visit.reads_from:
            self.tell("Nothing can be read there now: the links are the page's own.")
        return links

    async def links_of_index(self, index: Discovery) -> Sequence[Link]:
        self.tell("This sitemap is a list of others. The agent reads the links in these:")
        for address in index.follow[:FOLLOW_AT_MOST]:
            self.tell(f"  {address}")
        if self.site_reader is None:
            return index.links
        return (await self.site_reader.follow_index(Source(index.url, ""), index))[1]


def is_mostly_text(found: Discovery, said: Extract) -> bool:
    """A page with few links and a text is an article, whatever it declares."""
    is_list = said.lists_stories or path_of(found.url).strip("/") == ""
    links, text = len(found.links), len(said.text)
    is_story = text > TEXT_A_LINK * (links + 1) or (links <= FEW_LINKS and text >= SOME_TEXT)
    return is_story and not is_list
