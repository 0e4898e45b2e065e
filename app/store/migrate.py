"""Brings the tables up to date by themselves, at every start, whoever starts first.

Two processes may start at once. On PostgreSQL an advisory lock, on SQLite the write lock of the
migration's own transaction lets one do the work; the other then finds nothing left to do.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 7_268_301_146
"""Any number nobody else uses in this database."""


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@cache
def newest() -> str | None:
    """The last revision that this code knows. Found out once: each work process is a fork."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def is_up_to_date(database: Database) -> bool:
    """Every run looks: it must not wait for whoever is writing."""
    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision() == newest()


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade to `revision` in one transaction. Raises DatabaseAwayError."""
    if revision == "head" and is_up_to_date(database):
        return
    with database.connection() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        command.upgrade(alembic_config(connection), revision)
