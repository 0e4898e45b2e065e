"""One run of Brand Scout, top to bottom:

    gather (fetch -> discover -> fetch -> extract) -> group -> judge -> pick -> report -> mail

The first three work side by side: a story is judged while other sites are still read. Each step
stores what it did before it hands it on, and a second attempt goes on from there; only the pick,
which stores nothing before the report, is made anew. The steps know nothing of each other; this
file puts them in order.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import read_brands
from app.agents.scout.brand.site_names import names_given, names_shown
from app.agents.scout.gather import same_failures, sites
from app.agents.scout.gather.gather import gather_sites
from app.agents.scout.gather.same_failures import SiteFailure
from app.agents.scout.gather.tables import Article
from app.agents.scout.group import Grouping, group_as_read
from app.agents.scout.judge.doubts import Doubts
from app.agents.scout.judge.judge_stories import judge_stories
from app.agents.scout.judge.other_tellings import other_tellings
from app.agents.scout.pick import digest
from app.agents.scout.pick.digest import Turn
from app.agents.scout.pick.link_check import LinkChecker
from app.agents.scout.pick.pick_finds import Picked, collect, pick
from app.agents.scout.report import mailing, store_report
from app.agents.scout.stream import Stream
from app.lib.errors import BrandFileError, PermanentError
from app.lib.settings.settings import Settings
from app.lib.side_by_side import side_by_side
from app.parts.parts import Parts, make_outbox
from app.parts.runs import lease
from app.parts.runs.lease import Claim
from app.parts.store.statements import required_id
from app.parts.web.access import Web, open_web

log = structlog.get_logger("run")


class NothingReadError(PermanentError):
    """Not one site could be read: the run has failed, which is not the same as "nothing new"."""


async def run_brand(parts: Parts, claim: Claim, still_ours: Callable[[], None]) -> None:
    """Carry out a claimed run for the brand as its file has it now.

    Raises ScoutError; what was stored until then stays.
    """
    await run_for(parts, claim, brand_of_run(parts.settings, claim.profile), still_ours)


async def run_for(parts: Parts, claim: Claim, brand: Brand, still_ours: Callable[[], None]) -> None:
    await BrandRun(parts, claim, brand, still_ours, ids_of_sites(parts, brand)).perform()


def brand_of_run(settings: Settings, brand_id: str) -> Brand:
    """As the brand file has it now. Raises PermanentError."""
    try:
        brands = read_brands(settings)
    except BrandFileError as error:
        reason = f"The brand file cannot be used, so no site was read. {error.in_short()}"
        raise PermanentError(reason[:1000]) from error
    brand = next((brand for brand in brands if brand.id == brand_id), None)
    if brand is None:
        raise PermanentError(f"The brand file has no brand '{brand_id}' any more.")
    return brand


def ids_of_sites(parts: Parts, brand: Brand) -> dict[str, int]:
    """Of the brand's sites, by address."""
    known = sites.known_sites(parts.database, [site.url for site in brand.sites])
    return {url: required_id(site.id) for url, site in known.items()}


@dataclass(frozen=True, slots=True)
class BrandRun:
    parts: Parts
    claim: Claim
    brand: Brand
    still_ours: Callable[[], None]
    site_ids: Mapping[str, int]

    async def perform(self) -> None:
        """What an earlier attempt has reported is only mailed: what it picked must not change."""
        if not store_report.is_reported(self.parts.database, self.claim):
            digest.begin(self.parts, self.claim)
            async with open_web(self.parts, self.still_ours) as web:
                await self.gather_group_and_judge(web)
                self.fail_if_nothing_was_read()
                turn = digest.turn_of(self.parts, self.claim)
                picked = await self.pick(web, turn)
            self.report(picked, turn)
        self.mail()

    async def gather_group_and_judge(self, web: Web) -> None:
        """The stage that people see is the first of the three that has not ended."""
        read, stories = Stream[int](), Stream[Article]()
        grouping = Grouping(self.parts, self.claim, list(self.site_ids.values()))
        self.enter("gather")
        async with side_by_side() as stages:
            stages.create_task(self.gather(web, read))
            stages.create_task(self.group(grouping, read, stories))
            stages.create_task(self.judge(stories, grouping.doubts))
        await self.settle_stories(grouping)

    async def gather(self, web: Web, read: Stream[int]) -> None:
        await gather_sites(self.parts, self.claim, self.brand, web, read)
        read.end()
        self.enter("group")

    async def group(self, grouping: Grouping, read: Stream[int], stories: Stream[Article]) -> None:
        await group_as_read(grouping, read, stories)
        self.enter("judge")

    async def judge(self, stories: Stream[Article], doubts: Doubts | None = None) -> None:
        names = self.by_id(names_given(self.brand))
        await judge_stories(self.parts, self.claim, self.brand, names, stories, doubts)

    async def settle_stories(self, grouping: Grouping) -> None:
        """An article that only now turns out to be a story of its own is judged as well. So is
        another site's telling of a story that was turned down."""
        await self.judge_rest(await asyncio.to_thread(grouping.finish))
        site_ids = set(self.site_ids.values())
        await self.judge_rest(
            await asyncio.to_thread(other_tellings, self.parts, self.claim, self.brand, site_ids)
        )

    async def judge_rest(self, articles: Sequence[Article]) -> None:
        rest = Stream[Article]()
        rest.put(articles)
        rest.end()
        await self.judge(rest)

    def fail_if_nothing_was_read(self) -> None:
        """What was tried is stored first, for the run's page. Raises NothingReadError."""
        visits = sites.visits_of_run(self.parts.database, self.claim.run_id).values()
        if any(visit.status in {"ok", "not_modified"} for visit in visits):
            return
        store_report.store_failed_result(self.parts, self.claim, self.brand, self.site_names)
        reasons = same_failures.reasons(self.site_failures())
        raise NothingReadError(f"None of the {len(visits)} sites could be read. {reasons}"[:1000])

    def site_failures(self) -> list[SiteFailure]:
        visits = sites.visits_of_run(self.parts.database, self.claim.run_id)
        return [
            SiteFailure(name, url, visit.error)
            for url, name in names_shown(self.brand).items()
            if (visit := visits.get(self.site_ids[url])) and visit.error
        ]

    async def pick(self, web: Web, turn: Turn) -> Picked:
        self.enter("pick")
        if not turn.chooses:
            return collect(self.parts, self.claim, self.brand, self.site_names)
        link_checker = LinkChecker(web.fetcher, web.reader)
        return await pick(self.parts, self.claim, self.brand, self.site_names, link_checker)

    def report(self, picked: Picked, turn: Turn) -> None:
        self.enter("report")
        store_report.report(self.parts, self.claim, self.brand, self.site_names, picked, turn)

    def mail(self) -> None:
        self.enter("mail")
        make_outbox(self.parts).deliver_due(self.claim.run_id)
        mailing.finish(self.parts, self.claim)

    def enter(self, stage: str) -> None:
        lease.enter_stage(self.parts.database, self.claim, stage, self.parts.clock())
        log.info("run.stage", stage=stage)

    @property
    def site_names(self) -> dict[int, str]:
        """What the brand's sites are called in mail and pages, by id."""
        return self.by_id(names_shown(self.brand))

    def by_id(self, names: Mapping[str, str]) -> dict[int, str]:
        return {self.site_ids[url]: name for url, name in names.items()}
