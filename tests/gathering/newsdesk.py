"""Runs of the gather step one after another: a real server, fetcher, readers and database."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, select

from app.agents.scout.gather.gather import Gatherer, Source
from app.agents.scout.gather.tables import Article, Site, SiteVisit
from app.lib.clock import utc_now
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.runs import endings, lease, run_requests
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from app.parts.web.fetch import Fetcher
from app.parts.web.retry_after import next_allowed_at
from app.parts.web.robots import MemoryRobotsCache
from tests.servers.fetchers import USER_AGENT, quick_limits
from tests.servers.news_web import NewsWeb, story_path
from tests.servers.reading_here import ReadingHere

HOSTS = ("127.0.0.1", "localhost")


@dataclass
class Newsdesk:
    web: NewsWeb
    database: Database
    pool: type[ExtractionPool] = ReadingHere
    robots: MemoryRobotsCache = field(default_factory=MemoryRobotsCache)
    passed: timedelta = timedelta()

    def clock(self) -> datetime:
        return utc_now() + self.passed

    def pass_minutes(self, minutes: float) -> None:
        self.passed += timedelta(minutes=minutes)

    def source(self, path: str, **settings: object) -> Source:
        return Source(self.web.url(path), path, **settings)  # type: ignore[arg-type]

    def gather(self, *sources: Source, seconds: float = 60.0) -> list[SiteVisit]:
        """One run; the visits it made, in the order of the sources."""
        claim = self.claim()
        asyncio.run(self.read(claim, sources, seconds))
        with self.database.write() as session:
            endings.finish_run(session, claim, self.clock(), result={})
        return self.visits(claim.run_id, sources)

    def claim(self) -> lease.Claim:
        run, _ = run_requests.add_requested_run(
            self.database, agent="desk", profile="news", now=self.clock()
        )
        claim = lease.claim_run(self.database, required_id(run.id), self.clock())
        assert claim is not None
        return claim

    async def read(self, claim: lease.Claim, sources: tuple[Source, ...], seconds: float) -> None:
        allowed = frozenset(self.web.address(host) for host in HOSTS)
        limits = quick_limits()
        async with (
            Fetcher(
                USER_AGENT, limits=limits, allowed_private_hosts=allowed, robots=self.robots
            ) as fetcher,
            self.pool(1) as pool,
        ):
            gatherer = Gatherer(self.database, fetcher, pool, next_allowed_at, self.clock, claim)
            await gatherer.gather(sources, seconds)

    def visits(self, run_id: int, sources: tuple[Source, ...]) -> list[SiteVisit]:
        with self.database.read() as session:
            of_run = session.exec(select(SiteVisit).where(SiteVisit.run_id == run_id)).all()
        by_site = {visit.site_id: visit for visit in of_run}
        return [by_site[self.site(source).id or 0] for source in sources]

    def site(self, source: Source) -> Site:
        with self.database.read() as session:
            return session.exec(select(Site).where(Site.url == source.url)).one()

    def articles(self) -> list[Article]:
        """All that are stored, in the order they were found."""
        with self.database.read() as session:
            return list(session.exec(select(Article).order_by(col(Article.id))))

    def article(self, number: int) -> Article:
        """The story of that number, as it is stored."""
        return self.stored(story_path(number))

    def stored(self, path: str) -> Article:
        with self.database.read() as session:
            return session.exec(select(Article).where(Article.url == self.web.url(path))).one()


def desk_with(database_url: str, pool: type[ExtractionPool] = ReadingHere) -> Iterator[Newsdesk]:
    database = Database(database_url)
    with NewsWeb() as web:
        yield Newsdesk(web, database, pool)
    database.close()
