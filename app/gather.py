"""Reads sites for a run: fetch -> discover -> (seen?) -> fetch -> extract, each step stored.

Every site is a little pipeline of its own; what one found is read while others still answer.
Whatever is stored stays: a second attempt of the run asks only for what is missing.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from app.clock import Clock
from app.errors import ScoutError
from app.reading.types import (
    BlockedError,
    BrokenError,
    Discovery,
    Extract,
    GoneError,
    Kind,
    Link,
    NotModified,
    Page,
    RefusedAddressError,
    UnreadableError,
    Validators,
)
from app.reading.urls import normal_url
from app.store import articles, sites
from app.store.articles import FoundArticle, ReadArticle
from app.store.database import Database
from app.store.runs import Claim, LeaseLostError, guard
from app.store.sites import Visit
from app.store.tables import Article, Site

GATHER_SECONDS = 180
"""All reading of a run; what is not read by then waits for the next run."""
FOLLOW_AT_MOST = 5
PAGES_IN_HAND = 64
"""Asked for but not read yet, over all sites: with a thousand in memory a run took 420 MB."""
OF_A_SITE_IN_HAND = 2
"""A site that hangs holds no more than these."""

log = structlog.get_logger("gather")


@dataclass(frozen=True, slots=True)
class Source:
    """A site as its owner configured it."""

    url: str
    name: str
    kind: Kind | None = None
    max_articles: int = 30
    link_selector: str | None = None


class Fetches(Protocol):
    async def get(
        self, url: str, *, validators: Validators | None = None
    ) -> Page | NotModified: ...


class Reads(Protocol):
    """Reads documents in processes that can be killed: ExtractionPool."""

    async def extract(self, page: Page) -> Extract: ...

    async def discover(
        self,
        page: Page,
        *,
        kind: Kind | None = None,
        link_selector: str | None = None,
        now: datetime,
    ) -> Discovery: ...


class BacksOff(Protocol):
    def __call__(
        self, now: datetime, failures: int, retry_after_seconds: float | None
    ) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Reads the sources of one claimed run."""

    database: Database
    fetcher: Fetches
    reader: Reads
    back_off: BacksOff
    clock: Clock
    claim: Claim

    async def gather(self, sources: Sequence[Source], seconds: float = GATHER_SECONDS) -> None:
        """Read every source and the new articles found there. Site failures are recorded."""
        known = sites.known_sites(self.database, [source.url for source in sources])
        visited = sites.visits_of_run(self.database, self.claim.run_id)
        hands = asyncio.Semaphore(PAGES_IN_HAND)
        try:
            async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
                for source in sources:
                    site = known[source.url]
                    group.create_task(self.gather_site(source, site, site.id in visited, hands))
        except* ScoutError as errors:
            raise first_of(errors) from errors
        except* TimeoutError:
            log.warning("gather.out_of_time", seconds=seconds)
            self.record_unfinished(known)

    async def gather_site(
        self, source: Source, site: Site, visited: bool, hands: asyncio.Semaphore
    ) -> None:
        if not visited:
            await self.visit(source, site)
        unread = articles.articles_to_read(
            self.database, site.id or 0, source.max_articles, self.clock()
        )
        waiting = iter(unread)
        async with asyncio.TaskGroup() as group:
            for _ in range(OF_A_SITE_IN_HAND):
                group.create_task(self.read_all(waiting, hands))

    def record_unfinished(self, known: dict[str, Site]) -> None:
        visited = sites.visits_of_run(self.database, self.claim.run_id)
        for site in known.values():
            if site.id not in visited:
                self.record(site, Visit("failed", error="It was not read before time ran out."))

    # --- a site -------------------------------------------------------------------------------

    async def visit(self, source: Source, site: Site) -> None:
        now = self.clock()
        if site.next_allowed_at is not None and site.next_allowed_at > now:
            until = site.next_allowed_at.strftime("%d %b %H:%M UTC")
            self.record(site, Visit("skipped", error=f"Not asked before {until}: {site.error}"))
            return
        try:
            seen = await self.look(source, site)
        except LeaseLostError:
            raise
        except ScoutError as error:
            self.record(site, self.failure(site, error))
        else:
            self.record(site, *seen)

    async def look(self, source: Source, site: Site) -> tuple[Visit, Sequence[Link], int]:
        """What the site shows now: the visit, its links, and how many of them to keep."""
        validators = Validators(site.etag, site.last_modified)
        fetched = await self.fetcher.get(site.reads_from or site.url, validators=validators)
        if isinstance(fetched, NotModified):
            return Visit("not_modified"), (), source.max_articles
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
        return replace(visit, found=len(found.links)), found.links, source.max_articles

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

    def failure(self, site: Site, error: ScoutError) -> Visit:
        asked = getattr(error, "retry_after_seconds", None)
        if asked is None and isinstance(error, BrokenError) and error.retry_after is not None:
            asked = error.retry_after.total_seconds()
        return Visit(
            "blocked" if isinstance(error, BlockedError) else "failed",
            error=str(error),
            next_allowed_at=self.back_off(self.clock(), site.failures + 1, asked),
        )

    def record(self, site: Site, visit: Visit, links: Sequence[Link] = (), keep: int = 0) -> None:
        """The visit, the server's validators and the articles found, in one transaction."""
        now = self.clock()
        first_visit = site.last_success_at is None
        with self.database.write() as session:
            guard(session, self.claim, now)
            new = articles.add_found(
                session,
                site.id or 0,
                self.claim.run_id,
                found_articles(links),
                now,
                keep=keep if first_visit else None,
            )
            sites.record_visit(session, site, self.claim.run_id, replace(visit, new=new), now)
        log.info("discover.site", site=site.url, status=visit.status, found=visit.found, new=new)

    # --- an article ---------------------------------------------------------------------------

    async def read_all(self, waiting: Iterator[Article], hands: asyncio.Semaphore) -> None:
        """What waits, one after another; whoever shares the iterator takes the next."""
        for article in waiting:
            async with hands:
                await self.read(article)

    async def read(self, article: Article) -> None:
        try:
            page = await self.fetcher.get(article.url)
            if isinstance(page, NotModified):
                raise BrokenError("The server said 304 to a reader that has no copy.")
            said = await self.reader.extract(page)
        except (BlockedError, UnreadableError) as error:
            self.keep_what_the_site_said(article, error)
        except (GoneError, RefusedAddressError) as error:
            self.store_failure(article, error, permanent=True)
        except BrokenError as error:
            self.store_failure(article, error, permanent=False)
        else:
            self.store_read(article, as_read(article, said))

    def keep_what_the_site_said(self, article: Article, error: ScoutError) -> None:
        """A page behind a wall can still be judged by what the feed said of it."""
        if article.title and article.summary:
            log.info("extract.summary_only", article_id=article.id, reason=str(error))
            self.store_read(article, from_the_feed(article))
        else:
            self.store_failure(article, error, permanent=isinstance(error, UnreadableError))

    def store_read(self, article: Article, read: ReadArticle) -> None:
        with self.database.write() as session:
            guard(session, self.claim, self.clock())
            articles.store_read(session, article.id or 0, read, self.clock())

    def store_failure(self, article: Article, error: ScoutError, *, permanent: bool) -> None:
        log.info("extract.failed", article_id=article.id, reason=str(error), permanent=permanent)
        with self.database.write() as session:
            guard(session, self.claim, self.clock())
            articles.store_failure(session, article, str(error), self.clock(), permanent=permanent)


def first_of(errors: BaseExceptionGroup[ScoutError]) -> ScoutError:
    """Tasks fail in groups, in groups of groups; one cause is enough to tell."""
    first = errors.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first


def found_articles(links: Sequence[Link]) -> list[FoundArticle]:
    """One for each address, in the site's order."""
    by_address: dict[str, FoundArticle] = {}
    for link in links:
        address = normal_url(link.url)
        by_address.setdefault(
            address,
            FoundArticle(
                address, link.url, link.title or "", link.summary or "", link.published_at
            ),
        )
    return list(by_address.values())


def as_read(article: Article, said: Extract) -> ReadArticle:
    return ReadArticle(
        title=said.title or article.title,
        text=said.text,
        summary=article.summary or said.summary or "",
        published_at=said.published_at or article.published_at,
        authors=said.authors,
        language=said.language,
        canonical_address=normal_url(said.canonical_url),
    )


def from_the_feed(article: Article) -> ReadArticle:
    return ReadArticle(
        title=article.title,
        text="",
        summary=article.summary,
        published_at=article.published_at,
        authors=(),
        language=None,
        canonical_address=article.address,
    )
