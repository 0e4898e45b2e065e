"""Looks at each part of the service, those that may hang within a time limit and side by side."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from datetime import timedelta
from functools import partial
from typing import Literal

from pydantic import BaseModel

from app.lib.clock import Clock
from app.lib.errors import ScoutError
from app.parts.alarm.overdue import Punctuality
from app.parts.queue.doorbell import Doorbell
from app.parts.store.database import Database

WORKER_SILENT_AFTER = timedelta(seconds=10)
LOOK_SECONDS = 5.0
Check = Callable[[], None]


class Readiness(BaseModel):
    """`parts` holds "ok" or what is wrong, for each part. The service is ready without those that
    are not needed: a mailbox that is refused stops no summary."""

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
        needed = [one for one in punctuality if one.is_needed]
        besides = {
            one.agent: partial(check_runs, [one]) for one in punctuality if not one.is_needed
        }
        self.probes = Probes(
            {
                "database": database.ping,
                "redis": doorbell.ping,
                "worker": self.check_worker,
                "runs": partial(check_runs, needed),
                **besides,
            }
        )
        self.of_runs = {"runs", *besides}
        self.unneeded = frozenset(besides)

    def check(self, seconds: float | None = None) -> Readiness:
        """After `seconds` at the latest, or the usual five: what is silent by then is not well."""
        parts = self.probes.look(seconds)
        ready = all(text == "ok" for name, text in parts.items() if name not in self.unneeded)
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

    def problems(self) -> list[str]:
        """What is wrong with the parts that a run needs."""
        parts = self.check().parts
        return [text for name, text in parts.items() if text != "ok" and name not in self.of_runs]


def check_runs(punctuality: Sequence[Punctuality]) -> None:
    """The last run of each profile must have completed within two slots. Raises PartError."""
    overdue = [one for agent in punctuality for one in agent.overdue()]
    if overdue:
        raise PartError(" ".join(str(one) for one in overdue))


class Probes:
    """Each check raises a ScoutError in plain words when its part is not well.

    A check that still hangs is not started a second time: whoever asks again and again must not
    pile up threads.
    """

    def __init__(self, checks: Mapping[str, Check], seconds: float = LOOK_SECONDS) -> None:
        self.checks = dict(checks)
        self.seconds = seconds
        self.running: dict[str, Future[str]] = {}
        self.lock = threading.Lock()

    def look(self, seconds: float | None = None) -> dict[str, str]:
        """ "ok" or what is wrong, for each part, after `seconds` at the latest."""
        seconds = self.seconds if seconds is None else seconds
        with self.lock:
            looks = {name: self.begin(name, check) for name, check in self.checks.items()}
        wait(looks.values(), timeout=seconds)
        return {
            name: look.result() if look.done() else silent(name, seconds)
            for name, look in looks.items()
        }

    def begin(self, name: str, check: Check) -> "Future[str]":
        running = self.running.get(name)
        if running is not None and not running.done():
            return running
        look: Future[str] = Future()
        self.running[name] = look
        threading.Thread(target=carry_out, args=(check, look), daemon=True, name=name).start()
        return look


def silent(name: str, seconds: float) -> str:
    unit = "second" if seconds == 1 else "seconds"
    return f"The check of the {name} got no answer within {seconds:g} {unit}."


def carry_out(check: Check, look: "Future[str]") -> None:
    told = "The look itself failed; the log says why."
    try:
        check()
        told = "ok"
    except ScoutError as error:
        told = str(error)
    finally:
        look.set_result(told)
