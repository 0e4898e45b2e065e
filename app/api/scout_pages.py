"""The scout's pages: the dashboard, its runs, and the links in its mails."""

from collections.abc import Sequence

from fastapi import APIRouter

from app.agent import LookAtParts
from app.api.dashboard_routes import dashboard_routes
from app.api.feedback_routes import feedback_routes
from app.api.live_routes import live_routes
from app.api.run_page_routes import run_page_routes
from app.scout.brands import ScoutParts


def scout_pages(parts: ScoutParts, look: LookAtParts) -> Sequence[APIRouter]:
    return (
        feedback_routes(parts),
        dashboard_routes(parts, look),
        run_page_routes(parts),
        live_routes(parts),
    )
