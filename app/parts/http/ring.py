"""Rings for a run that a request made: after the answer, because Redis may be slow or away."""

import structlog

from app.lib.errors import TransientError
from app.parts.queue.doorbell import Doorbell

log = structlog.get_logger("api")


def ring(doorbell: Doorbell, run_id: int, queue: str) -> None:
    """A ring that fails is rung again by the reconciler."""
    try:
        doorbell.ring_for_run(run_id, queue)
    except TransientError as error:
        log.warning("api.redis_away", run_id=run_id, reason=str(error))
