"""Databases with the tables made: migrating takes longer than most tests do.

SQLite: one file is migrated in each process of the suite, and its bytes are written wherever a test
wants one. PostgreSQL: to make a database costs half a second of the processor even as a copy of
another, to empty one a fiftieth. What a test gives back is emptied for the next, which knows it by
another name: nobody left behind by the former test finds it.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import Engine, create_engine, make_url, text

from app.parts.store.database import Database
from app.parts.store.migrate import migrate

OBJECTS = """
SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_attribute),
    (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger),
    (SELECT count(*) FROM pg_proc)
"""
EMPTY = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;  -- in any order, whoever refers to whom
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';
END $$
"""
END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"


def make_tables(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()


@cache
def sqlite_file() -> bytes:
    with tempfile.TemporaryDirectory(prefix="scout-tables-") as folder:
        path = Path(folder) / "scout.db"
        make_tables(f"sqlite:///{path}")
        return path.read_bytes()


def sqlite_with_tables(path: Path) -> str:
    """The URL of a new file of that name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sqlite_file())
    return f"sqlite:///{path}"


@contextmanager
def new_database(uri: str) -> Iterator[str]:
    """The URL of one without tables, dropped afterwards."""
    admin = admin_of(uri)
    name = create(admin, "template1")
    admin.dispose()  # the server may be started anew in between
    yield url_of(admin, name)
    drop(admin, name)
    admin.dispose()


class PostgresqlStock:
    """`with stock.lent() as url:` on the server of that URI."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.admin = admin_of(uri)
        self.template = create(self.admin, "template1")
        make_tables(url_of(self.admin, self.template))
        self.objects = self.ask(self.template, OBJECTS)
        self.spare: list[str] = []

    def close(self) -> None:
        self.admin.dispose()

    @contextmanager
    def lent(self) -> Iterator[str]:
        name = self.spare.pop() if self.spare else create(self.admin, self.template)
        yield url_of(self.admin, name)
        self.take_back(name)

    def take_back(self, name: str) -> None:
        """One whose tables were changed is not lent again."""
        new = self.renamed(name)
        if self.ask(new, OBJECTS) == self.objects:
            self.ask(new, EMPTY)
            self.spare.append(new)
        else:
            drop(self.admin, new)

    def renamed(self, name: str) -> str:
        new = new_name()
        with self.admin.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            connection.execute(text(END_SESSIONS), {"name": name})
            connection.execute(text(f"ALTER DATABASE {name} RENAME TO {new}"))
            connection.execute(text(f"ALTER DATABASE {new} ALLOW_CONNECTIONS true"))
        return new

    def ask(self, name: str, statement: str) -> tuple[object, ...] | None:
        address = make_url(self.uri).set(database=name).render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            answer = connection.execute(statement)
            return answer.fetchone() if answer.description else None


def admin_of(uri: str) -> Engine:
    return create_engine(
        make_url(uri).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )


def url_of(admin: Engine, name: str) -> str:
    return admin.url.set(database=name).render_as_string(hide_password=False)


def new_name() -> str:
    return f"scout_{uuid4().hex}"


def create(admin: Engine, template: str) -> str:
    name = new_name()
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return name


def drop(admin: Engine, name: str) -> None:
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
