"""What a site shows now. Asks and reads, and stores nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.clock import Clock
from app.gathering.index import links_below
from app.gathering.means import Fetches, Reads, Source
from app.reading.types import (
    READING_ERRORS,
    BrokenError,
    Discovery,
    Kind,
    Link,
    NotModified,
    Page,
    UnreadableError,
    Validators,
)
from app.store.sites import Visit
from app.store.tables import Site

NONE_KEPT: Final = Validators()
SITEMAPS: Final[tuple[Kind, ...]] = ("sitemap", "feed")
"""A sitemap index may name feeds too (sitemaps.org)."""

Sight = tuple[Visit, Sequence[Link]]
"""The visit, and the links it showed."""


@dataclass(frozen=True, slots=True)
class Looker:
    fetcher: Fetches
    reader: Reads
    clock: Clock

    async def look(self, source: Source, site: Site) -> Sight:
        if site.read_as != source.read_as:
            return await self.look_at_site(source, NONE_KEPT)
        validators = Validators(site.etag, site.last_modified)
        if site.reads_from is None:
            return await self.look_at_site(source, validators)
        seen = await self.look_at_feed(source, site.reads_from, validators)
        # A feed that gives nothing may be one that its page has given up.
        return seen or await self.look_at_site(source, NONE_KEPT)

    async def look_at_site(self, source: Source, validators: Validators) -> Sight:
        fetched = await self.fetcher.get(source.url, validators=validators)
        if isinstance(fetched, NotModified):
            return Visit("not_modified"), ()
        found = await self.reader.discover(
            fetched, kind=source.kind, link_selector=source.link_selector, now=self.clock()
        )
        if found.kind == "sitemap" and found.follow:
            return await self.follow_index(source, found)
        if found.follow and source.kind != "page":
            return await self.follow_page(source, found)
        return sight(source, found, found.links, fetched.validators)

    async def look_at_feed(
        self, source: Source, address: str, validators: Validators
    ) -> Sight | None:
        """None when there is no feed, or nothing in it."""
        fetched = await self.fetcher.get(address, validators=validators)
        if isinstance(fetched, NotModified):
            return Visit("not_modified"), ()
        found = await self.reader.discover(fetched, now=self.clock())
        if found.kind != "feed" or not found.links:
            return None
        visit, links = sight(source, found, found.links, fetched.validators)
        return replace(visit, reads_from=address), links

    async def follow_page(self, source: Source, page: Discovery) -> Sight:
        """The feed a page declares, which is read directly from then on; else its own links.

        Then the page's validators are not kept: while it stays the same, the feed may recover.
        """
        address = page.follow[0]
        try:
            seen = await self.look_at_feed(source, address, NONE_KEPT)
        except READING_ERRORS:
            if not page.links:
                raise
            seen = None
        return seen or sight(source, page, page.links)

    async def follow_index(self, source: Source, index: Discovery) -> Sight:
        """The children of a sitemap index, whose validators say nothing about theirs."""
        return sight(source, index, await links_below(index, self.look_at_child))

    async def look_at_child(self, address: str) -> Discovery:
        page = await self.fetcher.get(address)
        if not isinstance(page, Page):
            raise BrokenError("The server said 304 to a reader that has no copy.")
        found = await self.reader.discover(page, now=self.clock())
        if found.kind not in SITEMAPS:
            raise UnreadableError(f"{address[:200]} is not the sitemap that it is said to be.")
        return found


def sight(
    source: Source,
    found: Discovery,
    links: Sequence[Link],
    validators: Validators = NONE_KEPT,
) -> Sight:
    visit = Visit(
        "ok",
        found=len(links),
        kind=found.kind,
        read_as=source.read_as,
        etag=validators.etag,
        last_modified=validators.last_modified,
    )
    return visit, links
