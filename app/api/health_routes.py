"""`/health` (alive, no I/O), `/ready` (each part looked at), `/metrics` (Prometheus)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlmodel import col, select

from app.api.metrics import render_metrics
from app.clock import Clock
from app.errors import ScoutError
from app.queue.doorbell import Doorbell
from app.store.database import Database
from app.store.tables import AgentRun, RunStatus

WORKER_SILENT_AFTER = timedelta(seconds=10)
OVERDUE_SLOTS = 2
OVERDUE_GRACE = timedelta(seconds=60)


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """`parts` holds "ok" or what is wrong, for each part."""

    status: Literal["ready", "not ready"]
    parts: dict[str, str]


class PartError(ScoutError):
    """A part of the service is not as it should be."""


@dataclass(frozen=True, slots=True)
class Readings:
    """Looks at each part; every check raises a ScoutError in plain words."""

    database: Database
    doorbell: Doorbell
    clock: Clock
    agent: str
    profiles: tuple[str, ...]
    interval_minutes: int

    def check(self) -> Readiness:
        checks: dict[str, Callable[[], None]] = {
            "database": self.database.ping,
            "redis": self.doorbell.ping,
            "worker": self.check_worker,
            "runs": self.check_runs,
        }
        parts = {name: outcome(check) for name, check in checks.items()}
        ready = all(text == "ok" for text in parts.values())
        return Readiness(status="ready" if ready else "not ready", parts=parts)

    def check_worker(self) -> None:
        seen = self.doorbell.worker_seen_at()
        if seen is None or self.clock() - seen > WORKER_SILENT_AFTER:
            raise PartError("No worker is running: start one with `python worker.py`.")

    def check_runs(self) -> None:
        """The last run of each profile must have ended within two slots."""
        limit = timedelta(minutes=self.interval_minutes * OVERDUE_SLOTS) + OVERDUE_GRACE
        for profile in self.profiles:
            oldest = self.oldest_unanswered(profile)
            if oldest is not None and self.clock() - oldest.created_at > limit:
                raise PartError(
                    f"No run for {profile} has finished since {oldest.created_at:%d %b %H:%M} UTC."
                )

    def oldest_unanswered(self, profile: str) -> AgentRun | None:
        """The first run after the last finished one; None when all is well."""
        of_profile = (AgentRun.agent == self.agent, AgentRun.profile == profile)
        with self.database.read() as session:
            finished = session.exec(
                select(AgentRun.id)
                .where(*of_profile, AgentRun.status == RunStatus.COMPLETED)
                .order_by(col(AgentRun.id).desc())
                .limit(1)
            ).first()
            return session.exec(
                select(AgentRun)
                .where(*of_profile, col(AgentRun.id) > (finished or 0))
                .order_by(col(AgentRun.id))
                .limit(1)
            ).first()


def outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except ScoutError as error:
        return str(error)
    return "ok"


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

    @router.get("/metrics", response_class=Response)
    def metrics() -> Response:
        """Counts for Prometheus, read from the database."""
        text, content_type = render_metrics(readings.database)
        return Response(text, media_type=content_type)

    return router
