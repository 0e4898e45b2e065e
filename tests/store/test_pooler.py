"""The database behind PgBouncer in transaction mode: each transaction gets another session."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta

import psycopg
import pytest
from sqlalchemy import func, inspect, make_url, text
from sqlmodel import col, select

from app.parts.runs import endings, lease, run_requests
from app.parts.runs.lease import LeaseLostError
from app.parts.store.api_usage import ApiUsage, spent_since
from app.parts.store.database import Database, DatabaseAwayError
from app.parts.store.migrate import migrate
from app.parts.store.statements import required_id
from tests.conftest import NOON
from tests.servers.pgbouncer import SESSIONS
from tests.store.usage_lines import model_line

THREADS, TRANSACTIONS = 6, 60
SETTINGS = {
    "TimeZone": "UTC",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "20s",
    "random_page_cost": "1.1",
}


@pytest.fixture
def pooled(pooled_url: str) -> Iterator[Database]:
    opened = Database(pooled_url)
    yield opened
    opened.close()


def test_six_threads_with_the_same_statements_share_the_sessions(pooled: Database) -> None:
    def work(thread: int) -> None:
        for number in range(TRANSACTIONS):
            # They commit: a rollback makes the driver forget what it has prepared.
            with pooled.write() as session:
                line = model_line(NOON, number, model=f"{thread}")
                session.add(line)
                session.flush()
                assert spent_since(session, NOON).calls > 0
            if number % 10 == 0:
                with pooled.read() as session:
                    assert session.get_one(ApiUsage, line.id).usd == number

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    with pooled.read() as session:
        count = session.exec(select(func.count(col(ApiUsage.id)))).one()
    assert count == THREADS * TRANSACTIONS == 360


@pytest.mark.parametrize("url", ["pooled_url", "postgresql_url"])
def test_the_settings_hold_in_every_transaction(url: str, request: pytest.FixtureRequest) -> None:
    database = Database(request.getfixturevalue(url))
    for transaction in (database.read, database.write, database.read):
        with transaction() as session:
            shown = {name: session.execute(text(f"SHOW {name}")).scalar() for name in SETTINGS}
        assert shown == SETTINGS
    database.close()


def test_other_clients_of_the_sessions_find_nothing_of_ours(
    pooled: Database, pooled_url: str
) -> None:
    with ExitStack() as open_at_once:
        for _ in range(SESSIONS):
            session = open_at_once.enter_context(pooled.write())
            for _ in range(10):  # a driver that prepares statements would do so by now
                session.exec(select(ApiUsage)).all()
    address = make_url(pooled_url).set(drivername="postgresql").render_as_string()
    with ExitStack() as open_at_once:
        for _ in range(SESSIONS):
            other = open_at_once.enter_context(psycopg.connect(address, prepare_threshold=None))
            timeout = other.execute("SHOW statement_timeout").fetchone()
            prepared = other.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
            assert (timeout, prepared) == (("0",), (0,))


def test_a_run_is_claimed_once(pooled: Database, noon: datetime) -> None:
    run, _ = run_requests.add_requested_run(pooled, agent="a", profile="p", now=noon)
    run_id = required_id(run.id)
    with ThreadPoolExecutor(THREADS) as pool:
        claims = list(pool.map(lambda _: lease.claim_run(pooled, run_id, noon), range(THREADS)))
    assert len([claim for claim in claims if claim is not None]) == 1


def test_a_process_that_stands_still_in_a_write_is_ended(
    pooled: Database, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.parts.store.engines.IDLE_IN_TRANSACTION_MILLISECONDS", 500)
    run, _ = run_requests.add_requested_run(pooled, agent="a", profile="p", now=noon)
    claim, later = lease.claim_run(pooled, required_id(run.id), noon), noon + timedelta(hours=1)
    assert claim is not None
    with pytest.raises(DatabaseAwayError), pooled.write() as session:  # noqa: PT012
        lease.guard(session, claim, noon)
        assert endings.recover_runs(pooled, later) == 1
    with pytest.raises(LeaseLostError):
        lease.beat(pooled, claim, later)


def test_several_processes_may_start_at_once(empty_postgresql_url: str, pooler_port: int) -> None:
    direct = make_url(empty_postgresql_url)
    url = f"postgresql+psycopg://postgres:@127.0.0.1:{pooler_port}/{direct.database}"
    databases = [Database(url) for _ in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(migrate, databases))
    assert inspect(databases[0].engine).has_table("agent_runs")
    for opened in databases:
        opened.close()
