"""Puts right what a crash, a lost ring or a slow mail server left behind. Runs every 15 seconds
in the API process and at every worker's start; any number may run at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from app.lib.clock import Clock
from app.parts.mail import settling
from app.parts.queue.connection import QueueAwayError
from app.parts.queue.doorbell import Doorbell
from app.parts.runs import endings, runs
from app.parts.store.database import Database

RING_AGAIN_AFTER = timedelta(seconds=10)

log = structlog.get_logger("reconcile")


@dataclass(frozen=True, slots=True)
class Reconciler:
    database: Database
    doorbell: Doorbell
    clock: Clock
    on_unknown: str
    queue_of: Callable[[str], str]

    def reconcile(self) -> None:
        """Raises DatabaseAwayError; a Redis that is away is left for the next turn."""
        now = self.clock()
        recovered = endings.recover_runs(self.database, now)
        unknown = settling.settle_abandoned(self.database, now, self.on_unknown)
        if recovered or unknown:
            log.warning("reconcile.recovered", runs=recovered, mails_unknown=unknown)
        self.ring()

    def ring(self) -> None:
        now = self.clock()
        waiting = runs.waiting_runs(self.database, now, now - RING_AGAIN_AFTER)
        unsettled = settling.unsettled(self.database, now)
        try:
            if unsettled:
                self.doorbell.ring_for_mails()
            self.doorbell.ring_for_runs([(id_, self.queue_of(agent)) for id_, agent in waiting])
        except QueueAwayError as error:
            log.warning("reconcile.redis_away", reason=str(error), runs=len(waiting))
