"""The FastAPI application: routes, guards, and the scheduler that lives as long as it does."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app import __version__
from app.alerts import Alerts
from app.api.body_limit import BodyLimit
from app.api.dashboard_routes import dashboard_routes
from app.api.docs_route import docs_route
from app.api.documented import GUARDED, TOKEN_SCHEMES
from app.api.feedback_routes import feedback_routes
from app.api.guard import SecurityHeaders, TokenGuard
from app.api.health_routes import Readings, health_routes, metrics_routes
from app.api.live_routes import live_routes
from app.api.pages import Pages
from app.api.problems import Problems
from app.api.public_path import PublicPath
from app.api.run_page_routes import run_page_routes
from app.api.run_routes import ring, run_routes
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
    public_path = parts.settings.public_path
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
        redirect_slashes=False,  # Problems does it
        servers=[{"url": public_path}] if public_path else None,
    )
    guarded = (
        run_routes(parts.database, parts.doorbell, parts.clock, AGENT, profiles),
        metrics_routes(parts.database),
    )
    others = (
        health_routes(readings),
        feedback_routes(parts),
        dashboard_routes(parts, readings),
        run_page_routes(parts),
        live_routes(parts),
        docs_route(app, Pages(public_path)),
    )
    schemes = TOKEN_SCHEMES if parts.settings.api_token else ()
    for router in guarded:
        app.include_router(router, dependencies=schemes, responses=GUARDED)
    for router in others:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=TEMPLATES / "static"), name="static")
    routes = tuple(route for router in (*guarded, *others) for route in router.routes)
    Problems(Pages(public_path), routes).handle_all(app)
    app.add_middleware(
        TokenGuard, token=parts.settings.api_token, public_url=parts.settings.public_url
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(PublicPath, public_path=public_path)
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
