"""One visit of a run to a site: whether it may be asked, what it showed, and the record of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

import structlog

from app.agents.scout.gather import sites
from app.agents.scout.gather.faults import faults_kept_to
from app.agents.scout.gather.found_articles import add_found, articles_of
from app.agents.scout.gather.site_reader import SiteReader
from app.agents.scout.gather.sites import Visit
from app.agents.scout.gather.source import BacksOff, Source
from app.agents.scout.gather.tables import Site
from app.lib.clock import Clock
from app.parts.reading.types import (
    READING_ERRORS,
    BlockedError,
    Link,
    ReadingError,
    RestingError,
    wait_of,
)
from app.parts.runs.lease import Claim, guard
from app.parts.store.database import Database

log = structlog.get_logger("gather")


@dataclass(frozen=True, slots=True)
class Visitor:
    """`zone` is that of the people who read why a site was not asked."""

    database: Database
    site_reader: SiteReader
    back_off: BacksOff
    clock: Clock
    claim: Claim
    zone: tzinfo = UTC

    async def visit(self, source: Source, site: Site) -> int:
        """How many articles are new."""
        backs_off_until = self.backs_off_until(source, site)
        if backs_off_until is not None:
            reason = site.error or "it failed"
            return self.record(site, self.not_before(backs_off_until, reason))
        try:
            with faults_kept_to(site.url):
                visit, links = await self.site_reader.look(source, site)
        except RestingError as error:
            return self.record(site, self.not_before(self.clock() + error.rest, str(error)))
        except READING_ERRORS as error:
            return self.record(site, self.failure(source, site, error))
        return self.record(site, visit, links, source.max_articles)

    def backs_off_until(self, source: Source, site: Site) -> datetime | None:
        """Whoever corrects a site's settings need not wait for what came of the wrong ones."""
        is_corrected = site.read_as not in {None, source.read_as}
        moment = site.next_allowed_at
        if is_corrected or moment is None or moment <= self.clock():
            return None
        return moment

    def failure(self, source: Source, site: Site, error: ReadingError) -> Visit:
        return Visit(
            "blocked" if isinstance(error, BlockedError) else "failed",
            error=str(error),
            read_as=source.read_as,
            next_allowed_at=self.back_off(self.clock(), site.failures + 1, wait_of(error)),
        )

    def record(self, site: Site, visit: Visit, links: Sequence[Link] = (), keep: int = 0) -> int:
        """The visit, what is remembered of it and the articles found, in one transaction."""
        now = self.clock()
        first_visit = site.last_success_at is None
        with self.database.write() as session:
            guard(session, self.claim, now)
            new = add_found(
                session,
                site.id or 0,
                self.claim.run_id,
                articles_of(links),
                now,
                keep=keep if first_visit else None,
            )
            sites.record_visit(session, site, self.claim.run_id, replace(visit, new=new), now)
        log.info("gather.site", site=site.url, status=visit.status, found=visit.found, new=new)
        return new

    def not_before(self, moment: datetime, reason: str) -> Visit:
        when = moment.astimezone(self.zone)
        return Visit("skipped", error=f"Not asked before {when:%d %b %H:%M %Z}: {reason}")
