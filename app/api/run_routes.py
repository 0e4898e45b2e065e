"""`POST /run-agent` and `GET /agent-runs`: asking for a run, and reading what became of it."""

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, BackgroundTasks, Depends, Header, HTTPException, Path, Query
from fastapi import Request as HttpRequest
from pydantic import BaseModel, ConfigDict, Field

from app.api.documented import DATABASE_AWAY, TOO_LARGE, Problem, Responses
from app.clock import Clock
from app.errors import TransientError
from app.queue.doorbell import Doorbell
from app.store import runs
from app.store.database import Database
from app.store.run_requests import KeyUsedError, Request, add_requested_run
from app.store.tables import AgentRun, RunStatus

HIGHEST_ID = 2**31 - 1

log = structlog.get_logger("api")
RunId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]


class RunAccepted(BaseModel):
    """The run that was started, or with `already` the one that was active."""

    run_id: int
    status: str
    url: str
    already: bool | None = Field(default=None, exclude_if=lambda value: value is None)


class RunView(BaseModel):
    """One row of `agent_runs`. Times are UTC."""

    model_config = ConfigDict(extra="forbid")

    id: int
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


class RunList(BaseModel):
    runs: list[RunView]


class Misfit(BaseModel):
    """What is wrong with one part of a request. What was sent is not repeated."""

    loc: list[str]
    msg: str


class Malformed(BaseModel):
    """What is wrong with a request."""

    detail: list[Misfit] | str


MALFORMED: Responses = {
    422: {"model": Malformed, "description": "The request is not as it should be."}
}
NO_SUCH: Responses = {404: {"model": Problem, "description": "There is no such thing."}}


def view(run: AgentRun) -> RunView:
    def moment(name: str) -> str | None:
        value = getattr(run, name)
        return value.isoformat() if value is not None else None

    return RunView(
        id=runs.required_id(run.id),
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
    )


def run_routes(
    database: Database, doorbell: Doorbell, clock: Clock, agent: str, profiles: tuple[str, ...]
) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)

    @router.post("/run-agent", status_code=202, responses=NO_SUCH | TOO_LARGE)
    def run_agent(
        background: BackgroundTasks,
        brand: Annotated[str | None, Query(max_length=64)] = None,
        idempotency_key: Annotated[
            str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)
        ] = None,
        content: Annotated[str, Depends(content_of)] = "",
    ) -> RunAccepted:
        """Start a run now, or name the one that is active.

        A request that is sent again under the same `Idempotency-Key` gets the same run.
        """
        profile = brand or profiles[0]
        if profile not in profiles:
            known = ", ".join(profiles)
            raise HTTPException(404, f"There is no such brand here; there is: {known}.")
        keyed = Request(idempotency_key, f"{profile}\0{content}") if idempotency_key else None
        try:
            run, already = add_requested_run(
                database, agent=agent, profile=profile, now=clock(), request=keyed
            )
        except KeyUsedError as error:
            raise HTTPException(422, str(error)) from error
        run_id = runs.required_id(run.id)
        if run.status == RunStatus.PENDING:
            background.add_task(ring, doorbell, run_id)
        return RunAccepted(
            run_id=run_id,
            status=run.status,
            url=f"/agent-runs/{run_id}",
            already=True if already else None,
        )

    @router.get("/agent-runs")
    def list_runs(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> RunList:
        """The runs, newest first."""
        found = runs.list_runs(database, agent=agent, limit=limit, before=before)
        return RunList(runs=[view(run) for run in found])

    @router.get("/agent-runs/{run_id}", responses=NO_SUCH)
    def one_run(run_id: RunId) -> RunView:
        """One run with its result."""
        run = runs.find_run(database, run_id)
        if run is None or run.agent != agent:
            raise HTTPException(404, f"There is no run {run_id}.")
        return view(run)

    return router


async def content_of(request: HttpRequest) -> str:
    """What a key stands for beside the brand, which may be named or not and be the same.

    A run needs no body; one that is sent makes the request another. Latin-1 keeps every byte.
    """
    others = sorted(pair for pair in request.query_params.multi_items() if pair[0] != "brand")
    return f"{others!r}\0{(await request.body()).decode('latin-1')}"


def ring(doorbell: Doorbell, run_id: int) -> None:
    """After the answer: Redis may be slow or away, and the reconciler rings again."""
    try:
        doorbell.ring_for_run(run_id)
    except TransientError as error:
        log.warning("api.redis_away", run_id=run_id, reason=str(error))
