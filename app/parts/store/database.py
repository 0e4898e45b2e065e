"""The database: one engine (`engines.py`), two kinds of transaction, the same on both databases."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from sqlite3 import OperationalError as SqliteError

from sqlalchemy import JSON, Connection, DateTime, Dialect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from app.lib.errors import PermanentError, TransientError
from app.parts.store.engines import postgresql_engine, sqlite_engine

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
