"""The dashboard: the runs with their finds and mails, and one run in full."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from sqlmodel import col, select

from app.api import pages
from app.api.pages import RunView, Surroundings, VoteView
from app.api.run_routes import HIGHEST_ID, RunId, ring
from app.parts import Parts
from app.scout.result import RunResult
from app.scout.run import AGENT
from app.scout.tables import Feedback
from app.store import run_requests, runs
from app.store.tables import AgentRun

PAGE_OF_RUNS = 20


def dashboard_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def dashboard(
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> HTMLResponse:
        found = runs.list_runs(parts.database, agent=AGENT, limit=PAGE_OF_RUNS, before=before)
        views = tuple(view(parts, run) for run in found)
        return HTMLResponse(
            pages.dashboard_page(around(parts), views, is_first_page=before is None)
        )

    @router.get("/runs/{run_id}")
    def one_run(run_id: RunId) -> HTMLResponse:
        run = runs.find_run(parts.database, run_id)
        if run is None or run.agent != AGENT:
            raise HTTPException(404, f"There is no run {run_id}.")
        return HTMLResponse(pages.run_page(around(parts), view(parts, run)))

    @router.post("/run-now")
    def run_now() -> RedirectResponse:
        """The button: starts a run and shows it."""
        run, _ = run_requests.add_requested_run(
            parts.database, agent=AGENT, profile=parts.brands[0].id, now=parts.clock()
        )
        ring(parts.doorbell, runs.required_id(run.id))
        return RedirectResponse(f"/runs/{run.id}", status_code=303)

    return router


def around(parts: Parts) -> Surroundings:
    return Surroundings(
        now=parts.clock(),
        zone=parts.settings.zone,
        brands=tuple(brand.display_name for brand in parts.brands),
        interval_minutes=parts.settings.interval_minutes,
    )


def view(parts: Parts, run: AgentRun) -> RunView:
    names = {brand.id: brand.display_name for brand in parts.brands}
    return RunView(
        id=runs.required_id(run.id),
        brand=names.get(run.profile, run.profile),
        status=run.status,
        trigger=run.trigger,
        created_at=run.created_at,
        seconds=seconds_of(run),
        attempt=run.attempt,
        stage=run.stage,
        problem=run.error_message,
        result=read_result(run),
        votes=votes_of(parts, run),
    )


def seconds_of(run: AgentRun) -> int | None:
    if run.started_at is None or run.completed_at is None:
        return None
    return round((run.completed_at - run.started_at).total_seconds())


def read_result(run: AgentRun) -> RunResult | None:
    """None for a run that has none yet, or one of a shape that is no longer known."""
    try:
        return RunResult.model_validate(run.result) if run.result else None
    except ValidationError:
        return None


def votes_of(parts: Parts, run: AgentRun) -> tuple[VoteView, ...]:
    with parts.database.read() as session:
        votes = session.exec(
            select(Feedback).where(Feedback.run_id == run.id).order_by(col(Feedback.id))
        )
        return tuple(VoteView(vote.rank, vote.voter, vote.answer, vote.counted) for vote in votes)
