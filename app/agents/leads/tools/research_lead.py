"""The tool `research_lead`: a lead's own research, a run like any other, waited for."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from app.agents.leads.depth import Depth
from app.lib.errors import PermanentError
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from app.parts.agent import StillOurs
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim

WAITS_SECONDS = 400.0
"""For a place among MAX_CONCURRENT_SCRAPES."""


class ResearchAsked(BaseModel):
    model_config = ConfigDict(frozen=True)

    lead_id: int
    depth: Depth = Depth.QUICK


class Researched(BaseModel):
    """`problem`: why the run failed, "" when it did not."""

    run_id: int
    status: str
    problem: str = ""


async def research(parts: "Parts", caller: Caller, given: BaseModel) -> Researched:
    """Once for each call. At most MAX_CONCURRENT_SCRAPES at once over all processes. Raises
    PermanentError where there is no such lead, NotEndedError, NoPlaceError, QueueAwayError,
    DatabaseAwayError."""
    from app.parts.queue.shared_places import SCRAPES, SharedPlaces
    from app.parts.runs.perform_here import WaitedFor, ended

    asked = ResearchAsked.model_validate(given)
    run_id = run_of(parts, caller, asked)
    places = SharedPlaces(parts.redis_url, SCRAPES, parts.settings.max_concurrent_scrapes)
    try:
        async with places.place(WAITS_SECONDS):
            waited_for = WaitedFor(lambda claim, ours: work(parts, claim, ours), longest())
            run = await ended(parts, run_id, waited_for, lambda: None)
    finally:
        await places.aclose()
    return Researched(run_id=run_id, status=run.status, problem=run.error_message or "")


async def work(parts: "Parts", claim: "Claim", still_ours: "StillOurs") -> None:
    from app.agents.leads.research.run import research_lead

    await research_lead(parts, claim, still_ours)


def longest() -> float:
    from app.agents.leads.agent import LONGEST_RESEARCH_SECONDS

    return LONGEST_RESEARCH_SECONDS


def run_of(parts: "Parts", caller: Caller, asked: ResearchAsked) -> int:
    """The run of this call, or the one that is at the lead just now."""
    from app.agents.leads.agent import RESEARCH
    from app.agents.leads.tables import Lead
    from app.parts.runs.run_requests import StillAtWorkError, add_requested_run
    from app.parts.runs.runs import active_run
    from app.parts.runs.work import Work
    from app.parts.store.statements import required_id

    profile, now = str(asked.lead_id), parts.clock()
    with parts.database.read() as session:
        if session.get(Lead, asked.lead_id) is None:
            raise PermanentError(f"There is no lead {asked.lead_id}.")
    work = Work(
        input={"lead_id": asked.lead_id, "depth": asked.depth.value},
        external_id=caller.call_id,
        parent_run_id=caller.run_id,
        requested_by=caller.user_id,
    )
    try:
        run, _ = add_requested_run(
            parts.database, agent=RESEARCH, profile=profile, now=now, work=work
        )
    except StillAtWorkError:
        with parts.database.read() as session:
            found = active_run(session, RESEARCH, profile)
        if found is None:
            raise  # it has ended meanwhile: another attempt asks anew
        run = found
    return required_id(run.id)


RESEARCH_LEAD = Tool(
    name="research_lead",
    description="Finds out about a lead what public pages say, and waits for it.",
    input=ResearchAsked,
    output=Researched,
    effect=Effect.WRITES,
    work=research,
    limit=50,
)
