"""The tick: at every slot it adds the row of a run, and rows for slots that were missed.

Slots are aligned to the clock in UTC, so that every process that ticks means the same slot, and
the row's unique key lets one of them make it. A process that was away catches up with one run.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from app.lib.clock import Clock
from app.parts.runs import scheduled_runs
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database

CATCH_UP_AT_MOST = timedelta(hours=24)
START_AT_LATEST = timedelta(minutes=15)
"""A slot that waits longer for a worker is closed; with longer slots, when the next one comes."""
MISSED = "The service was not running at this time."


def slot_of(moment: datetime, interval: timedelta) -> datetime:
    """The slot that `moment` is in: the last whole multiple of the interval since UTC midnight."""
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (moment - midnight) // interval * interval


def slots_between(after: datetime, before: datetime, interval: timedelta) -> Iterable[datetime]:
    """The slots strictly between two slots, by the same rule (it starts anew each midnight)."""
    slot = after
    while (slot := following(slot, interval)) < before:
        yield slot


def following(slot: datetime, interval: timedelta) -> datetime:
    midnight = slot.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return min(slot + interval, midnight)


class Scheduler:
    """Makes the rows that are due for every profile of an agent."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        agent: str,
        profiles: Sequence[str],
        interval: timedelta,
    ) -> None:
        self.database = database
        self.clock = clock
        self.agent = agent
        self.profiles = profiles
        self.interval = interval
        self.started_at = clock()

    def tick(self) -> list[int]:
        """Add what the present slot needs; the ids of the runs made by this very call."""
        now = self.clock()
        slot = slot_of(now, self.interval)
        made = []
        for profile in self.profiles:
            self.end_late_starts(profile, now)
            last = self.last_slot(profile)
            if last is None and slot < self.started_at:
                continue  # new here: begin with the next slot, not in the middle of one
            if last is not None and last >= slot:
                continue  # a refused INSERT would use up a run id on PostgreSQL
            if last is not None:
                self.record_missed_slots(profile, last, slot, now)
            run_id = scheduled_runs.add_scheduled_run(
                self.database, agent=self.agent, profile=profile, slot=slot, now=now
            )
            if run_id is not None:
                made.append(run_id)
        return made

    def end_late_starts(self, profile: str, now: datetime) -> None:
        scheduled_runs.end_late_starts(
            self.database,
            agent=self.agent,
            profile=profile,
            made_until=now - max(START_AT_LATEST, self.interval),
            now=now,
        )

    def record_missed_slots(
        self, profile: str, last: datetime, slot: datetime, now: datetime
    ) -> None:
        since = max(last, slot - CATCH_UP_AT_MOST)
        for missed in slots_between(since, slot, self.interval):
            scheduled_runs.add_skipped_slot(
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
