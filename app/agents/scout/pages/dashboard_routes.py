"""The dashboard: what is going on now, the runs so far, and what came of it all."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.brand import read_brand
from app.agents.scout.pages.costs import read_costs
from app.agents.scout.pages.dashboard_page import BrandId, chosen, page
from app.agents.scout.pages.feedback_routes import feedback_routes
from app.agents.scout.pages.history import Show, read_history
from app.agents.scout.pages.now import read_now
from app.agents.scout.pages.picks_reading import read_picks
from app.agents.scout.pages.run_page_routes import live_routes, run_page_routes
from app.agents.scout.pages.sites import read_sites
from app.parts.agent import LookAtParts
from app.parts.http.documented import HIGHEST_ID

HEALTH_SECONDS = 1.0
"""A page does not wait longer for a part that is silent."""


def dashboard_routes(parts: ScoutParts, look: LookAtParts) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def now() -> HTMLResponse:
        return page(parts, "now", read_now(parts, look(HEALTH_SECONDS)))

    @router.get("/runs")
    def history(
        show: Show = "all",
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> HTMLResponse:
        return page(parts, "runs", read_history(parts, show, before))

    @router.get("/brand")
    def brand_file(brand: BrandId = None) -> HTMLResponse:
        return page(parts, "brand", read_brand(parts, chosen(parts, brand)))

    @router.get("/picks")
    def picks(brand: BrandId = None) -> HTMLResponse:
        return page(parts, "picks", read_picks(parts, chosen(parts, brand)))

    @router.get("/sites")
    def sites(brand: BrandId = None) -> HTMLResponse:
        return page(parts, "sites", read_sites(parts, chosen(parts, brand)))

    @router.get("/costs")
    def costs() -> HTMLResponse:
        return page(parts, "costs", read_costs(parts))

    return router


def scout_pages(parts: ScoutParts, look: LookAtParts) -> Sequence[APIRouter]:
    return (
        feedback_routes(parts),
        dashboard_routes(parts, look),
        run_page_routes(parts),
        live_routes(parts),
    )
