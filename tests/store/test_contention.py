"""A writer that stands still in the middle of a write does not lock the others out for good."""

from datetime import datetime, timedelta

import pytest

from app.parts.runs import endings, lease, run_requests
from app.parts.runs.lease import Claim, LeaseLostError
from app.parts.store.database import Database, DatabaseAwayError
from app.parts.store.statements import required_id


def claimed_run(database: Database, now: datetime) -> Claim:
    run, _ = run_requests.add_requested_run(database, agent="a", profile="p", now=now)
    claim = lease.claim_run(database, required_id(run.id), now)
    assert claim is not None
    return claim


def test_a_process_that_stands_still_in_a_write_does_not_keep_its_run_from_others(
    postgresql_url: str, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parts.store.engines.IDLE_IN_TRANSACTION_MILLISECONDS", 500)
    still, other = Database(postgresql_url), Database(postgresql_url)
    claim, later = claimed_run(still, noon), noon + timedelta(hours=1)

    with pytest.raises(DatabaseAwayError), still.write() as session:  # noqa: PT012
        lease.guard(session, claim, noon)
        assert endings.recover_runs(other, later) == 1

    with pytest.raises(LeaseLostError):
        lease.beat(still, claim, later)
    still.close()
    other.close()
