"""Brings the tables up to date by themselves, at every start, whoever starts first.

Two processes may start at once. On PostgreSQL an advisory lock, on SQLite the write lock of the
migration's own transaction lets one do the work; the other then finds nothing left to do.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from app.parts.store.database import Database, DatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 7_268_301_146
"""Any number nobody else uses in this database."""


def alembic_config(connection: Connection | None = None) -> "Config":
    """Alembic takes half a second to be loaded: a process that finds nothing to do goes without."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@cache
def known() -> frozenset[str]:
    """The name of a revision's file begins with it."""
    files = (MIGRATIONS / "versions").glob("[0-9]*.py")
    return frozenset(path.name.partition("_")[0] for path in files)


@cache
def newest() -> str:
    """The last revision that this code knows."""
    return max(known())


def is_up_to_date(database: Database) -> bool:
    """Every run looks: it must not wait for whoever is writing."""
    with database.read() as session:
        return revision_of(session.connection()) == newest()


def revision_of(connection: Connection) -> str | None:
    """What Alembic wrote down last; None in a database that is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade to `revision` in one transaction. Raises DatabaseAwayError, DatabaseError."""
    if revision == "head" and is_up_to_date(database):
        return
    refuse_what_is_newer(database)
    with database.connection() as connection:
        if connection.dialect.name == "postgresql":
            upgrade_postgresql(connection, revision)
        else:
            upgrade(connection, revision)


def refuse_what_is_newer(database: Database) -> None:
    """Raises DatabaseError for tables that this code has never seen."""
    with database.read() as session:
        found = revision_of(session.connection())
    if found is not None and found not in known():
        raise DatabaseError(
            f"Its tables are of a newer version of this service (revision {found}; this one knows "
            f"them up to {newest()}). Start the newer version, or restore the copy made before it."
        )


def upgrade(connection: Connection, revision: str) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection), revision)


def upgrade_postgresql(connection: Connection, revision: str) -> None:
    """However long it takes: a limit on statements would end it at the same place at each start.

    Then the planner is told what there is. Of tables that it knows nothing of, a run's question
    took longer than a statement may; the server looks at them by itself only a minute later.
    """
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    is_new = revision_of(connection) is None
    upgrade(connection, revision)
    if not is_new:
        connection.execute(text("ANALYZE"))
