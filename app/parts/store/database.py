"""The database: one engine, two kinds of transaction, the same on SQLite and PostgreSQL.

SQLite needs WAL, a busy timeout and BEGIN IMMEDIATE for every transaction that may write: with
a deferred BEGIN, 749 of 800 contended read-then-write transactions failed at once, whatever the
timeout; with BEGIN IMMEDIATE none did.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Cursor
from sqlite3 import OperationalError as SqliteError

from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, create_engine

from app.lib.errors import PermanentError, TransientError

BUSY_TIMEOUT_SECONDS = 30
CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_MILLISECONDS = 30_000
IDLE_IN_TRANSACTION_MILLISECONDS = 20_000
"""A process that stands still in the middle of a write keeps its row locked: nobody could take
its run over, and everybody who tried would wait. PostgreSQL ends its session after this."""
RANDOM_PAGE_COST = 1.1
"""What a page out of turn costs beside the next one. PostgreSQL's own 4 is of disks that turn: with
it, all of 200,000 articles were read to find the sites of 15,000 finds, in 130 ms instead of 30."""

Json = JSON().with_variant(JSONB(), "postgresql")


class DatabaseAwayError(TransientError):
    """The database could not be reached or dropped the connection."""


class DatabaseError(PermanentError):
    """The database refused a statement: a bug or a damaged file, not a passing fault."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, with its zone in Python on both databases (SQLite keeps none)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """Opens transactions. Safe to use from several threads, not across a fork.

    A few connections are kept. On SQLite the last one to close writes the whole log back into the
    file: with none kept, each small write took 10 ms instead of 3. PostgreSQL's pool asks before
    use, so that a restarted server costs one reconnect and no error.
    """

    def __init__(self, url: str) -> None:
        """Raises DatabaseError when nothing can be made of the address."""
        self.url = url
        make = sqlite_engine if url.startswith("sqlite") else postgresql_engine
        try:
            self.engine = make(url)
        except (SQLAlchemyError, ValueError, TypeError) as error:
            raise DatabaseError("Nothing can be made of the options in its address.") from error
        self._writer = self.engine.execution_options(begin_mode="IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with translated(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed at the end of the block, or rolled back on any error."""
        with translated(), Session(self._writer, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare connection in a writing transaction, for migrations."""
        with translated(), self._writer.begin() as connection:
            yield connection

    def overwrite_deleted(self) -> None:
        """What was deleted leaves SQLite's file and its log: until then its bytes stand in pages
        that are free. It writes the whole file anew; writers wait meanwhile. PostgreSQL does as
        much by itself, in its own time.

        Raises DatabaseAwayError when readers leave no moment for it.
        """
        if self.engine.dialect.name != "sqlite":
            return
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            is_busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except SqliteError as error:
            raise DatabaseAwayError(f"Deleted rows stay in the file: {error}.") from error
        finally:
            connection.close()
        if is_busy:
            raise DatabaseAwayError("Deleted rows stay in the log: somebody reads all the while.")

    def ping(self) -> None:
        """Raises DatabaseAwayError when the database does not answer."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()


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


@contextmanager
def translated() -> Iterator[None]:
    """SQLAlchemy's errors as ours. Integrity errors pass: callers use them as answers."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseAwayError(f"The database does not answer: {first_line(error)}") from error
    except IntegrityError:
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseAwayError("The database closed the connection.") from error
        raise DatabaseError(f"The database refused: {first_line(error)}") from error
    except PoolTimeoutError as error:
        raise DatabaseAwayError("The database is too busy: every connection is taken.") from error
    except SQLAlchemyError as error:
        raise DatabaseError(f"The database refused: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """The driver's words without the statement and its parameters, which hold data."""
    origin = getattr(error, "orig", None) or error
    line = (str(origin).strip().splitlines() or [""])[0]
    return re.sub(r"\[Errno -?\d+\] ", "", line)[:200] or "no reason was given"
