"""What the API process does in the background, on APScheduler: the ticks and the chores."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from app.lib.errors import ScoutError
from app.parts.agent import Chore

ONE_MINUTE = timedelta(minutes=1)
MISFIRE_SECONDS = 600
"""APScheduler's own second of grace drops a tick that a busy machine fires 1.4 s late."""
CLOCK_LOOK_SECONDS = 5.0
CLOCK_STEP_SECONDS = 10.0

log = structlog.get_logger("housekeeping")


@dataclass(frozen=True, slots=True)
class Tick:
    """What looks for an agent's due slots, one of which comes every `interval`."""

    agent: str
    work: Callable[[], None]
    interval: timedelta


class Housekeeping:
    """APScheduler's jobs: each agent's tick at every minute's start, and the chores.

    A tick runs each minute, not each slot: it costs one look at the database, and a slot whose
    tick was late, or fell into a restart, gets its row a minute later instead of never.
    """

    def __init__(
        self,
        ticks: Iterable[Tick],
        chores: Iterable[Chore],
    ) -> None:
        self.scheduler = BackgroundScheduler(timezone=UTC)
        common = {"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_SECONDS}
        for tick in ticks:
            name = f"tick {tick.agent}"
            self.scheduler.add_job(
                guarded(name, tick.work),
                CronTrigger(minute="*")
                if tick.interval >= ONE_MINUTE
                else CronTrigger(second="*/3"),
                next_run_time=datetime.now(UTC),
                id=name,
                **common,
            )
        for chore in chores:
            work = guarded(chore.name, chore.work)
            begins = datetime.now(UTC)
            if not chore.at_once:
                begins += timedelta(seconds=chore.seconds)
            self.scheduler.add_job(
                work,
                "interval",
                seconds=chore.seconds,
                next_run_time=begins,
                id=chore.name,
                **common,
            )
        self.clock_watch = ClockWatch(self.run_all_now)

    def start(self) -> None:
        self.scheduler.start()
        self.clock_watch.start()

    def stop(self) -> None:
        self.clock_watch.stop()
        self.scheduler.shutdown(wait=False)

    def run_all_now(self) -> None:
        log.warning("housekeeping.clock_set_back")
        for job in self.scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))


class ClockWatch:
    """Calls `set_back` when the clock was set back.

    APScheduler sleeps until a time of day: with the clock set back an hour it sleeps an hour.
    """

    def __init__(
        self,
        set_back: Callable[[], None],
        clock: Callable[[], float] = time.time,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self.set_back = set_back
        self.clock = clock
        self.stopwatch = stopwatch
        self.offset = clock() - stopwatch()
        self.done = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self.watch, daemon=True, name="clock-watch").start()

    def stop(self) -> None:
        self.done.set()

    def watch(self) -> None:
        while not self.done.wait(CLOCK_LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        offset = self.clock() - self.stopwatch()
        moved, self.offset = offset - self.offset, offset
        if moved < -CLOCK_STEP_SECONDS:
            self.set_back()


def guarded(name: str, work: Callable[[], None]) -> Callable[[], None]:
    """A passing fault (the database is away) is logged; the next turn tries again."""

    def run() -> None:
        try:
            work()
        except ScoutError as error:
            log.warning("housekeeping.failed", job=name, reason=str(error))

    return run
