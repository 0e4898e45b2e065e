"""The product's own runs, one for each snapshot: only the web is replaced by what the feeds showed.

Database, grouping, judging by keywords, pick, report and mail (a file) are those of the service.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from sqlmodel import Session, col, select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brand_file import Brand, Site, load_brands
from app.agents.scout.gather import read_articles, sites
from app.agents.scout.gather.found_articles import add_found
from app.agents.scout.gather.sites import Visit
from app.agents.scout.gather.tables import Article, ArticleState
from app.agents.scout.pick.digest import Turn
from app.agents.scout.pick.link_check import LinkChecker, Look, Seen
from app.agents.scout.pick.pick_finds import Picked, pick
from app.agents.scout.run import BrandRun, ids_of_sites
from app.agents.scout.stream import Stream
from app.agents.scout.types import Candidate
from app.lib.settings.settings import load_settings
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell
from app.parts.runs import lease, run_requests
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from app.parts.store.migrate import migrate
from app.parts.store.statements import required_id
from app.parts.web.access import Web
from benchmarks.replay.mailed import Mailed, mailed_finds
from benchmarks.replay.snapshots import Item, Snapshot

NO_REDIS = "redis://127.0.0.1:1/0"


@dataclass(slots=True)
class Clock:
    """Stands at the moment of a snapshot."""

    now: datetime = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Choice:
    """What the team has set. `by_outlet`: each outlet is a site, as in the shipped brand file;
    else each feed is one, news searches among them."""

    brand_file: Path
    min_score: int
    by_outlet: bool = True

    def site_of(self, item: Item) -> str:
        return item.outlet if self.by_outlet else item.feed


def address_of(site: str) -> str:
    """Under which the database knows a site of the data, which has names only."""
    return f"https://{site.encode().hex()}.example/"


def brand_for(choice: Choice, snapshots: Iterable[Snapshot]) -> Brand:
    brand = next(iter(load_brands(choice.brand_file).values()))
    names = {choice.site_of(item): None for snapshot in snapshots for item in snapshot.items}
    told = tuple(Site(url=address_of(name), name=name) for name in names)
    return brand.model_copy(update={"sites": told})


class EveryLinkOpens(LinkChecker):
    """The pages of these months are not asked for."""

    async def look_at(self, found: Sequence[Candidate]) -> list[Look]:
        return [Look(Seen.GOOD)] * len(found)


@dataclass(frozen=True, slots=True)
class ReplayedRun(BrandRun):
    """Finds at its sites what the snapshot has, and asks no site."""

    found: dict[str, list[Item]] = field(default_factory=dict)

    async def gather(self, web: Web, read: Stream[int]) -> None:  # noqa: ARG002 (the run's own)
        known = sites.known_sites(self.parts.database, list(self.site_ids))
        now = self.parts.clock()
        with self.parts.database.write() as session:
            lease.guard(session, self.claim, now)
            for url, items in self.found.items():
                site = known[url]
                told = [item.found for item in items]
                new = add_found(session, required_id(site.id), self.claim.run_id, told, now)
                visit = Visit("ok", found=len(items), new=new)
                sites.record_visit(session, site, self.claim.run_id, visit, now)
        read.put(self.read_all())
        read.end()
        self.enter("group")

    def read_all(self) -> list[int]:
        items = [item for shown in self.found.values() for item in shown]
        with self.parts.database.write() as session:
            lease.guard(session, self.claim, self.parts.clock())
            unread = articles_at(session, [item.found.address for item in items])
            for item in items:
                if id_ := unread.get(item.found.address):
                    read_articles.store_read(session, id_, item.read, self.parts.clock())
        return sorted(unread.values())

    async def pick(self, web: Web, turn: Turn) -> Picked:  # noqa: ARG002 (each run chooses)
        self.enter("pick")
        checker = EveryLinkOpens(web.fetcher, web.reader)
        return await pick(self.parts, self.claim, self.brand, self.site_names, checker)


def articles_at(session: Session, addresses: Sequence[str]) -> dict[str, int]:
    """The unread ones, by address."""
    unread = select(Article.address, Article.id).where(
        col(Article.address).in_(addresses), Article.state == ArticleState.FOUND
    )
    return {address: required_id(id_) for address, id_ in session.exec(unread)}


def replayed(snapshots: Sequence[Snapshot], choice: Choice, folder: Path) -> list[Mailed]:
    """What the mails of all runs brought, in order; `folder` gets the database and the mails."""
    brand, clock = brand_for(choice, snapshots), Clock()
    with closing(parts_in(folder, choice, clock)) as parts:
        migrate(parts.database)
        for snapshot in filter(is_read, snapshots):
            clock.now = snapshot.at.astimezone(UTC)
            asyncio.run(run_of(parts, brand, choice, snapshot).perform())
        return mailed_finds(parts.database, brand)


def parts_in(folder: Path, choice: Choice, clock: Clock) -> Parts:
    environ = {
        "EMBEDDED": "1",
        "DATA_DIRECTORY": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/scout.db",
        "SECRET_KEY": token_hex(32),
        "BRAND_REPO_PATH": str(choice.brand_file),
        "EMAIL_MIN_SCORE": str(choice.min_score),
        "EMAIL_TO": "ann@example.com",
    }
    settings = load_settings(environ, folder / ".env")
    return Parts(settings, NO_REDIS, Database(settings.database_url), Doorbell(NO_REDIS), clock)


def run_of(parts: Parts, brand: Brand, choice: Choice, snapshot: Snapshot) -> ReplayedRun:
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in snapshot.items:
        found[address_of(choice.site_of(item))].append(item)
    claim = claimed(parts, brand)
    ids = ids_of_sites(parts, brand)
    return ReplayedRun(parts, claim, brand, lambda: None, ids, found=dict(found))


def claimed(parts: Parts, brand: Brand) -> Claim:
    now = parts.clock()
    run, _ = run_requests.add_requested_run(parts.database, agent=AGENT, profile=brand.id, now=now)
    claim = lease.claim_run(parts.database, required_id(run.id), now)
    assert claim is not None
    return claim


def is_read(snapshot: Snapshot) -> bool:
    """Of a few moments the data has nothing: a run that reads no site fails and mails nothing."""
    return bool(snapshot.items)
