"""The dashboard: the runs with their finds and mails, and one run in full."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlmodel import col, select

from app.api.run_routes import HIGHEST_ID, RunId
from app.parts import Parts
from app.queue.doorbell import Doorbell
from app.scout.result import RunResult
from app.scout.run import AGENT
from app.scout.tables import Feedback
from app.store import runs
from app.store.tables import AgentRun, Mail
from app.templating import render

PAGE_OF_RUNS = 20


class RunCard:
    """A run as the pages show it."""

    def __init__(self, run: AgentRun, votes: list[Feedback] | None = None) -> None:
        self.run = run
        self.result = read_result(run)
        self.votes = votes or []

    def votes_on(self, rank: int) -> list[Feedback]:
        return [vote for vote in self.votes if vote.rank == rank]

    @property
    def seconds(self) -> int | None:
        started, ended = self.run.started_at, self.run.completed_at
        return round((ended - started).total_seconds()) if started and ended else None

    def published(self, moment: str | None) -> datetime | None:
        return datetime.fromisoformat(moment) if moment else None


def read_result(run: AgentRun) -> RunResult | None:
    try:
        return RunResult.model_validate(run.result) if run.result else None
    except ValidationError:
        return None


def dashboard_routes(parts: Parts, doorbell: Doorbell) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    shared = {
        "zone": parts.settings.zone,
        "interval": parts.settings.interval_minutes,
        "brands": [brand.display_name for brand in parts.brands],
    }

    @router.get("/")
    def dashboard(
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> HTMLResponse:
        found = runs.list_runs(parts.database, agent=AGENT, limit=PAGE_OF_RUNS, before=before)
        cards = [RunCard(run, votes_of(parts, run)) for run in found]
        return HTMLResponse(
            render("pages/dashboard.html.j2", cards=cards, now=parts.clock(), **shared)
        )

    @router.get("/runs/{run_id}")
    def one_run(run_id: RunId) -> HTMLResponse:
        run = runs.find_run(parts.database, run_id)
        if run is None or run.agent != AGENT:
            raise HTTPException(404, f"There is no run {run_id}.")
        card = RunCard(run, votes_of(parts, run))
        return HTMLResponse(render("pages/run.html.j2", card=card, now=parts.clock(), **shared))

    @router.get("/mails/{mail_id}")
    def mail_as_sent(mail_id: RunId) -> Response:
        """The text of a mail as it was sent (its HTML would need styles the pages do not allow)."""
        with parts.database.read() as session:
            mail = session.get(Mail, mail_id)
        if mail is None:
            raise HTTPException(404, f"There is no mail {mail_id}.")
        return Response(mail.text, media_type="text/plain; charset=utf-8")

    @router.post("/run-now")
    def run_now() -> RedirectResponse:
        """The button: starts a run and shows it."""
        from app.api.run_routes import ring

        run, _ = runs.add_requested_run(
            parts.database, agent=AGENT, profile=parts.brands[0].id, now=parts.clock()
        )
        ring(doorbell, runs.required_id(run.id))
        return RedirectResponse(f"/runs/{run.id}", status_code=303)

    return router


def votes_of(parts: Parts, run: AgentRun) -> list[Feedback]:
    with parts.database.read() as session:
        return list(
            session.exec(
                select(Feedback).where(Feedback.run_id == run.id).order_by(col(Feedback.id))
            )
        )
