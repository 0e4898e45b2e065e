"""Whether runs still finish, by the rows and by a stopwatch."""

from datetime import timedelta

import pytest

from app.parts.alarm.overdue import Overdue, Punctuality
from app.parts.runs import endings, lease, scheduled_runs
from app.parts.store.database import Database
from tests.clocks import SetClock
from tests.conftest import NOON

INTERVAL = timedelta(minutes=10)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def punctuality(database: Database, clock: SetClock) -> Punctuality:
    return Punctuality(
        database,
        clock,
        agent="a",
        profiles=("p",),
        interval=INTERVAL,
        stopwatch=clock.stopwatch,
    )


def add(database: Database, clock: SetClock) -> int:
    run_id = scheduled_runs.add_scheduled_run(
        database, agent="a", profile="p", slot=clock.now, now=clock.now
    )
    assert run_id is not None
    return run_id


def complete(database: Database, clock: SetClock) -> None:
    claim = lease.claim_run(database, add(database, clock), clock.now)
    assert claim is not None
    with database.write() as session:
        endings.finish_run(session, claim, clock.now, result={})


def fail(database: Database, clock: SetClock, reason: str) -> None:
    claim = lease.claim_run(database, add(database, clock), clock.now)
    assert claim is not None
    endings.fail_run(database, claim, clock.now, reason)


def test_a_new_service_is_given_two_slots_and_a_minute(
    punctuality: Punctuality, clock: SetClock
) -> None:
    clock.go_on(minutes=21)
    assert punctuality.overdue() == []
    clock.go_on(seconds=1)
    assert punctuality.overdue() == [Overdue("p", None, None)]


def test_runs_that_complete_are_punctual(
    database: Database, punctuality: Punctuality, clock: SetClock
) -> None:
    for _ in range(6):
        complete(database, clock)
        assert punctuality.overdue() == []
        clock.go_on(minutes=20)
        assert punctuality.overdue() == []


def test_a_run_that_waits_too_long_is_overdue_whoever_looks(
    database: Database, clock: SetClock
) -> None:
    complete(database, clock)
    completed_at = clock.now
    clock.go_on(minutes=10)
    add(database, clock)
    clock.go_on(minutes=22)
    started_just_now = Punctuality(
        database, clock, agent="a", profiles=("p",), interval=INTERVAL, stopwatch=clock.stopwatch
    )
    assert started_just_now.overdue() == [Overdue("p", completed_at, None)]


def test_failing_again_and_again_is_overdue_with_the_last_reason(
    database: Database, punctuality: Punctuality, clock: SetClock
) -> None:
    complete(database, clock)
    for _ in range(4):
        clock.go_on(minutes=10)
        fail(database, clock, "None of the 3 sites could be read.")
    [found] = punctuality.overdue()
    assert str(found) == (
        "No run for p has finished since 20 Nov 12:00 UTC. "
        "The last one failed: None of the 3 sites could be read."
    )
    clock.go_on(minutes=10)
    complete(database, clock)
    assert punctuality.overdue() == []


def test_a_scheduler_that_makes_no_rows_is_noticed(
    database: Database, punctuality: Punctuality, clock: SetClock
) -> None:
    complete(database, clock)
    punctuality.overdue()
    clock.go_on(minutes=22)
    assert len(punctuality.overdue()) == 1


def test_a_clock_set_back_an_hour_does_not_hide_the_silence(
    database: Database, punctuality: Punctuality, clock: SetClock
) -> None:
    complete(database, clock)
    punctuality.overdue()
    clock.now -= timedelta(hours=1)
    clock.go_on(minutes=22)
    assert len(punctuality.overdue()) == 1


def test_a_service_that_was_off_for_the_night_is_not_overdue_when_it_starts(
    database: Database, clock: SetClock
) -> None:
    complete(database, clock)
    clock.go_on(hours=10)
    started_just_now = Punctuality(
        database, clock, agent="a", profiles=("p",), interval=INTERVAL, stopwatch=clock.stopwatch
    )
    add(database, clock)
    assert started_just_now.overdue() == []
