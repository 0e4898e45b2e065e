"""Many rows at once, the quickest way of each database."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, cast

from psycopg import Cursor
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Table, text

from app.parts.store.database import Database

CHUNK = 5_000
Row = Mapping[str, object]


def insert(database: Database, table: Table, rows: Iterable[Row]) -> None:
    """In one transaction. All rows name the same columns."""
    with database.connection() as connection:
        if connection.dialect.name == "postgresql":
            copy(connection, table, iter(rows))
        else:
            for chunk in chunks(rows):
                connection.execute(table.insert(), chunk)


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def copy(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    first = next(rows, None)
    if first is None:
        return
    columns = ", ".join(f'"{name}"' for name in first)
    connection.execute(text("SET LOCAL statement_timeout = 0"))  # half a million rows are one
    cursor = cast("Cursor[Any]", connection.connection.cursor())
    with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as stream:
        for row in chain([first], rows):
            stream.write_row([as_json(value) for value in row.values()])
    if "id" in first:
        go_on_after_the_last_id(connection, table)


def as_json(value: object) -> object:
    return Jsonb(value) if isinstance(value, dict | list) else value


def go_on_after_the_last_id(connection: Connection, table: Table) -> None:
    of_table = f"pg_get_serial_sequence('{table.name}', 'id')"
    connection.execute(text(f"SELECT setval({of_table}, max(id)) FROM {table.name}"))  # noqa: S608


def let_the_planner_know(database: Database) -> None:
    """What PostgreSQL's autovacuum does by itself; nothing does it on SQLite."""
    if database.engine.dialect.name == "postgresql":
        bare = database.engine.raw_connection()  # VACUUM takes no transaction around it
        bare.cursor().execute("VACUUM ANALYZE")
        bare.close()
    else:
        with database.engine.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
