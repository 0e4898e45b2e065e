from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.parts.runs import endings, lease, run_requests, runs
from app.parts.runs.slots import Scheduler, slot_of, slots_between
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from tests.clocks import SetClock

START = datetime(2026, 11, 20, 12, 3, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
SLOTS = 40


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


def scheduler(database: Database, clock: SetClock) -> Scheduler:
    return Scheduler(database, clock, agent="a", profiles=("p",), interval=TEN_MINUTES)


def rows(database: Database) -> list[AgentRun]:
    return runs.list_runs(database, agent="a", limit=100)[::-1]


def end(database: Database, run_id: int, now: datetime) -> None:
    claim = lease.claim_run(database, run_id, now)
    assert claim is not None
    with database.write() as session:
        endings.finish_run(session, claim, now, result={})


def test_slots_are_aligned_to_the_clock_in_utc() -> None:
    assert slot_of(START, TEN_MINUTES) == START.replace(minute=0)
    assert slot_of(START, timedelta(minutes=7)) == START.replace(minute=1)


def test_the_slots_between_two_are_told() -> None:
    first = START.replace(minute=0)
    between = list(slots_between(first, first + timedelta(minutes=30), TEN_MINUTES))
    assert between == [first + timedelta(minutes=10), first + timedelta(minutes=20)]


def test_a_new_installation_begins_with_the_next_full_slot(
    database: Database, clock: SetClock
) -> None:
    ticking = scheduler(database, clock)
    assert ticking.tick() == []
    clock.now = START.replace(minute=10, second=1)
    assert ticking.tick() == [1]
    assert rows(database)[0].slot == START.replace(minute=10)


def test_a_late_tick_still_makes_its_slot(database: Database, clock: SetClock) -> None:
    ticking = scheduler(database, clock)
    clock.now = START.replace(minute=19, second=59)
    assert len(ticking.tick()) == 1
    assert rows(database)[0].slot == START.replace(minute=10)


def test_ticking_each_minute_makes_one_run_a_slot(database: Database, clock: SetClock) -> None:
    ticking = scheduler(database, clock)
    for minute in range(40):
        clock.now = START + timedelta(minutes=minute)
        for run_id in ticking.tick():
            end(database, run_id, clock.now)
    assert [(row.id, row.slot) for row in rows(database)] == [
        (minute // 10, START.replace(minute=minute)) for minute in (10, 20, 30, 40)
    ]


def test_after_an_outage_one_run_catches_up_and_the_missed_slots_are_skipped(
    database: Database, clock: SetClock
) -> None:
    clock.now = START.replace(minute=0)
    end(database, scheduler(database, clock).tick()[0], clock.now)
    clock.now = START.replace(minute=45)
    assert len(scheduler(database, clock).tick()) == 1
    assert [(row.slot.minute, row.status) for row in rows(database) if row.slot] == [
        (0, "completed"),
        (10, "skipped"),
        (20, "skipped"),
        (30, "skipped"),
        (40, "pending"),
    ]
    assert rows(database)[1].error_message == "The service was not running at this time."


def test_a_slot_that_falls_into_a_running_run_is_skipped_with_the_reason(
    database: Database, clock: SetClock
) -> None:
    ticking = scheduler(database, clock)
    clock.now = START.replace(minute=10)
    ticking.tick()
    clock.now = START.replace(minute=20)
    assert ticking.tick() == []
    assert rows(database)[-1].status == "skipped"


def test_a_clock_set_back_makes_no_second_row(database: Database, clock: SetClock) -> None:
    ticking = scheduler(database, clock)
    clock.now = START.replace(minute=10)
    end(database, ticking.tick()[0], clock.now)
    clock.now = START.replace(hour=11, minute=10)
    ticking.tick()
    clock.now = START.replace(minute=10)
    ticking.tick()
    slots = [row.slot for row in rows(database)]
    assert len(slots) == len(set(slots))


def test_five_processes_that_tick_together_make_one_row_for_each_slot(
    database: Database, clock: SetClock
) -> None:
    clock.now = START.replace(minute=0)
    ticking = [scheduler(database, clock) for _ in range(5)]
    made = []
    with ThreadPoolExecutor(5) as pool:
        for _ in range(SLOTS):
            for run_ids in pool.map(lambda one: one.tick(), ticking):
                made += run_ids
                for run_id in run_ids:
                    end(database, run_id, clock.now)
            clock.now += TEN_MINUTES
    slots = [row.slot for row in runs.list_runs(database, agent="a", limit=SLOTS * 5)]
    assert len(made) == len(slots) == len(set(slots)) == SLOTS


def test_restarting_each_five_minutes_misses_no_slot(database: Database, clock: SetClock) -> None:
    clock.now = START.replace(minute=0)
    for _ in range(4 * 12):
        started = scheduler(database, clock)
        for run_id in started.tick():
            end(database, run_id, clock.now)
        clock.now += timedelta(minutes=5)
    assert [row.status for row in rows(database)] == ["completed"] * 24


def test_a_clock_set_an_hour_forward_and_back_makes_no_second_row(
    database: Database, clock: SetClock
) -> None:
    ticking = scheduler(database, clock)
    for minute in (10, 70, 20, 30, 90):
        clock.now = START.replace(minute=0) + timedelta(minutes=minute)
        for run_id in ticking.tick():
            end(database, run_id, clock.now)
    slots = [row.slot for row in rows(database)]
    assert len(slots) == len(set(slots))


def test_slots_shorter_than_a_minute_are_aligned_too() -> None:
    half = timedelta(seconds=30)
    first = START.replace(second=30)
    assert slot_of(START.replace(second=59), half) == first
    assert list(slots_between(START, START + timedelta(seconds=90), half)) == [
        first,
        START + timedelta(seconds=60),
    ]


def test_a_slot_that_no_worker_takes_up_in_a_quarter_of_an_hour_is_skipped_and_says_so(
    database: Database, clock: SetClock
) -> None:
    ticking = scheduler(database, clock)
    for minute in range(10, 41):
        clock.now = START.replace(minute=minute)
        ticking.tick()
    assert [(row.slot.minute, row.status) for row in rows(database) if row.slot] == [
        (10, "skipped"),
        (20, "skipped"),
        (30, "pending"),
        (40, "skipped"),
    ]
    assert rows(database)[0].error_message == (
        "No worker took it up in time: is one running? (`python worker.py`)"
    )
    assert rows(database)[0].completed_at == START.replace(minute=25)


def test_a_run_handed_back_that_no_worker_takes_up_again_has_failed(
    database: Database, clock: SetClock
) -> None:
    clock.now = START.replace(minute=10)
    [run_id] = scheduler(database, clock).tick()
    claim = lease.claim_run(database, run_id, clock.now)
    assert claim is not None
    endings.release_run(database, claim, clock.now, "The mail server is away.")
    clock.now = START.replace(minute=25)
    scheduler(database, clock).tick()
    row = rows(database)[0]
    assert row.status == "failed"
    assert row.error_message == (
        "No worker took it up again in time. The last attempt: The mail server is away."
    )


def test_a_run_that_somebody_asked_for_waits_for_its_worker(
    database: Database, clock: SetClock
) -> None:
    run_requests.add_requested_run(database, agent="a", profile="p", now=clock.now)
    clock.now = START.replace(hour=20)
    scheduler(database, clock).tick()
    assert rows(database)[0].status == "pending"


def test_a_daily_run_may_start_late(database: Database, clock: SetClock) -> None:
    daily = Scheduler(database, clock, agent="a", profiles=("p",), interval=timedelta(days=1))
    clock.now = START.replace(day=21, hour=0, minute=0)
    [run_id] = daily.tick()
    clock.now = START.replace(day=21, hour=9)
    daily.tick()
    assert rows(database)[-1].status == "pending"
    clock.now = START.replace(day=22, hour=0, minute=0)
    assert daily.tick() != [run_id]
    assert [row.status for row in rows(database)] == ["skipped", "pending"]
