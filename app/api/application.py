"""The FastAPI application: routes, guards, and the scheduler that lives as long as it does."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app import __version__
from app.alerts import Alerts
from app.api.body_limit import BodyLimit
from app.api.dashboard_routes import dashboard_routes
from app.api.docs_route import docs_route
from app.api.documented import GUARDED, TOKEN_SCHEMES
from app.api.feedback_routes import bad_link, feedback_routes
from app.api.guard import SecurityHeaders, TokenGuard
from app.api.health_routes import Readings, health_routes, metrics_routes
from app.api.live_routes import live_routes
from app.api.pages import error_page
from app.api.run_page_routes import run_page_routes
from app.api.run_routes import ring, run_routes
from app.errors import ScoutError, TransientError
from app.housekeeping import Housekeeping
from app.overdue import Punctuality
from app.parts import SERVICE, Parts
from app.reconcile import Reconciler
from app.scheduler import Scheduler
from app.scout.run import AGENT
from app.templating import TEMPLATES

log = structlog.get_logger("api")


def create_app(parts: Parts) -> FastAPI:
    """The application on opened parts; it closes them when it ends."""
    profiles = tuple(brand.id for brand in parts.brands)
    punctuality = Punctuality(
        parts.database,
        parts.clock,
        agent=AGENT,
        profiles=profiles,
        interval=parts.settings.interval,
    )
    readings = Readings(parts.database, parts.doorbell, parts.clock, punctuality)
    app = FastAPI(
        title=SERVICE,
        version=__version__,
        lifespan=lifespan_of(parts, profiles, Alerts(parts, punctuality, readings.problems)),
        docs_url=None,  # FastAPI's own page loads its scripts from another host
        redoc_url=None,
    )
    for guarded in (
        run_routes(parts.database, parts.doorbell, parts.clock, AGENT, profiles),
        metrics_routes(parts.database),
    ):
        schemes = TOKEN_SCHEMES if parts.settings.api_token else ()
        app.include_router(guarded, dependencies=schemes, responses=GUARDED)
    app.include_router(health_routes(readings))
    app.include_router(feedback_routes(parts))
    app.include_router(dashboard_routes(parts, readings))
    app.include_router(run_page_routes(parts))
    app.include_router(live_routes(parts))
    app.include_router(docs_route(app))
    app.mount("/static", StaticFiles(directory=TEMPLATES / "static"), name="static")
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, named_problem)
    app.add_exception_handler(ScoutError, part_away)
    app.add_exception_handler(Exception, unexpected)
    app.add_middleware(
        TokenGuard, token=parts.settings.api_token, public_url=parts.settings.public_url
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    return app


def lifespan_of(
    parts: Parts, profiles: tuple[str, ...], alerts: Alerts
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    scheduler = Scheduler(
        parts.database,
        parts.clock,
        agent=AGENT,
        profiles=profiles,
        interval=parts.settings.interval,
    )
    reconciler = Reconciler(parts.database, parts.doorbell, parts.clock, parts.settings.on_unknown)

    def tick() -> None:
        for run_id in scheduler.tick():
            ring(parts.doorbell, run_id)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        housekeeping = Housekeeping(
            tick,
            {"reconcile": reconciler.reconcile, "alerts": alerts.look},
            parts.settings.interval,
        )
        housekeeping.start()
        log.info("api.started", profiles=profiles, interval=parts.settings.interval_minutes)
        yield
        housekeeping.stop()
        parts.close()

    return lifespan


def malformed(request: Request, error: Exception) -> Response:
    """422 with what is wrong and where, without repeating what was sent."""
    if is_link(request):
        return bad_link()
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    detail = [
        {"loc": [str(part) for part in item["loc"]], "msg": str(item["msg"])} for item in problems
    ]
    if wants_page(request):
        body = error_page(422, "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in detail))
        return HTMLResponse(body, status_code=422)
    return JSONResponse({"detail": detail}, status_code=422)


def named_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (what it is registered for)
    if is_link(request) and error.status_code == 404:
        return bad_link()
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(sorted(methods_at(request)))
    if wants_page(request):
        body = error_page(error.status_code, str(error.detail))
        return HTMLResponse(body, status_code=error.status_code, headers=headers)
    return JSONResponse({"detail": error.detail}, status_code=error.status_code, headers=headers)


def methods_at(request: Request) -> set[str]:
    """What the path can be asked with; Starlette would name only its first route's methods."""
    found: set[str] = set()
    for route in request.app.routes:
        if route.matches(request.scope)[0] is not Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return found


def part_away(request: Request, error: Exception) -> Response:
    """503 when the database is away, 500 for what should not be."""
    status = 503 if isinstance(error, TransientError) else 500
    log.warning("api.problem", path=request.url.path, reason=str(error))
    if wants_page(request):
        body = error_page(status, str(error))
        return HTMLResponse(body, status_code=status)
    return JSONResponse({"detail": str(error)}, status_code=status)


def unexpected(request: Request, error: Exception) -> Response:
    """The other catch-all boundary: a bug answers in plain words, its trace goes to the log."""
    log.error("api.crashed", path=request.url.path, exc_info=error)
    words = "Something went wrong here; the log says what."
    if wants_page(request):
        return HTMLResponse(error_page(500, words), status_code=500)
    return JSONResponse({"detail": words}, status_code=500)


def is_link(request: Request) -> bool:
    """Links from mails have a page of their own for whatever is wrong with them."""
    return request.url.path.startswith(("/feedback/", "/pause/"))


def wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
