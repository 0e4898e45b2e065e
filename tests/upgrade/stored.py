"""Writes the past into a database as it was then, and reads any table as it is now."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select, text

from app.parts.store.database import Database
from app.parts.store.migrate import migrate
from tests.upgrade import rows, scout_rows
from tests.upgrade.past import REVISION, Past
from tests.upgrade.rows import Row

CHUNK = 5_000
TABLES: Mapping[str, Callable[[Past], Iterable[Row]]] = {
    "agent_runs": rows.runs,
    "request_keys": rows.request_keys,
    "sites": rows.sites,
    "host_rests": rows.host_rests,
    "site_visits": rows.site_visits,
    "articles": rows.articles,
    "mails": rows.mails,
    "spending": rows.spending,
    "paused_recipients": rows.paused_recipients,
    "silences": rows.silences,
    "verdicts": scout_rows.verdicts,
    "picks": scout_rows.picks,
    "vote_events": scout_rows.vote_events,
    "feedback": scout_rows.feedback,
    "digests": scout_rows.digests,
}
"""All that there were; each comes after those it points to."""
COUNT_ON = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"


def write_past(url: str, past: Past) -> None:
    """The tables are looked up in the database: today's code has others."""
    database = Database(url)
    migrate(database, REVISION)
    with database.connection() as connection:
        tables = tables_in(connection)
        assert set(tables) - {"alembic_version"} == set(TABLES)
        for name, rows_of in TABLES.items():
            insert(connection, tables[name], rows_of(past))
    database.close()


def tables_in(connection: Connection) -> Mapping[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return found.tables


def insert(connection: Connection, table: Table, new: Iterable[Row]) -> None:
    left = iter(new)
    while chunk := list(islice(left, CHUNK)):
        assert set(chunk[0]) == set(table.columns.keys())
        connection.execute(table.insert(), chunk)
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        connection.execute(text(COUNT_ON.format(table=table.name)))  # as if it had numbered them


def stored(database: Database, name: str) -> Iterator[Row]:
    """Each row with all that it has now, in the order of its key."""
    with database.connection() as connection:
        table = tables_in(connection)[name]
        ordered = select(table).order_by(*table.primary_key.columns)
        for row in connection.execution_options(yield_per=CHUNK).execute(ordered).mappings():
            yield {column: in_utc(value) for column, value in row.items()}


def in_utc(value: Any) -> Any:
    """SQLite keeps no zone; what it has is UTC."""
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
