"""The tick: at every slot it adds a row and rings the bell; it does nothing else.

Slots are aligned to the clock in UTC, so that every process that ticks means the same slot, and
the row's unique key lets one of them make it. A process that was away catches up with one run.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlmodel import col, select

from app.clock import Clock
from app.errors import ScoutError
from app.store import runs
from app.store.database import Database
from app.store.tables import AgentRun

CATCH_UP_AT_MOST = timedelta(hours=24)
MISSED = "The service was not running at this time."

log = structlog.get_logger("scheduler")


def slot_of(moment: datetime, interval_minutes: int) -> datetime:
    """The slot that `moment` is in: the last whole multiple of the interval since UTC midnight."""
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    minutes = int((moment - midnight).total_seconds() // 60)
    return midnight + timedelta(minutes=minutes - minutes % interval_minutes)


def slots_between(after: datetime, before: datetime, interval_minutes: int) -> Iterable[datetime]:
    """The slots strictly between two slots, by the same rule (it starts anew each midnight)."""
    minutes = int((before - after).total_seconds() // 60)
    for minute in range(1, minutes):
        moment = after + timedelta(minutes=minute)
        if slot_of(moment, interval_minutes) == moment:
            yield moment


class Scheduler:
    """Makes the rows that are due for every profile of an agent."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        agent: str,
        profiles: Sequence[str],
        interval_minutes: int,
    ) -> None:
        self.database = database
        self.clock = clock
        self.agent = agent
        self.profiles = profiles
        self.interval_minutes = interval_minutes
        self.started_at = clock()

    def tick(self) -> list[int]:
        """Add what the present slot needs; the ids of the runs made by this very call."""
        now = self.clock()
        slot = slot_of(now, self.interval_minutes)
        made = []
        for profile in self.profiles:
            last = self.last_slot(profile)
            if last is None and slot < self.started_at:
                continue  # new here: begin with the next slot, not in the middle of one
            if last is not None:
                self.record_missed_slots(profile, last, slot, now)
            run_id = runs.add_scheduled_run(
                self.database, agent=self.agent, profile=profile, slot=slot, now=now
            )
            if run_id is not None:
                made.append(run_id)
        return made

    def record_missed_slots(
        self, profile: str, last: datetime, slot: datetime, now: datetime
    ) -> None:
        since = max(last, slot - CATCH_UP_AT_MOST)
        for missed in slots_between(since, slot, self.interval_minutes):
            runs.add_skipped_slot(
                self.database,
                agent=self.agent,
                profile=profile,
                slot=missed,
                now=now,
                reason=MISSED,
            )

    def last_slot(self, profile: str) -> datetime | None:
        with self.database.read() as session:
            return session.exec(
                select(AgentRun.slot)
                .where(
                    AgentRun.agent == self.agent,
                    AgentRun.profile == profile,
                    col(AgentRun.slot).is_not(None),
                )
                .order_by(col(AgentRun.slot).desc())
                .limit(1)
            ).first()


class Housekeeping:
    """APScheduler's two jobs: the tick at every minute's start, the reconciler every 15 s.

    The tick runs each minute, not each slot: it costs one look at the database, and a slot whose
    tick was late, or fell into a restart, gets its row a minute later instead of never.
    """

    def __init__(
        self, tick: Callable[[], None], reconcile: Callable[[], None], seconds: int = 15
    ) -> None:
        self.scheduler = BackgroundScheduler(timezone=UTC)
        common = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 600}
        self.scheduler.add_job(
            guarded("tick", tick),
            CronTrigger(minute="*", timezone=UTC),
            next_run_time=datetime.now(UTC),
            id="tick",
            **common,
        )
        self.scheduler.add_job(
            guarded("reconcile", reconcile), "interval", seconds=seconds, id="reconcile", **common
        )

    def start(self) -> None:
        self.scheduler.start()

    def stop(self) -> None:
        self.scheduler.shutdown(wait=False)


def guarded(name: str, work: Callable[[], None]) -> Callable[[], None]:
    """A passing fault (the database is away) is logged; the next turn tries again."""

    def run() -> None:
        try:
            work()
        except ScoutError as error:
            log.warning("scheduler.failed", job=name, reason=str(error))

    return run
