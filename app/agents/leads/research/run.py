"""One run of lead research, top to bottom:

    known -> plan -> ways (profile, given links, search, company's site) -> facts -> score, status

Each page is stored with its facts before the next is asked for, and each way with what came of it:
a second attempt goes on from there and asks no page twice.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from app.agents.leads.depth import Depth
from app.agents.leads.facts.types import Fact
from app.agents.leads.research.allowance import TIME_IS_UP, Allowance
from app.agents.leads.research.model_facts import StoredPage, ask_for_facts
from app.agents.leads.research.open_ways import Subject, open_ways
from app.agents.leads.research.plan import Known, Plan, Way, WayKind, plan_for
from app.agents.leads.research.stored import Desk, Outcome
from app.agents.leads.research.ways import Ways
from app.agents.leads.score import PASTED_PROFILE, Scored
from app.lib.errors import PermanentError
from app.parts.model.errors import ModelError
from app.parts.model.paid import PaidModel
from app.parts.model.untrusted.fence import Fence, random_mark
from app.parts.parts import Parts
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.runs import lease, runs
from app.parts.runs.lease import Claim, LeaseLostError

log = structlog.get_logger("research")

NamedFacts = list[tuple[str, str, Fact]]
"""Facts that the model named, each with its page's address and text."""


class ResearchInput(BaseModel):
    """As `agent_runs.input` has it."""

    model_config = ConfigDict(frozen=True)

    lead_id: int
    depth: Depth = Depth.STANDARD


async def research_lead(
    parts: Parts,
    claim: Claim,
    still_ours: Callable[[], None],
    reader: ExtractionPool | None = None,
) -> None:
    """`reader`: as of `open_web`. Raises ScoutError; what was stored until then stays."""
    asked = input_of(parts, claim)
    desk = Desk(parts, claim, asked.lead_id)
    known = desk.begin()
    try:
        await LeadRun(parts, claim, still_ours, desk, known, asked.depth, reader).perform()
    except LeaseLostError:
        raise
    except PermanentError:
        desk.give_back()
        raise


def input_of(parts: Parts, claim: Claim) -> ResearchInput:
    """Raises PermanentError."""
    run = runs.find_run(parts.database, claim.run_id)
    given = run.input if run is not None else {}
    try:
        return ResearchInput.model_validate({"lead_id": claim.profile, **given})
    except ValidationError as error:
        raise PermanentError("The run does not say which lead, or how deep.") from error


@dataclass(frozen=True, slots=True)
class LeadRun:
    parts: Parts
    claim: Claim
    still_ours: Callable[[], None]
    desk: Desk
    known: Known
    depth: Depth
    reader: ExtractionPool | None = None

    async def perform(self) -> None:
        can_search = self.parts.settings.search_provider is not None
        plan = plan_for(self.known, self.depth, can_search=can_search)
        allowance = self.allowance_of(plan)
        subject = Subject(self.desk, self.known, plan, allowance)
        async with open_ways(self.parts, self.claim, self.still_ours, subject, self.reader) as ways:
            self.enter("ways")
            await self.take_ways(ways, plan, allowance)
            self.enter("facts")
            named = await self.ask_model(ways.site.model, allowance)
        # Score, status and the run's end are stored together: a run that ended has all of them.
        scored = self.desk.finish(self.known, named)
        log_outcome(self.known, scored)

    def allowance_of(self, plan: Plan) -> Allowance:
        used = (self.parts.clock() - self.claim.claimed_at).total_seconds()
        until = time.monotonic() + plan.limits.seconds - used
        return Allowance(plan.limits.usd, until, self.desk.ledger.spent_usd())

    async def take_ways(self, ways: Ways, plan: Plan, allowance: Allowance) -> None:
        """Best first, until the time is up; a way that was not taken is noted with the reason."""
        taken = self.desk.ways_taken()
        for way in plan.ways:
            if (way.kind, way.target) not in taken:
                began = time.monotonic()
                outcome = await self.within_time(ways, way, allowance)
                milliseconds = round((time.monotonic() - began) * 1000)
                self.desk.note(way, plan.depth, outcome, milliseconds)

    async def within_time(self, ways: Ways, way: Way, allowance: Allowance) -> Outcome:
        left = allowance.until - time.monotonic()
        if left <= 0 and not way.barred:
            return Outcome("skipped", TIME_IS_UP)
        try:
            async with asyncio.timeout(max(left, 1.0)):
                return await ways.take(way)
        except TimeoutError:
            return Outcome("failed", TIME_IS_UP)

    async def ask_model(self, model: PaidModel | None, allowance: Allowance) -> NamedFacts:
        """Empty without a model, or when it fails: then only what was read by rules counts."""
        if model is None:
            return []
        pages = [
            StoredPage(page.url, page.title, page.text, is_profile=page.url == PASTED_PROFILE)
            for page in self.desk.pages()
        ]
        way = Way(WayKind.MODEL, "", "A model is set up.")
        began, spent = time.monotonic(), allowance.spent
        try:
            fence, now = Fence(random_mark()), self.parts.clock()
            found = await ask_for_facts(model, self.known, pages, fence, now)
        except ModelError as error:
            outcome, found = Outcome("failed", str(error), allowance.spent - spent), []
        else:
            kind = "found" if found else "nothing"
            outcome = Outcome(kind, f"{len(found)} facts named", allowance.spent - spent)
        self.desk.note(way, self.depth, outcome, round((time.monotonic() - began) * 1000))
        return [(one.page.url, one.page.text, one.fact) for one in found]

    def enter(self, stage: str) -> None:
        lease.enter_stage(self.parts.database, self.claim, stage, self.parts.clock())
        log.info("run.stage", stage=stage)


def log_outcome(known: Known, scored: Scored) -> None:
    log.info(
        "research.done",
        lead_id=known.lead_id,
        score=scored.score,
        qualified=scored.qualified,
        missing=list(scored.missing),
    )
