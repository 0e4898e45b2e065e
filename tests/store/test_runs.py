from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypedDict

import pytest
from sqlmodel import update

from app.parts.mail import settling
from app.parts.runs import endings, lease, run_requests, runs, scheduled_runs
from app.parts.runs.lease import ATTEMPTS, LEASE_SECONDS, Claim, LeaseLostError
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from app.parts.store.database import Database
from app.parts.store.statements import required_id


class Profile(TypedDict):
    agent: str
    profile: str


PROFILE: Profile = {"agent": "scout", "profile": "debonairs"}
EXPIRED = timedelta(seconds=LEASE_SECONDS + 1)


@pytest.fixture
def pending(database: Database, noon: datetime) -> int:
    run, _ = run_requests.add_requested_run(database, **PROFILE, now=noon)
    return required_id(run.id)


@pytest.fixture
def status(database: Database) -> Callable[[int], str]:
    def read(run_id: int) -> str:
        run = runs.find_run(database, run_id)
        assert run is not None
        return run.status

    return read


def claim(database: Database, run_id: int, now: datetime) -> Claim:
    claimed = lease.claim_run(database, run_id, now)
    assert claimed is not None
    return claimed


def test_a_slot_gets_one_row_however_often_it_is_added(database: Database, noon: datetime) -> None:
    first = scheduled_runs.add_scheduled_run(database, **PROFILE, slot=noon, now=noon)
    assert first is not None
    assert scheduled_runs.add_scheduled_run(database, **PROFILE, slot=noon, now=noon) is None
    assert len(runs.list_runs(database, agent="scout", limit=10)) == 1


def test_many_schedulers_at_once_make_one_row(database: Database, noon: datetime) -> None:
    def tick(_: int) -> int | None:
        return scheduled_runs.add_scheduled_run(database, **PROFILE, slot=noon, now=noon)

    with ThreadPoolExecutor(8) as pool:
        made = [run_id for run_id in pool.map(tick, range(16)) if run_id is not None]
    assert len(made) == 1
    assert len(runs.list_runs(database, agent="scout", limit=100)) == 1


def test_a_slot_is_skipped_with_a_reason_while_a_run_is_active(
    database: Database, noon: datetime, pending: int
) -> None:
    assert scheduled_runs.add_scheduled_run(database, **PROFILE, slot=noon, now=noon) is None
    newest = runs.list_runs(database, agent="scout", limit=1)[0]
    assert newest.status == RunStatus.SKIPPED
    assert newest.error_message == "The run before it was still working."


def test_a_second_request_gets_the_active_run(
    database: Database, noon: datetime, pending: int
) -> None:
    run, already = run_requests.add_requested_run(database, **PROFILE, now=noon)
    assert (run.id, already) == (pending, True)


def test_another_profile_runs_beside_it(database: Database, noon: datetime, pending: int) -> None:
    run, already = run_requests.add_requested_run(
        database, agent="scout", profile="other", now=noon
    )
    assert (run.id != pending, already) == (True, False)


def test_one_of_many_workers_gets_the_run(database: Database, noon: datetime, pending: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: lease.claim_run(database, pending, noon), range(8)))
    assert len([c for c in claims if c is not None]) == 1


def test_a_living_run_is_not_taken_over(database: Database, noon: datetime, pending: int) -> None:
    claim(database, pending, noon)
    assert lease.claim_run(database, pending, noon + timedelta(seconds=LEASE_SECONDS)) is None


def test_a_dead_run_is_taken_over_and_the_old_attempt_can_write_nothing(
    database: Database, noon: datetime, pending: int
) -> None:
    old = claim(database, pending, noon)
    new = claim(database, pending, noon + EXPIRED)
    assert new.attempt == 2
    with pytest.raises(LeaseLostError):
        lease.beat(database, old, noon)
    with pytest.raises(LeaseLostError), database.write() as session:
        endings.finish_run(session, old, noon, result={"late": True})
    stored = runs.find_run(database, pending)
    assert stored is not None
    assert (stored.status, stored.result) == (RunStatus.RUNNING, {})


def test_a_run_that_died_in_its_last_attempt_is_not_claimed_again(
    database: Database, noon: datetime, pending: int
) -> None:
    later = [noon + number * EXPIRED for number in range(ATTEMPTS + 1)]
    for now in later[:-1]:
        claim(database, pending, now)
    assert lease.claim_run(database, pending, later[-1]) is None


def test_a_run_that_died_before_its_first_beat_is_put_back(
    database: Database, noon: datetime, pending: int, status: Callable[[int], str]
) -> None:
    claim(database, pending, noon)
    with database.write() as session:
        session.execute(update(AgentRun).values(heartbeat_at=None))
    assert endings.recover_runs(database, noon) == 0
    assert endings.recover_runs(database, noon + EXPIRED) == 1
    assert status(pending) == "pending"


def test_a_beat_renews_the_lease(database: Database, noon: datetime, pending: int) -> None:
    claimed = claim(database, pending, noon)
    lease.beat(database, claimed, noon + timedelta(seconds=40))
    assert lease.claim_run(database, pending, noon + EXPIRED) is None


def test_a_finished_run_keeps_its_result(
    database: Database, noon: datetime, pending: int, status: Callable[[int], str]
) -> None:
    claimed = claim(database, pending, noon)
    with database.write() as session:
        endings.finish_run(session, claimed, noon, result={"top": []})
    stored = runs.find_run(database, pending)
    assert stored is not None
    assert (stored.status, stored.result, stored.completed_at) == ("completed", {"top": []}, noon)
    assert lease.claim_run(database, pending, noon + EXPIRED) is None


def test_an_attempt_that_has_ended_can_write_nothing_more(
    database: Database, noon: datetime, pending: int, status: Callable[[int], str]
) -> None:
    claimed = claim(database, pending, noon)
    with database.write() as session:
        endings.finish_run(session, claimed, noon, result={"top": []})
    with pytest.raises(LeaseLostError):
        endings.fail_run(database, claimed, noon, "too late")
    endings.release_run(database, claimed, noon, "too late")
    assert status(pending) == "completed"


def test_recovery_puts_dead_runs_back_and_gives_up_after_the_third_attempt(
    database: Database, noon: datetime, pending: int, status: Callable[[int], str]
) -> None:
    now = noon
    for attempt in range(1, ATTEMPTS + 1):
        assert claim(database, pending, now).attempt == attempt
        now += EXPIRED
        assert endings.recover_runs(database, now) == 1
        assert status(pending) == ("pending" if attempt < ATTEMPTS else "failed")
    assert lease.claim_run(database, pending, now) is None
    stored = runs.find_run(database, pending)
    assert stored is not None
    assert "killed" in str(stored.error_message)


@pytest.mark.parametrize("end", ["recover", "release", "fail"])
def test_a_run_that_owes_only_its_mails_is_completed_and_the_outbox_goes_on(
    database: Database, noon: datetime, pending: int, end: str
) -> None:
    claimed = claim(database, pending, noon)
    with database.write() as session:
        run = session.get(AgentRun, pending)
        assert run is not None
        run.mail_status, run.result = MailStatus.WAITING, {"top": [1]}
        session.add(run)
    if end == "recover":
        endings.recover_runs(database, noon + EXPIRED)
    elif end == "release":
        endings.release_run(database, claimed, noon, "the mail server hangs")
    else:
        endings.fail_run(database, claimed, noon, "It was stopped.")
    stored = runs.find_run(database, pending)
    assert stored is not None
    assert (stored.status, stored.error_message) == (RunStatus.COMPLETED, None)
    assert settling.runs_to_settle(database) == [(pending, "scout")]
    with pytest.raises(LeaseLostError):
        lease.beat(database, claimed, noon)


def test_recovery_leaves_living_runs_alone(
    database: Database, noon: datetime, pending: int, status: Callable[[int], str]
) -> None:
    claim(database, pending, noon)
    assert endings.recover_runs(database, noon) == 0
    assert status(pending) == "running"


def test_runs_are_listed_newest_first_and_page_by_page(database: Database, noon: datetime) -> None:
    for minute in range(5):
        slot = noon + timedelta(minutes=minute)
        scheduled_runs.add_skipped_slot(database, **PROFILE, slot=slot, now=noon, reason="test")
    first = runs.list_runs(database, agent="scout", limit=3)
    rest = runs.list_runs(database, agent="scout", limit=3, before=first[-1].id)
    ids = [run.id or 0 for run in first + rest]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 5
