"""Watches over a claimed run from two threads: beats for its lease and ends what must not go on.

They stop the whole process, because the work may be stuck anywhere, and code that
swallows exceptions must not be able to swallow this.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog

from app.lib.clock import Clock
from app.lib.errors import TransientError
from app.parts.runs import endings, lease
from app.parts.runs.lease import HEARTBEAT_SECONDS, LEASE_SECONDS, Claim, LeaseLostError
from app.parts.store.database import Database

LOOK_SECONDS = 1.0
RECORD_SECONDS = 10.0
"""A late run is stopped then, whether or not the database has taken the note."""

log = structlog.get_logger("watch")


def kill_own_process_group() -> None:
    """The work process leads its group: its helpers end with it."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


class Watch:
    """Use as a context manager around the work."""

    def __init__(
        self,
        database: Database,
        claim: Claim,
        clock: Clock,
        *,
        seconds: float,
        stop: Callable[[], None] = kill_own_process_group,
    ) -> None:
        self.database = database
        self.claim = claim
        self.clock = clock
        self.seconds = seconds
        self.stop = stop
        self.done = threading.Event()
        self.last_beat = time.monotonic()
        self.late = False
        self.threads = [
            threading.Thread(target=work, daemon=True, name=name)
            for name, work in (("beat", self.keep_beating), ("deadline", self.keep_deadline))
        ]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join(timeout=HEARTBEAT_SECONDS)

    def check(self) -> None:
        """Raises LeaseLostError when others may have taken the run over by now.

        For work that no row guards, such as asking a site: a process that was stopped for a
        minute must not ask beside its successor before this thread has had its turn.
        """
        if self.late or time.monotonic() - self.last_beat > LEASE_SECONDS:
            raise LeaseLostError(f"Run {self.claim.run_id} is no longer this process's.")

    def keep_beating(self) -> None:
        while not self.done.wait(HEARTBEAT_SECONDS):
            beginning = time.monotonic()
            try:
                lease.beat(self.database, self.claim, self.clock())
                self.last_beat = beginning
            except LeaseLostError:
                if not self.done.is_set():
                    log.warning("watch.lease_lost", run_id=self.claim.run_id)
                    self.stop()
                return
            except TransientError as error:
                log.warning("watch.beat_failed", run_id=self.claim.run_id, reason=str(error))

    def keep_deadline(self) -> None:
        """Beside the beats, because a database that hangs would hold a beat for ever."""
        started = time.monotonic()
        while not self.done.wait(min(LOOK_SECONDS, self.seconds)):
            if time.monotonic() - started >= self.seconds:
                self.end_late_run()
                return
            if time.monotonic() - self.last_beat > LEASE_SECONDS:
                log.warning("watch.no_beat", run_id=self.claim.run_id)
                self.stop()  # others may have taken the run over by now
                return

    def end_late_run(self) -> None:
        self.late = True  # as soon as its end is noted, the next run may ask the same sites
        log.error("watch.too_long", run_id=self.claim.run_id, seconds=self.seconds)
        record = threading.Thread(target=self.record_late_run, daemon=True)
        record.start()
        record.join(RECORD_SECONDS)
        self.stop()

    def record_late_run(self) -> None:
        reason = f"It was stopped after {self.seconds:.0f} seconds, before the next run was due."
        try:
            endings.fail_run(self.database, self.claim, self.clock(), reason)
        except (TransientError, LeaseLostError) as error:
            log.warning("watch.not_recorded", run_id=self.claim.run_id, reason=str(error))
