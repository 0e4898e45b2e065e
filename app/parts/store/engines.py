"""How each database is opened, so that transactions behave the same on both.

SQLite needs WAL, a busy timeout and BEGIN IMMEDIATE for every transaction that may write: with
a deferred BEGIN, 749 of 800 contended read-then-write transactions failed at once, whatever the
timeout; with BEGIN IMMEDIATE none did.
"""

from contextlib import suppress
from pathlib import Path
from sqlite3 import Cursor
from sqlite3 import OperationalError as SqliteError

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import QueuePool
from sqlmodel import create_engine

BUSY_TIMEOUT_SECONDS = 30
CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_MILLISECONDS = 30_000
IDLE_IN_TRANSACTION_MILLISECONDS = 20_000
"""A process that stands still in the middle of a write keeps its row locked: nobody could take
its run over, and everybody who tried would wait. PostgreSQL ends its session after this."""
RANDOM_PAGE_COST = 1.1
"""What a page out of turn costs beside the next one. PostgreSQL's own 4 is of disks that turn: with
it, all of 200,000 articles were read to find the sites of 15,000 finds, in 130 ms instead of 30."""


def sqlite_engine(url: str) -> Engine:
    path = url.removeprefix("sqlite:///")
    if path and path != ":memory:":
        with suppress(OSError):  # the first connection says it
            Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=-1,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", prepare_sqlite_connection)
    event.listen(engine, "begin", begin_on_sqlite)
    return engine


def prepare_sqlite_connection(connection: object, _record: object) -> None:
    """Take transactions into our own hands (the driver would begin them late and deferred)."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        switch_to_wal(cursor)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def switch_to_wal(cursor: Cursor) -> None:
    """SQLite's own patience does not hold for this: of two that switch a new file at once, one is
    told at once that the database is locked."""
    import stamina

    for attempt in stamina.retry_context(
        on=SqliteError, attempts=None, timeout=BUSY_TIMEOUT_SECONDS, wait_initial=0.02, wait_max=0.5
    ):
        with attempt:
            cursor.execute("PRAGMA journal_mode=WAL")


def begin_on_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin_mode", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def postgresql_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=4,
        max_overflow=8,
        pool_timeout=CONNECT_TIMEOUT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "autocommit": True,  # begin_on_postgresql begins, not the driver
            "prepare_threshold": None,
        },
    )
    event.listen(engine, "begin", begin_on_postgresql)
    return engine


def begin_on_postgresql(connection: Connection) -> None:
    """The settings hold for the transaction and travel with its BEGIN, so they cost no more time.

    DATABASE_URL may lead to a pooler that gives each transaction another session (PgBouncer's
    transaction mode): it refuses settings at connecting, and what one transaction leaves in a
    session, be it a setting or a prepared statement, the next client finds there.
    """
    connection.exec_driver_sql(
        f"BEGIN; SET LOCAL timezone = 'UTC'; "
        f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MILLISECONDS}; "
        f"SET LOCAL idle_in_transaction_session_timeout = {IDLE_IN_TRANSACTION_MILLISECONDS}; "
        f"SET LOCAL random_page_cost = {RANDOM_PAGE_COST}"
    )
