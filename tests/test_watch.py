from datetime import datetime, timedelta

import pytest

from app.store import requests, runs
from app.store.database import Database
from app.store.runs import LEASE_SECONDS, Claim, LeaseLostError
from app.watch import Watch, run_seconds
from tests.clocks import SetClock


@pytest.fixture
def clock(noon: datetime) -> SetClock:
    return SetClock(noon)


@pytest.fixture
def claim(database: Database, noon: datetime) -> Claim:
    run, _ = requests.add_requested_run(database, agent="a", profile="p", now=noon)
    claimed = runs.claim_run(database, runs.required_id(run.id), noon)
    assert claimed is not None
    return claimed


@pytest.fixture
def watch(
    database: Database, claim: Claim, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Watch:
    monkeypatch.setattr("app.watch.time.monotonic", clock.stopwatch)
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


def test_a_run_ends_before_the_next_slot_needs_the_worker() -> None:
    assert run_seconds(timedelta(minutes=10)) == 540
    assert run_seconds(timedelta(hours=1)) == 540
    assert run_seconds(timedelta(minutes=1)) == 54
