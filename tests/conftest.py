"""Real services for the tests: started once, emptied for each test that asks."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from app.parts.store.database import Database
from tests.servers.made_tables import PostgresqlStock, new_database, sqlite_with_tables
from tests.servers.nursery import Nursery
from tests.servers.pgbouncer import pgbouncer
from tests.servers.services import RedisServer, SmtpServer, postgresql_server, redis_server

# An example takes what the machine gives it: a busy one is no failure. `derandomize` keeps a run
# on an unchanged tree from failing by luck; what it finds is found at the change that causes it.
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

ON_SQLITE_IN_MAKE_TEST = (
    "dashboard",
    "leads",
    "scout",
    "team",
    "upgrade",
    "test_end_to_end.py",
    "test_states.py",
)
"""Rooms that `make quality` tries on PostgreSQL as well: twice the same runs took a tenth of the
suite's time. What locks, claims and migrates (store, mail, scheduler, jobs) is on both in both.
"""

IN_MAKE_QUALITY = (
    "reliability",
    "api/test_openapi.py::test_every_answer_is_as_the_openapi_document_says",
    "api/test_public_path.py::test_every_page_and_file_is_found",
    "commands/test_inspect.py",
    "leads/inbox/test_hostile_mails.py",
    "scout/test_evaluate_injection.py",
    "scout/test_evaluate_bad_replies.py",
    "scout/test_slow_model.py",
    "scout/test_useless_model.py",
    "scout/test_swallowed.py",
    "model/test_rate_limit.py",
)
"""Long proofs: whole services that are killed, a slow model of many shapes, a fuzzer, a crawl of
all pages. They took a fifth of the suite's time."""

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PATIENCE_SECONDS = 120
"""For an answer that comes: the client's own five seconds are too few on a busy machine."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rooms = tuple(Path(__file__).parent / name for name in ON_SQLITE_IN_MAKE_TEST)
    for item in items:
        is_there = any(item.path.is_relative_to(room) for room in rooms)
        if is_there and "postgresql" in item.name.partition("[")[2]:
            item.add_marker(pytest.mark.long)
        if item.nodeid.removeprefix("tests/").startswith(IN_MAKE_QUALITY):
            item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Thousands of collected tests are no garbage: to look them through again and again took 3 % of
    the processor time of the suite.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def data_directory() -> Path:
    """The test data beside the project; tests that need it say so when it is absent."""
    default = Path(__file__).parent.parent.parent / "shared" / "data"
    directory = Path(os.environ.get("BRAND_SCOUT_DATA", default))
    if not directory.is_dir():
        pytest.skip(f"the test data is not at {directory} (set BRAND_SCOUT_DATA)")
    return directory


@pytest.fixture(scope="session")
def postgresql_uri() -> Iterator[str]:
    with postgresql_server() as uri:
        yield uri


@pytest.fixture(scope="session")
def session_redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def redis_url(session_redis: RedisServer) -> str:
    with redis.Redis(port=session_redis.port) as client:
        client.flushall()
    return session_redis.url


@pytest.fixture(scope="session")
def postgresql_stock(postgresql_uri: str) -> Iterator[PostgresqlStock]:
    stock = PostgresqlStock(postgresql_uri)
    yield stock
    stock.close()


@pytest.fixture
def empty_postgresql_url(postgresql_uri: str) -> Iterator[str]:
    """A new database without any table."""
    with new_database(postgresql_uri) as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_stock: PostgresqlStock) -> Iterator[str]:
    """A database of its own, with the tables made and nothing in them."""
    with postgresql_stock.lent() as url:
        yield url


@pytest.fixture(scope="session")
def pooler_port(postgresql_uri: str) -> Iterator[int]:
    with pgbouncer(postgresql_uri) as port:
        yield port


@pytest.fixture
def pooled_url(postgresql_url: str, pooler_port: int) -> str:
    """A new database of its own, behind a pooler in transaction mode."""
    name = make_url(postgresql_url).database
    return f"postgresql+psycopg://postgres:@127.0.0.1:{pooler_port}/{name}"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file of its own, with the tables made and nothing in them."""
    return sqlite_with_tables(tmp_path / "scout.db")


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """Of a file that is not there yet."""
    return f"sqlite:///{tmp_path}/scout.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Both databases in turn, with the tables made."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as opened:
        yield opened


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server
