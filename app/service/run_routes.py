"""`GET /agent-runs`: what became of the runs of every agent."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict

from app.parts.http.documented import DATABASE_AWAY, HIGHEST_ID, MALFORMED, NO_SUCH, RunId
from app.parts.runs import runs
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from app.service.agents import AGENTS, agent_names

AgentName = Annotated[str, Query(max_length=64)]


class RunView(BaseModel):
    """One row of `agent_runs`. Times are UTC. `brand` is what the run works on, its profile: for
    the scout a brand."""

    model_config = ConfigDict(extra="forbid")

    id: int
    agent: str
    brand: str
    status: str
    trigger: str
    slot: str | None
    created_at: str
    started_at: str | None
    completed_at: str | None
    attempt: int
    stage: str | None
    result: dict[str, Any]
    error_message: str | None
    input: dict[str, Any]
    external_id: str | None
    parent_run_id: int | None
    not_before: str | None


class RunList(BaseModel):
    runs: list[RunView]


def view(run: AgentRun) -> RunView:
    def moment(name: str) -> str | None:
        value = getattr(run, name)
        return value.isoformat() if value is not None else None

    return RunView(
        id=required_id(run.id),
        agent=run.agent,
        brand=run.profile,
        status=run.status,
        trigger=run.trigger,
        slot=moment("slot"),
        created_at=run.created_at.isoformat(),
        started_at=moment("started_at"),
        completed_at=moment("completed_at"),
        attempt=run.attempt,
        stage=run.stage,
        result=run.result,
        error_message=run.error_message,
        input=run.input,
        external_id=run.external_id,
        parent_run_id=run.parent_run_id,
        not_before=moment("not_before"),
    )


def run_routes(database: Database) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)

    @router.get("/agent-runs", responses=NO_SUCH)
    def list_runs(
        agent: AgentName = AGENTS[0].name,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> RunList:
        """The runs of an agent, newest first."""
        if agent not in agent_names():
            known = ", ".join(agent_names())
            raise HTTPException(404, f"There is no such agent here; there is: {known}.")
        found = runs.list_runs(database, agent=agent, limit=limit, before=before)
        return RunList(runs=[view(run) for run in found])

    @router.get("/agent-runs/{run_id}", responses=NO_SUCH)
    def one_run(run_id: RunId) -> RunView:
        """One run with its result."""
        run = runs.find_run(database, run_id)
        if run is None or run.agent not in agent_names():
            raise HTTPException(404, f"There is no run {run_id}.")
        return view(run)

    return router
