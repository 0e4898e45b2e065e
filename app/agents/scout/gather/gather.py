"""Reads sites for a run: fetch -> discover -> (seen?) -> fetch -> extract, each step stored.

Every site is a little pipeline of its own; what one found is read while others still answer.
Whatever is stored stays: a second attempt of the run asks only for what is missing.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo

import structlog

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather import read_articles, sites
from app.agents.scout.gather.reading import ArticleReader
from app.agents.scout.gather.site_reader import SiteReader
from app.agents.scout.gather.sites import Visit
from app.agents.scout.gather.source import BacksOff, Fetches, Reads, Source
from app.agents.scout.gather.tables import Article, Site
from app.agents.scout.gather.visiting import Visitor
from app.agents.scout.stream import Stream
from app.lib.clock import Clock
from app.lib.side_by_side import side_by_side
from app.parts.parts import Parts
from app.parts.runs.lease import Claim
from app.parts.store import host_rests
from app.parts.store.database import Database
from app.parts.store.host_rests import HostRest
from app.parts.web.access import Web
from app.parts.web.fetching.rests import Rest
from app.parts.web.retry_after import next_allowed_at

__all__ = ["Gatherer", "Source"]

GATHER_SECONDS = 180
"""All reading of a run; what is not read by then waits for the next run."""
PAGES_IN_HAND = 64
"""Asked for but not read yet, over all sites: with a thousand in memory a run took 420 MB."""
OF_A_SITE_IN_HAND = 2
"""A site that hangs holds no more than these."""

log = structlog.get_logger("gather")


def nobody(_article_id: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class Before:
    """The sites that an earlier attempt visited, and those with articles left to be read."""

    visited: Collection[int]
    unread: Collection[int]


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Reads the sources of one claimed run. `tell` hears of each article once it is stored as
    read, while others are still asked for; `zone` is that of the people who read the record."""

    database: Database
    fetcher: Fetches
    reader: Reads
    back_off: BacksOff
    clock: Clock
    claim: Claim
    tell: Callable[[int], None] = nobody
    zone: tzinfo = UTC

    async def gather(self, sources: Sequence[Source], seconds: float = GATHER_SECONDS) -> None:
        """Read every source and the new articles found there. Site failures are recorded."""
        known = sites.known_sites(self.database, [source.url for source in sources])
        before = self.before([site.id or 0 for site in known.values()])
        hands = asyncio.Semaphore(PAGES_IN_HAND)
        self.fetcher.rests.resume(self.rests(), tell=self.keep_rest)
        try:
            async with asyncio.timeout(seconds), side_by_side() as group:
                if any(map(sites.is_likely_to_change, known.values())):
                    group.create_task(self.reader.start())
                for source in sources:
                    group.create_task(self.gather_site(source, known[source.url], before, hands))
        except TimeoutError:
            log.warning("gather.out_of_time", seconds=seconds)
            self.record_unfinished(known)

    def before(self, site_ids: Sequence[int]) -> Before:
        visited = sites.visits_of_run(self.database, self.claim.run_id)
        return Before(visited, read_articles.sites_to_read(self.database, site_ids, self.clock()))

    async def gather_site(
        self, source: Source, site: Site, before: Before, hands: asyncio.Semaphore
    ) -> None:
        site_id, new = site.id or 0, 0
        if site_id not in before.visited:
            new = await self.visitor.visit(source, site)
        if not new and site_id not in before.unread:
            return
        unread = read_articles.articles_to_read(
            self.database, site_id, source.max_articles, self.clock()
        )
        waiting = iter(unread)
        async with asyncio.TaskGroup() as group:
            for _ in range(OF_A_SITE_IN_HAND):
                group.create_task(self.read_all(waiting, hands))

    async def read_all(self, waiting: Iterator[Article], hands: asyncio.Semaphore) -> None:
        """What waits, one after another; whoever shares the iterator takes the next."""
        for article in waiting:
            async with hands:
                await self.article_reader.read(article)

    def record_unfinished(self, known: dict[str, Site]) -> None:
        """Our time was too short: that is no failure of theirs."""
        visited = sites.visits_of_run(self.database, self.claim.run_id)
        for site in known.values():
            if site.id not in visited:
                error = "It was not read before time ran out."
                self.visitor.record(site, Visit("skipped", error=error))

    def rests(self) -> list[Rest]:
        """What hosts asked of earlier runs, and of those that read at the same time."""
        now = self.clock()
        return [
            Rest(one.host, (one.until - now).total_seconds(), one.reason)
            for one in host_rests.rests_at(self.database, now)
        ]

    def keep_rest(self, rest: Rest) -> None:
        now = self.clock()
        until = now + timedelta(seconds=rest.seconds)
        kept = HostRest(host=rest.host, until=until, reason=rest.reason)
        host_rests.keep_rest(self.database, kept, now)

    @property
    def visitor(self) -> Visitor:
        site_reader = SiteReader(self.fetcher, self.reader, self.clock)
        return Visitor(self.database, site_reader, self.back_off, self.clock, self.claim, self.zone)

    @property
    def article_reader(self) -> ArticleReader:
        return ArticleReader(
            self.database, self.fetcher, self.reader, self.clock, self.claim, self.tell
        )


async def gather_sites(
    parts: Parts, claim: Claim, brand: Brand, web: Web, read: Stream[int]
) -> None:
    """Puts the id of each article into `read` once it is stored."""
    sources = [
        Source(site.url, site.name, site.kind, site.max_articles, site.link_selector)
        for site in brand.sites
    ]
    gatherer = Gatherer(
        parts.database,
        web.fetcher,
        web.reader,
        next_allowed_at,
        parts.clock,
        claim,
        tell=lambda article_id: read.put([article_id]),
        zone=parts.settings.zone,
    )
    await gatherer.gather(sources)
