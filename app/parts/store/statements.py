"""What statements on any table need."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Delete, Float, Table, Update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, SQLModel

T = TypeVar("T")
VALUES_PER_STATEMENT = 500
"""SQLite takes at most 32,766 values in one statement."""


def table_of(model: type[SQLModel]) -> Table:
    """For statements that are run often: without the model around it they cost a third."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def affected(
    session: Session, statement: Update | Delete, values: Mapping[str, object] | None = None
) -> int:
    """How many rows it changed. Rows that were loaded before stay as they were loaded."""
    keep_loaded = {"synchronize_session": False}
    result = session.execute(statement, values, execution_options=keep_loaded)
    if not isinstance(result, CursorResult):
        raise TypeError("an UPDATE or DELETE has a row count")
    return result.rowcount


def required_id(value: int | None) -> int:
    """The id of a stored row (SQLModel types it as optional)."""
    if value is None:
        raise TypeError("the row has not been stored")
    return value


def parts_of(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many as one statement takes."""
    for start in range(0, len(values), VALUES_PER_STATEMENT):
        yield values[start : start + VALUES_PER_STATEMENT]


class seconds_between(FunctionElement[float]):  # noqa: N801 (a function of SQL)
    """`seconds_between(start, end)` of two moments, to the millisecond."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between)
def _by_interval(element: FunctionElement[float], compiler: SQLCompiler, **how: Any) -> str:
    start, end = (compiler.process(one, **how) for one in element.clauses)
    return f"EXTRACT(EPOCH FROM {end} - {start})"


@compiles(seconds_between, "sqlite")
def _by_days(element: FunctionElement[float], compiler: SQLCompiler, **how: Any) -> str:
    start, end = (compiler.process(one, **how) for one in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 86400)"
