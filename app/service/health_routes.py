"""`/health` (alive, no I/O), `/ready` (each part looked at), `/metrics` (Prometheus)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from app.lib.clock import Clock
from app.lib.errors import ScoutError
from app.parts.alarm.overdue import Punctuality
from app.parts.http.documented import DATABASE_AWAY
from app.parts.queue.doorbell import Doorbell
from app.parts.store.database import Database
from app.service.metrics import render_metrics
from app.service.probes import Probes

WORKER_SILENT_AFTER = timedelta(seconds=10)


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """`parts` holds "ok" or what is wrong, for each part."""

    status: Literal["ready", "not ready"]
    parts: dict[str, str]


class PartError(ScoutError):
    """A part of the service is not as it should be."""


class Readings:
    """Looks at each part; every check raises a ScoutError in plain words."""

    def __init__(
        self,
        database: Database,
        doorbell: Doorbell,
        clock: Clock,
        punctuality: Sequence[Punctuality],
    ) -> None:
        self.database = database
        self.doorbell = doorbell
        self.clock = clock
        self.punctuality = punctuality
        self.probes = Probes(
            {
                "database": database.ping,
                "redis": doorbell.ping,
                "worker": self.check_worker,
                "runs": self.check_runs,
            }
        )

    def check(self, seconds: float | None = None) -> Readiness:
        """After `seconds` at the latest, or the usual five: what is silent by then is not well."""
        parts = self.probes.look(seconds)
        ready = all(text == "ok" for text in parts.values())
        return Readiness(status="ready" if ready else "not ready", parts=parts)

    def look(self, seconds: float) -> dict[str, str]:
        return self.check(seconds).parts

    def check_worker(self) -> None:
        latest = self.clock() - WORKER_SILENT_AFTER
        seen = self.doorbell.workers_seen_at()
        silent = [queue for queue, moment in seen.items() if moment is None or moment < latest]
        if len(silent) == len(seen):
            raise PartError("No worker is running: start one with `python worker.py`.")
        if silent:
            queues = " and ".join(f"'{queue}'" for queue in silent)
            raise PartError(
                f"No worker serves the queue {queues}: `python worker.py` serves all queues."
            )

    def check_runs(self) -> None:
        """The last run of each profile must have completed within two slots."""
        overdue = [one for agent in self.punctuality for one in agent.overdue()]
        if overdue:
            raise PartError(" ".join(str(one) for one in overdue))

    def problems(self) -> list[str]:
        """What is wrong with the parts that a run needs."""
        parts = self.check().parts
        return [text for name, text in parts.items() if text != "ok" and name != "runs"]


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
