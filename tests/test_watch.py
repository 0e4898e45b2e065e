import threading
import time
from datetime import datetime, timedelta
from typing import NoReturn

import pytest

from app.parts.runs import lease, run_requests, runs
from app.parts.runs.lease import LEASE_SECONDS, Claim, LeaseLostError
from app.parts.runs.watch import Watch
from app.parts.store.database import Database, DatabaseAwayError
from app.parts.store.statements import required_id
from tests.clocks import SetClock
from tests.conftest import NOON


@pytest.fixture
def clock(noon: datetime) -> SetClock:
    return SetClock(noon)


@pytest.fixture
def claim(database: Database, noon: datetime) -> Claim:
    run, _ = run_requests.add_requested_run(database, agent="a", profile="p", now=noon)
    claimed = lease.claim_run(database, required_id(run.id), noon)
    assert claimed is not None
    return claimed


@pytest.fixture
def watch(
    database: Database, claim: Claim, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Watch:
    monkeypatch.setattr("app.parts.runs.watch.time.monotonic", clock.stopwatch)
    return Watch(database, claim, clock, seconds=540)


def test_a_run_that_was_renewed_lately_is_still_ours(watch: Watch, clock: SetClock) -> None:
    clock.go_on(seconds=LEASE_SECONDS)
    watch.check()


def test_a_process_that_stood_still_for_a_lease_may_not_go_on(
    watch: Watch, clock: SetClock
) -> None:
    clock.go_on(seconds=LEASE_SECONDS + 1)
    with pytest.raises(LeaseLostError):
        watch.check()


class Stuck(Database):
    """A database that takes a statement and does not answer until the test is long over."""

    def write(self) -> NoReturn:
        threading.Event().wait(60)
        raise DatabaseAwayError("The server closed the connection.")


def test_a_run_without_beats_is_stopped_though_the_database_only_hangs(
    database: Database, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parts.runs.watch.HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr("app.parts.runs.watch.LOOK_SECONDS", 0.01)
    monkeypatch.setattr("app.parts.runs.watch.LEASE_SECONDS", 0.3)
    stopped = threading.Event()
    stuck = Stuck(database.url)
    with Watch(stuck, claim, lambda: NOON, seconds=540, stop=stopped.set):
        assert stopped.wait(120)
        monkeypatch.setattr("app.parts.runs.watch.HEARTBEAT_SECONDS", 0)


def test_a_late_run_is_stopped_though_its_end_cannot_be_noted(
    database: Database, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parts.runs.watch.RECORD_SECONDS", 0.1)
    stopped = threading.Event()
    with Watch(Stuck(database.url), claim, lambda: NOON, seconds=0.1, stop=stopped.set):
        assert stopped.wait(120)


def test_a_late_run_asks_nothing_more_while_its_end_is_noted(
    database: Database, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()
    monkeypatch.setattr("app.parts.runs.watch.RECORD_SECONDS", 2)
    with Watch(Stuck(database.url), claim, lambda: NOON, seconds=0.1, stop=stopped.set) as watch:
        deadline = time.monotonic() + 120
        while not watch.late and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not stopped.is_set()
        with pytest.raises(LeaseLostError):
            watch.check()


def test_a_late_run_fails_with_the_reason_and_is_stopped(database: Database, claim: Claim) -> None:
    stopped = threading.Event()
    with Watch(database, claim, lambda: NOON, seconds=0.1, stop=stopped.set):
        assert stopped.wait(120)
    run = runs.find_run(database, claim.run_id)
    assert run is not None
    assert run.status == "failed"
    assert "before the next run was due" in str(run.error_message)


def test_a_run_that_another_attempt_took_over_is_stopped_at_the_next_beat(
    database: Database, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parts.runs.watch.HEARTBEAT_SECONDS", 0.01)
    assert lease.claim_run(database, claim.run_id, NOON + timedelta(minutes=1)) is not None
    stopped = threading.Event()
    with Watch(database, claim, lambda: NOON, seconds=540, stop=stopped.set):
        assert stopped.wait(120)
