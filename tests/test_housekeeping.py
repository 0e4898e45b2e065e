"""APScheduler's jobs, in real time: the clock itself is the subject."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from app.parts.agent import Chore
from app.parts.store.database import DatabaseAwayError
from app.service.housekeeping import ClockWatch, Housekeeping, Tick

MINUTE = timedelta(minutes=1)


def nothing() -> None:
    return


@contextmanager
def started(housekeeping: Housekeeping) -> Iterator[Housekeeping]:
    housekeeping.start()
    try:
        yield housekeeping
    finally:
        housekeeping.stop()


def test_the_tick_comes_at_once_after_a_start() -> None:
    ticked = threading.Event()
    with started(Housekeeping([Tick("a", ticked.set, MINUTE)], ())):
        assert ticked.wait(120)


def test_a_chore_that_finds_the_database_away_comes_again() -> None:
    calls = threading.Semaphore(0)

    def chore() -> None:
        calls.release()
        raise DatabaseAwayError("gone")

    with started(Housekeeping([Tick("a", nothing, MINUTE)], [Chore("chore", chore, 1)])):
        assert all(calls.acquire(timeout=120) for _ in range(3))


def test_a_chore_that_comes_seldom_may_come_at_once() -> None:
    came = threading.Event()
    chores = [Chore("seldom", came.set, 3_600, at_once=True)]
    with started(Housekeeping([Tick("a", nothing, MINUTE)], chores)):
        assert came.wait(120)


def minute_of_the_clock() -> int:
    return int(time.time() // 60)


def test_a_tick_that_was_due_while_the_process_stood_still_comes_late_and_once() -> None:
    calls: list[float] = []
    done = threading.Event()

    def tick() -> None:
        calls.append(time.monotonic())
        done.set()

    housekeeping = Housekeeping([Tick("a", tick, MINUTE)], ())
    for job in housekeeping.scheduler.get_jobs():  # three ticks lie 30 s and more in the past
        job.modify(next_run_time=datetime.now(UTC) - timedelta(seconds=150))
    began = minute_of_the_clock()
    with started(housekeeping):
        assert done.wait(120)
        time.sleep(0.3)  # a second call would follow at once
    assert 1 <= len(calls) <= 1 + minute_of_the_clock() - began  # a minute that begins has its own


def test_a_clock_that_is_set_back_wakes_every_job() -> None:
    wall, seconds = 5_000.0, 100.0
    woken = []
    watch = ClockWatch(lambda: woken.append(wall), lambda: wall, lambda: seconds)
    watch.look()
    wall, seconds = wall + 60, seconds + 60
    watch.look()
    assert woken == []
    wall, seconds = wall - 3_600, seconds + 5
    watch.look()
    assert len(woken) == 1
    watch.look()
    assert len(woken) == 1


def test_jobs_that_would_sleep_for_an_hour_run_when_the_clock_was_set_back() -> None:
    ticked = threading.Event()
    housekeeping = Housekeeping([Tick("a", ticked.set, MINUTE)], ())
    for job in housekeeping.scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
    with started(housekeeping):
        assert not ticked.is_set()
        housekeeping.run_all_now()
        assert ticked.wait(120)
