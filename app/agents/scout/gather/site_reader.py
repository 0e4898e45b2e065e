"""What a site shows now. Asks and reads, and stores nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app import __version__
from app.agents.scout.gather.index import links_below
from app.agents.scout.gather.sites import Visit
from app.agents.scout.gather.source import Fetches, Reads, Source
from app.agents.scout.gather.tables import Site
from app.lib.clock import Clock
from app.parts.reading.types import (
    READING_ERRORS,
    BrokenError,
    Discovery,
    DocumentKind,
    Link,
    NotModified,
    Page,
    UnreadableError,
    Validators,
)

SITEMAPS: Final[tuple[DocumentKind, ...]] = ("sitemap", "feed")
"""A sitemap index may name feeds too (sitemaps.org)."""

Sight = tuple[Visit, Sequence[Link]]
"""The visit, and the links it showed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was remembered of the document that was read last: how to ask for changes, its digest,
    and the visit as it was.
    """

    validators: Validators = field(default_factory=Validators)
    digest: str | None = None
    visit: Visit = field(default_factory=lambda: Visit("ok"))

    def is_of(self, page: Page) -> bool:
        return digest_of(page) == self.digest

    def seen_again(self, page: Page) -> Sight:
        """Many servers never say 304. The same bytes show the same links, which are known by now:
        to read them takes a process that needs a quarter of a second to start.
        """
        return with_memory_of(page, self.visit), ()


NOTHING_KEPT: Final = Kept()


@dataclass(frozen=True, slots=True)
class SiteReader:
    fetcher: Fetches
    reader: Reads
    clock: Clock

    async def look(self, source: Source, site: Site) -> Sight:
        if site.read_as != source.read_as:
            return await self.look_at_site(source, NOTHING_KEPT)
        kept = kept_of(site)
        if site.reads_from is None:
            return await self.look_at_site(source, kept)
        seen = await self.look_at_feed(source, site.reads_from, kept)
        # A feed that gives nothing may be one that its page has given up.
        return seen or await self.look_at_site(source, NOTHING_KEPT)

    async def look_at_site(self, source: Source, kept: Kept) -> Sight:
        fetched = await self.fetcher.get(source.url, validators=kept.validators)
        if isinstance(fetched, NotModified):
            return Visit("not_modified"), ()
        if kept.is_of(fetched):
            return kept.seen_again(fetched)
        found = await self.reader.discover(
            fetched, kind=source.kind, link_selector=source.link_selector, now=self.clock()
        )
        if found.kind == "sitemap" and found.follow:
            return await self.follow_index(source, found)
        if found.follow and source.kind != "page":
            return await self.follow_page(source, found)
        return sight(source, found, found.links, fetched)

    async def look_at_feed(self, source: Source, address: str, kept: Kept) -> Sight | None:
        """None when there is no feed, or nothing in it."""
        fetched = await self.fetcher.get(address, validators=kept.validators)
        if isinstance(fetched, NotModified):
            return Visit("not_modified"), ()
        if kept.is_of(fetched):
            return kept.seen_again(fetched)
        found = await self.reader.discover(fetched, now=self.clock())
        if found.kind != "feed" or not found.links:
            return None
        visit, links = sight(source, found, found.links, fetched)
        return replace(visit, reads_from=address), links

    async def follow_page(self, source: Source, page: Discovery) -> Sight:
        """The feed a page declares, which is read directly from then on; else its own links.

        Then nothing is kept of the page: while it stays the same, the feed may recover.
        """
        address = page.follow[0]
        try:
            seen = await self.look_at_feed(source, address, NOTHING_KEPT)
        except READING_ERRORS:
            if not page.links:
                raise
            seen = None
        return seen or sight(source, page, page.links)

    async def follow_index(self, source: Source, index: Discovery) -> Sight:
        """The children of a sitemap index, which may change while it stays the same."""
        return sight(source, index, await links_below(index, self.look_at_child))

    async def look_at_child(self, address: str) -> Discovery:
        page = await self.fetcher.get(address)
        if not isinstance(page, Page):
            raise BrokenError("The server said 304 to a reader that has no copy.")
        found = await self.reader.discover(page, now=self.clock())
        if found.kind not in SITEMAPS:
            raise UnreadableError(f"{address[:200]} is not the sitemap that it is said to be.")
        return found


def digest_of(page: Page) -> str:
    """Equal only for what would be read alike; another version may see more in the same bytes."""
    read_as = f"{__version__}\n{page.url}\n{page.content_type}\n{page.charset}\n"
    return hashlib.blake2b(read_as.encode() + page.body, digest_size=16).hexdigest()


def kept_of(site: Site) -> Kept:
    visit = Visit(
        "ok",
        found=site.links,
        kind=site.kind,
        read_as=site.read_as,
        reads_from=site.reads_from,
    )
    return Kept(Validators(site.etag, site.last_modified), site.digest, visit)


def with_memory_of(page: Page, visit: Visit) -> Visit:
    etag, last_modified = page.validators.etag, page.validators.last_modified
    return replace(visit, etag=etag, last_modified=last_modified, digest=digest_of(page))


def sight(
    source: Source, found: Discovery, links: Sequence[Link], page: Page | None = None
) -> Sight:
    """With the `page` that alone showed the links, if there is one: it is remembered."""
    visit = Visit("ok", found=len(links), kind=found.kind, read_as=source.read_as)
    return (with_memory_of(page, visit) if page else visit), links
