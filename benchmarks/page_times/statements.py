"""Which statements a page runs, and how the database carries them out."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from app.parts.store.database import Database

READS_OR_CHANGES = ("SELECT", "WITH", "UPDATE", "DELETE")
LONGEST_COLUMN_LIST, LONGEST_LINE = 60, 150
EXECUTIONS = 3
EXPLAIN = {
    "sqlite": "EXPLAIN QUERY PLAN ",
    "postgresql": "EXPLAIN (ANALYZE, BUFFERS off, COSTS off, SUMMARY off) ",
}
SHOWN_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    values: Any

    @property
    def short(self) -> str:
        """The same for both databases and any number of values; without the columns read."""
        sql = re.sub(r"%\(\w+\)s(::[A-Z]+( WITH TIME ZONE)?)?", "?", " ".join(self.sql.split()))
        sql = re.sub(r"IN \(\?(, \?)+\)", "IN (?, …)", sql)
        sql = sql.replace(" LIMIT ? OFFSET ?", " LIMIT ?")
        return re.sub(r"(?<=SELECT )(?!DISTINCT ).+?(?= FROM )", without_columns, sql)


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[str, ...]
    milliseconds: float


def without_columns(found: re.Match[str]) -> str:
    """Put for the matched columns when there are many."""
    return found[0] if len(found[0]) <= LONGEST_COLUMN_LIST else "…"


@contextmanager
def watched(database: Database) -> Iterator[list[Statement]]:
    """Fills with what is run meanwhile, whoever runs it."""
    seen: list[Statement] = []

    def note(_: Connection, __: object, sql: str, values: Any, ___: object, many: bool) -> None:
        if sql.lstrip(" (").startswith(READS_OR_CHANGES) and sql != "SELECT 1":
            seen.append(Statement(sql, values[0] if many else values))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def explain(database: Database, statement: Statement) -> Plan:
    """Runs it, too; what it changes is undone."""
    dialect = database.engine.dialect.name
    with database.engine.connect() as connection:
        milliseconds = min(timed(connection, statement) for _ in range(EXECUTIONS))
        rows = connection.exec_driver_sql(EXPLAIN[dialect] + statement.sql, statement.values).all()
        connection.rollback()
    lines = indented([tuple(row) for row in rows]) if dialect == "sqlite" else brief(rows)
    return Plan(tuple(lines), milliseconds)


def timed(connection: Connection, statement: Statement) -> float:
    """In milliseconds, with all rows fetched."""
    began = time.perf_counter()
    result = connection.exec_driver_sql(statement.sql, statement.values)
    if result.returns_rows:
        result.fetchall()
    return (time.perf_counter() - began) * 1000


def indented(rows: list[tuple[Any, ...]]) -> list[str]:
    """SQLite's steps: (id, id of the step around it, nothing, words)."""
    depth = {0: -1}
    lines = []
    for step, around, _, words in rows:
        depth[step] = depth.get(around, -1) + 1
        lines.append(SHOWN_INDENT * depth[step] + str(words))
    return lines


def brief(rows: Any) -> list[str]:
    """PostgreSQL's lines, long ones cut."""
    lines = [str(row[0]) for row in rows]
    return [f"{line[:LONGEST_LINE]} …" if len(line) > LONGEST_LINE else line for line in lines]
