"""Asking for a run over HTTP: the answer, and the ring for it, which comes after the answer because
Redis may be slow or away."""

import structlog
from fastapi import BackgroundTasks
from pydantic import BaseModel, Field

from app.lib.errors import TransientError
from app.parts.queue.doorbell import Doorbell
from app.parts.queue.queues import RUNS_QUEUE
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.statements import required_id

log = structlog.get_logger("api")


class RunAccepted(BaseModel):
    """The run that was started, or with `already` the one that was active."""

    run_id: int
    status: str
    url: str
    already: bool | None = Field(default=None, exclude_if=lambda value: value is None)


def run_accepted(run: AgentRun, *, already: bool) -> RunAccepted:
    run_id = required_id(run.id)
    return RunAccepted(
        run_id=run_id,
        status=run.status,
        url=f"/agent-runs/{run_id}",
        already=True if already else None,
    )


def ring_after(background: BackgroundTasks, doorbell: Doorbell, run: AgentRun) -> None:
    """Once the answer is sent; for a run that is at work already there is nothing to ring for."""
    if run.status == RunStatus.PENDING:
        background.add_task(ring, doorbell, required_id(run.id), RUNS_QUEUE)


def ring(doorbell: Doorbell, run_id: int, queue: str) -> None:
    """A ring that fails is rung again by the reconciler."""
    try:
        doorbell.ring_for_run(run_id, queue)
    except TransientError as error:
        log.warning("api.redis_away", run_id=run_id, reason=str(error))
