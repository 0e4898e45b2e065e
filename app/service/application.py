"""The FastAPI application: what every agent brings to it, guards, and the background work that
lives as long as it does."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app import __version__
from app.lib.settings.people import DEFAULT_LIMIT
from app.lib.templating import TEMPLATES
from app.parts.alarm.alerts import Alerts
from app.parts.http.admission import Admission
from app.parts.http.auditing import Auditing
from app.parts.http.body_limit import BodyLimit
from app.parts.http.documented import GUARDED, TOKEN_SCHEMES
from app.parts.http.guard import Guard
from app.parts.http.own_page import FormProof, FormTokens
from app.parts.http.pages import Pages
from app.parts.http.problems import Problems
from app.parts.http.public_path import PublicPath
from app.parts.http.route_table import RouteTable
from app.parts.http.security_headers import SecurityHeaders
from app.parts.parts import SERVICE, Parts
from app.parts.people.limits import RateLimits
from app.parts.people.pages import routes_of_people
from app.parts.people.token_routes import token_routes
from app.service import agents
from app.service.background import housekeeping_of, punctuality_of
from app.service.readiness import Readings
from app.service.route_roles import ROUTES
from app.service.run_routes import run_routes
from app.service.service_routes import docs_route, health_routes, metrics_routes

log = structlog.get_logger("api")


def create_app(parts: Parts) -> FastAPI:
    """The application on opened parts; it closes them when it ends. Raises MisconfiguredError."""
    public_path = parts.settings.public_path
    punctuality = punctuality_of(parts)
    readings = Readings(parts.database, parts.doorbell, parts.clock, punctuality)
    app = FastAPI(
        title=SERVICE,
        version=__version__,
        lifespan=lifespan_of(parts, Alerts(parts, punctuality, readings.problems)),
        docs_url=None,  # FastAPI's own page loads its scripts from another host
        redoc_url=None,
        redirect_slashes=False,  # Problems does it
        servers=[{"url": public_path}] if public_path else None,
    )
    add_routes(app, parts, readings)
    add_guards(app, parts)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(PublicPath, public_path=public_path)
    return app


def add_guards(app: FastAPI, parts: Parts) -> None:
    """The last one added is asked first."""
    settings, pages = parts.settings, Pages(parts.settings.public_path)
    app.add_middleware(Auditing, database=parts.database, clock=parts.clock)
    app.add_middleware(FormProof, pages=pages)
    app.add_middleware(BodyLimit, limits=body_limits(), pages=pages)
    app.add_middleware(
        Guard,
        admission=admission_of(parts),
        forms=FormTokens(settings.secret_keys),
        table=RouteTable(app.routes, ROUTES),
        limits=RateLimits(settings.rate_limit_per_minute, parts.redis_url),
        pages=pages,
    )


def admission_of(parts: Parts) -> Admission:
    settings = parts.settings
    return Admission(
        settings.api_token.get_secret_value() if settings.api_token else None,
        people_sign_in=settings.people_sign_in,
        # Who uses it alone is held to no limit but one they chose; .env.example has the default.
        is_limited=settings.rate_limit_per_minute != DEFAULT_LIMIT,
        public_url=settings.public_url,
        database=parts.database,
        clock=parts.clock,
    )


def body_limits() -> dict[str, int]:
    return dict(limit for agent in agents.AGENTS for limit in agent.body_limits)


def add_routes(app: FastAPI, parts: Parts, readings: Readings) -> None:
    pages = Pages(parts.settings.public_path)
    guarded = (
        *(router for agent in agents.AGENTS for router in agent.routes(parts)),
        token_routes(parts),
        run_routes(parts.database),
        metrics_routes(parts.database),
    )
    others = (
        health_routes(readings),
        *(router for agent in agents.AGENTS for router in agent.pages(parts, readings.look)),
        *routes_of_people(parts),
        docs_route(app, pages),
    )
    is_guarded = parts.settings.api_token is not None or parts.settings.people_sign_in
    schemes = TOKEN_SCHEMES if is_guarded else ()
    for router in guarded:
        app.include_router(router, dependencies=schemes, responses=GUARDED)
    for router in others:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=TEMPLATES / "static"), name="static")
    routes = tuple(route for router in (*guarded, *others) for route in router.routes)
    Problems(pages, routes).handle_all(app)


def lifespan_of(
    parts: Parts, alerts: Alerts
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    housekeeping = housekeeping_of(parts, alerts)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        housekeeping.start()
        log.info("api.started", agents=agents.agent_names())
        for words in agents.models_of_nobody(parts.settings):
            log.warning("start.unknown_model", reason=words)
        yield
        housekeeping.stop()
        parts.close()

    return lifespan
