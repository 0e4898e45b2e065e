"""`/health` (alive, no I/O), `/ready` (each part looked at), `/metrics` (Prometheus), `/docs`."""

from typing import Literal

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import BaseModel

from app.parts.http.documented import DATABASE_AWAY
from app.parts.http.pages import Operation, Pages
from app.parts.store.database import Database
from app.service.metrics import render_metrics
from app.service.readiness import Readiness, Readings


class Health(BaseModel):
    status: Literal["ok"] = "ok"


def health_routes(readings: Readings) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    async def health() -> Health:
        """Alive. Touches nothing."""
        return Health()

    @router.get("/ready", responses={503: {"model": Readiness}})
    def ready(response: Response) -> Readiness:
        """Whether every part works, and which does not."""
        readiness = readings.check()
        if readiness.status != "ready":
            response.status_code = 503
        return readiness

    return router


def metrics_routes(database: Database) -> APIRouter:
    """Apart from the others: `/metrics` is not open to everybody."""
    router = APIRouter()

    @router.get("/metrics", response_class=PlainTextResponse, responses=DATABASE_AWAY)
    def metrics() -> Response:
        """Counts for Prometheus, read from the database."""
        text, content_type = render_metrics(database)
        return Response(text, media_type=content_type)

    return router


def docs_route(app: FastAPI, pages: Pages) -> APIRouter:
    """The API for people, from the same OpenAPI document that machines read."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    def docs() -> HTMLResponse:
        operations = [
            Operation(method.upper(), path, str(operation.get("description", "")))
            for path, methods in app.openapi()["paths"].items()
            for method, operation in methods.items()
        ]
        return HTMLResponse(pages.docs_page(operations))

    return router
