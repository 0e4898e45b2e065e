"""Money is set aside before a call and settled after it, whoever else does the same."""

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app.parts.runs import endings, lease, run_requests
from app.parts.runs.lease import Claim
from app.parts.store import reservations
from app.parts.store.api_usage import Service, spent_since
from app.parts.store.database import Database
from app.parts.store.refusal import Refusal
from app.parts.store.reservations import Ceiling, Holder, Reservation
from app.parts.store.statements import required_id
from tests.store.usage_lines import model_line

ONE_MINUTE = timedelta(minutes=1)
SOMEBODY = Holder(Service.MODEL, "brand_scout")
RESEARCH = Holder(Service.MODEL, "lead_research")


def reserve(
    database: Database,
    usd: float,
    now: datetime,
    *,
    holder: Holder = SOMEBODY,
    ceiling: float = 1.0,
    own: float = math.inf,
) -> str | Refusal:
    since = now - timedelta(hours=12)
    return reservations.reserve(
        database, holder, usd, Ceiling(ceiling, since, own), now=now, expires_at=now + ONE_MINUTE
    )


def spent(database: Database, since: datetime) -> float:
    with database.read() as session:
        return spent_since(session, since).usd


def test_what_is_set_aside_cannot_be_set_aside_twice(database: Database, noon: datetime) -> None:
    first = reserve(database, 0.75, noon)
    assert isinstance(first, str)
    assert reserve(database, 0.75, noon) is Refusal.TAKEN
    reservations.settle(database, first, model_line(noon, 0.125))
    assert isinstance(reserve(database, 0.75, noon), str)


def test_what_is_spent_does_not_come_back(database: Database, noon: datetime) -> None:
    first = reserve(database, 0.75, noon)
    assert isinstance(first, str)
    reservations.settle(database, first, model_line(noon, 0.5))
    assert spent(database, noon) == 0.5
    assert reserve(database, 0.75, noon) is Refusal.SPENT


def test_the_last_of_it_may_be_spent(database: Database, noon: datetime) -> None:
    assert isinstance(reserve(database, 1.0, noon), str)


def test_nothing_is_written_into_the_ledger_for_a_call_that_cost_nothing(
    database: Database, noon: datetime
) -> None:
    first = reserve(database, 0.75, noon)
    assert isinstance(first, str)
    reservations.settle(database, first, None)
    assert spent(database, noon) == 0
    assert isinstance(reserve(database, 0.75, noon), str)


def test_what_a_dead_process_set_aside_is_free_again_when_it_expires(
    database: Database, noon: datetime
) -> None:
    reserve(database, 0.75, noon)
    assert reserve(database, 0.75, noon + ONE_MINUTE / 2) is Refusal.TAKEN
    assert isinstance(reserve(database, 0.75, noon + ONE_MINUTE), str)


def claimed(database: Database, now: datetime) -> Claim:
    run, _ = run_requests.add_requested_run(database, agent="brand_scout", profile="p", now=now)
    claim = lease.claim_run(database, required_id(run.id), now)
    assert claim is not None
    return claim


def test_what_an_attempt_set_aside_is_free_again_when_it_loses_its_lease(
    database: Database, noon: datetime
) -> None:
    claim = claimed(database, noon)
    reserve(database, 0.75, noon, holder=Holder.of(claim, Service.MODEL))
    whole = timedelta(seconds=lease.LEASE_SECONDS)
    assert reserve(database, 0.75, noon + whole) is Refusal.TAKEN
    late = noon + whole + timedelta(seconds=1)
    assert isinstance(reserve(database, 0.75, late), str)


def test_the_next_attempt_has_what_the_one_before_set_aside(
    database: Database, noon: datetime
) -> None:
    first = claimed(database, noon)
    reserve(database, 0.75, noon, holder=Holder.of(first, Service.MODEL))
    endings.release_run(database, first, noon, "The database was away.")
    second = lease.claim_run(database, first.run_id, noon)
    assert second is not None
    assert isinstance(reserve(database, 0.75, noon, holder=Holder.of(second, Service.MODEL)), str)


def test_an_attempt_that_beats_keeps_what_it_set_aside(database: Database, noon: datetime) -> None:
    claim = claimed(database, noon)
    later = noon + timedelta(seconds=lease.LEASE_SECONDS + 5)
    reserve(database, 0.75, noon, holder=Holder.of(claim, Service.MODEL))
    lease.beat(database, claim, later)
    assert reserve(database, 0.75, later) is Refusal.TAKEN


def test_who_settles_after_all_pays_and_takes_nothing_from_others(
    database: Database, noon: datetime
) -> None:
    late = reserve(database, 0.25, noon)
    assert isinstance(late, str)
    reserve(database, 0.25, noon + ONE_MINUTE)
    reservations.settle(database, late, model_line(noon, 0.125))
    with database.read() as session:
        assert len(session.exec(select(Reservation)).all()) == 1
    assert spent(database, noon) == 0.125


def test_an_agent_whose_own_ceiling_is_spent_leaves_others_asking(
    database: Database, noon: datetime
) -> None:
    with database.write() as session:
        session.add(model_line(noon, 0.5, agent=RESEARCH.agent))
    assert reserve(database, 0.125, noon, holder=RESEARCH, own=0.5) is Refusal.SPENT
    assert isinstance(reserve(database, 0.5, noon, own=0.5), str)


def test_what_an_agent_sets_aside_counts_below_its_own_ceiling_alone(
    database: Database, noon: datetime
) -> None:
    assert isinstance(reserve(database, 0.25, noon, holder=RESEARCH, own=0.25), str)
    assert reserve(database, 0.125, noon, holder=RESEARCH, own=0.25) is Refusal.TAKEN
    assert isinstance(reserve(database, 0.25, noon, own=0.25), str)


def test_the_ceiling_for_all_holds_for_an_agent_with_money_of_its_own_left(
    database: Database, noon: datetime
) -> None:
    first = reserve(database, 0.75, noon, holder=RESEARCH)
    assert isinstance(first, str)
    assert reserve(database, 0.5, noon, own=0.75) is Refusal.TAKEN
    reservations.settle(database, first, model_line(noon, 0.75, agent=RESEARCH.agent))
    assert reserve(database, 0.5, noon, own=0.75) is Refusal.SPENT


def test_a_ceiling_that_is_spent_is_not_waited_for_because_another_is_only_taken(
    database: Database, noon: datetime
) -> None:
    with database.write() as session:
        session.add(model_line(noon, 0.25))
    reserve(database, 0.625, noon, holder=RESEARCH)
    assert reserve(database, 0.25, noon, own=0.375) is Refusal.SPENT


def test_another_service_has_money_of_its_own(database: Database, noon: datetime) -> None:
    reserve(database, 0.75, noon, holder=Holder(Service.SEARCH, "lead_research"))
    with database.write() as session:
        session.add(model_line(noon, 0.75, service=Service.SEARCH))
    assert isinstance(reserve(database, 0.75, noon), str)


@pytest.mark.parametrize("usd", [0.125])
def test_many_at_once_get_no_more_than_there_is(
    database: Database, noon: datetime, usd: float
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: reserve(database, usd, noon), range(40)))
    assert sum(isinstance(answer, str) for answer in answers) == 8


@pytest.mark.parametrize("usd", [math.nan, math.inf, -1.0])
def test_what_is_no_amount_is_not_set_aside(database: Database, noon: datetime, usd: float) -> None:
    assert reserve(database, usd, noon) is Refusal.SPENT
    assert reserve(database, usd, noon, own=0.5) is Refusal.SPENT


def test_a_line_that_is_no_amount_does_not_lift_the_ceiling(
    postgresql_url: str, noon: datetime
) -> None:
    """PostgreSQL keeps NaN, and every sum with it is NaN; SQLite takes none."""
    database = Database(postgresql_url)
    reservations.settle(database, "none", model_line(noon, math.nan))
    assert reserve(database, 0.1, noon) is Refusal.SPENT
    database.close()
