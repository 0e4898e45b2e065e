"""The dashboard: the runs with their finds and mails, and one run in full."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from app.api import pages
from app.api.run_routes import HIGHEST_ID, RunId, ring
from app.dashboard.brand import read_brand
from app.dashboard.run_reading import view
from app.dashboard.surroundings import around
from app.parts import Parts
from app.scout.brand import Brand
from app.scout.run import AGENT
from app.store import run_requests, runs

PAGE_OF_RUNS = 20
BrandId = Annotated[str | None, Query(max_length=64)]


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

    @router.get("/brand")
    def brand_file(brand: BrandId = None) -> HTMLResponse:
        return page(parts, "brand", read_brand(parts, chosen(parts, brand)))

    return router


def page(parts: Parts, name: str, view: object) -> HTMLResponse:
    return HTMLResponse(pages.service_page(name, around(parts), view))


def chosen(parts: Parts, brand_id: str | None) -> Brand:
    """The brand that a page is about: the first when none is named. Raises HTTPException."""
    for brand in parts.brands:
        if brand_id in {None, brand.id}:
            return brand
    raise HTTPException(404, f"There is no brand '{brand_id}' here.")
