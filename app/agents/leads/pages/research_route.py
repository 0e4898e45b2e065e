"""`POST /api/leads/{id}/research`: asking for a run of lead research."""

from fastapi import APIRouter, BackgroundTasks, HTTPException
from pydantic import BaseModel, ConfigDict

from app.agents.leads.agent import RESEARCH
from app.agents.leads.depth import Depth
from app.agents.leads.pages.lead_routes import LeadId
from app.agents.leads.tables import Lead
from app.parts.http.documented import (
    DATABASE_AWAY,
    MALFORMED,
    NO_SUCH,
    NO_TEXT,
    TOO_LARGE,
    Problem,
    Responses,
)
from app.parts.http.ring import RunAccepted, ring_after, run_accepted
from app.parts.parts import Parts
from app.parts.runs.run_requests import StillAtWorkError, add_requested_run
from app.parts.runs.tables import AgentRun
from app.parts.runs.work import Work
from app.parts.store.database import Database

AT_OTHER_WORK: Responses = {
    409: {"model": Problem, "description": "A research of this lead at another depth is not over."}
}


class ResearchWanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    depth: Depth = Depth.STANDARD


def research_route(parts: Parts) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)

    @router.post(
        "/api/leads/{lead_id}/research",
        status_code=202,
        responses=NO_SUCH | NO_TEXT | TOO_LARGE | AT_OTHER_WORK,
    )
    def research(
        lead_id: LeadId, background: BackgroundTasks, wanted: ResearchWanted | None = None
    ) -> RunAccepted:
        """Find out about a lead what public pages say; a run of its own, as every run is."""
        depth = wanted.depth if wanted is not None else Depth.STANDARD
        if not is_lead(parts.database, lead_id):
            raise HTTPException(404, f"There is no lead {lead_id}.")
        try:
            run, already = ask_for_research(parts, lead_id, depth)
        except StillAtWorkError as error:
            raise HTTPException(409, str(error)) from error
        ring_after(background, parts.doorbell, run)
        return run_accepted(run, already=already)

    return router


def ask_for_research(parts: Parts, lead_id: int, depth: Depth) -> tuple[AgentRun, bool]:
    """The new run, or with True the one at the same work. Raises StillAtWorkError."""
    return add_requested_run(
        parts.database,
        agent=RESEARCH,
        profile=str(lead_id),
        now=parts.clock(),
        work=Work(input={"lead_id": lead_id, "depth": depth.value}),
    )


def is_lead(database: Database, lead_id: int) -> bool:
    with database.read() as session:
        return session.get(Lead, lead_id) is not None
