"""The scout's pages: the dashboard, its runs, and the links in its mails."""

from collections.abc import Sequence

from fastapi import APIRouter

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.dashboard_routes import dashboard_routes
from app.agents.scout.pages.feedback_routes import feedback_routes
from app.agents.scout.pages.live_routes import live_routes
from app.agents.scout.pages.run_page_routes import run_page_routes
from app.parts.agent import LookAtParts


def scout_pages(parts: ScoutParts, look: LookAtParts) -> Sequence[APIRouter]:
    return (
        feedback_routes(parts),
        dashboard_routes(parts, look),
        run_page_routes(parts),
        live_routes(parts),
    )
