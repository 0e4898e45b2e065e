"""What a site shows now. Asks and reads, and stores nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.clock import Clock
from app.errors import ScoutError
from app.gathering.means import Fetches, Reads, Source
from app.reading.types import Discovery, Link, NotModified, Page, Validators
from app.store.sites import Visit
from app.store.tables import Site

FOLLOW_AT_MOST = 5

Sight = tuple[Visit, Sequence[Link]]
"""The visit, and the links it showed."""


@dataclass(frozen=True, slots=True)
class Looker:
    fetcher: Fetches
    reader: Reads
    clock: Clock

    async def look(self, source: Source, site: Site) -> Sight:
        validators = Validators(site.etag, site.last_modified)
        fetched = await self.fetcher.get(site.reads_from or site.url, validators=validators)
        if isinstance(fetched, NotModified):
            return Visit("not_modified"), ()
        kind = None if site.reads_from else source.kind
        found = await self.reader.discover(
            fetched, kind=kind, link_selector=source.link_selector, now=self.clock()
        )
        visit = Visit(
            "ok",
            kind=found.kind,
            reads_from=site.reads_from,
            etag=fetched.validators.etag,
            last_modified=fetched.validators.last_modified,
        )
        if found.follow:
            visit, found = await self.follow(visit, found)
        return replace(visit, found=len(found.links)), found.links

    async def follow(self, visit: Visit, found: Discovery) -> tuple[Visit, Discovery]:
        """Read what the document points to for its links. A feed is read directly from then on."""
        links: list[Link] = []
        errors: list[ScoutError] = []
        for url in found.follow[:FOLLOW_AT_MOST]:
            try:
                page = await self.fetcher.get(url)
                if isinstance(page, Page):
                    links += (await self.reader.discover(page, now=self.clock())).links
                    if found.kind != "sitemap":
                        visit = replace(
                            visit,
                            reads_from=url,
                            etag=page.validators.etag,
                            last_modified=page.validators.last_modified,
                        )
            except ScoutError as error:
                errors.append(error)
        if errors and not links and not found.links:
            raise errors[0]
        return visit, replace(found, links=tuple(links) or found.links)
