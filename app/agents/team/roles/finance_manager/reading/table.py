"""The text of a file as a table: a head and numbered rows. Pure.

What is too large, no table, or meant for a spreadsheet to carry out is refused with its line.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from app.agents.team.roles.finance_manager.asked import FileFormat, GivenFile
from app.agents.team.roles.finance_manager.reading.faults import fault, quoted
from app.agents.team.roles.finance_manager.reading.names import is_known

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 500
LOOKED_AT: Final = 50
"""Lines, for the head and the delimiter."""
DELIMITERS: Final = (";", ",", "\t", "|")
ACTS_IN_A_SPREADSHEET: Final = ("=", "@", "+", "-")
LIST_NAMES: Final = ("lines", "rows", "entries", "transactions", "data")

Cell = str | Decimal
"""A number of JSON is a Decimal: nobody must guess what its marks mean."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is its line in the file, in JSON its place in the list."""

    number: int
    cells: tuple[Cell, ...]

    def text(self, column: int) -> str:
        cell = self.cells[column] if column < len(self.cells) else ""
        return " ".join(cell.split()) if isinstance(cell, str) else str(cell)


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(file: GivenFile) -> Table:
    """Raises UnreadableFileError."""
    text = file.text.lstrip("\ufeff")
    if "\0" in text:
        raise fault(file.name, line_of(text, "\0"), "it holds a NUL character: export it as text.")
    rows = rows_of_json(file.name, text) if file.format is FileFormat.JSON else None
    return table_of(file.name, rows if rows is not None else list(rows_of_csv(file.name, text)))


def line_of(text: str, character: str) -> int:
    return text.count("\n", 0, text.index(character)) + 1


def table_of(name: str, rows: list[Row]) -> Table:
    """What stands above the head is a title. Raises UnreadableFileError."""
    check_sizes(name, rows)
    place = place_of_head(rows)
    if place is None:
        raise fault(name, None, "it has no row with column names, such as: date, category, amount.")
    head = tuple(rows[place].text(column) for column in range(len(rows[place].cells)))
    below = tuple(rows[place + 1 :])
    check_rows(name, head, below)
    return Table(name, head, below)


def place_of_head(rows: list[Row]) -> int | None:
    """The first row with two names that are known, else the first with two cells."""
    for enough in (lambda cell: is_known(str(cell)), lambda cell: bool(str(cell).strip())):
        for place, row in enumerate(rows[:LOOKED_AT]):
            if sum(map(enough, row.cells)) > 1:
                return place
    return None


def check_sizes(name: str, rows: list[Row]) -> None:
    for row in rows:
        if len(row.cells) > MOST_COLUMNS:
            raise fault(name, row.number, f"it has more than {MOST_COLUMNS} columns.")
        longest = max((cell for cell in row.cells if isinstance(cell, str)), key=len, default="")
        if len(longest) > LONGEST_CELL:
            raise fault(name, row.number, f"{quoted(longest)} is longer than {LONGEST_CELL}.")


def check_rows(name: str, head: tuple[str, ...], rows: tuple[Row, ...]) -> None:
    for row in rows:
        if any(str(cell).strip() for cell in row.cells[len(head) :]):
            raise fault(
                name,
                row.number,
                "it has more cells than there are column names: an amount with a comma in it needs "
                "quotation marks.",
            )
    if not rows:
        raise fault(name, None, "it has column names and nothing below them.")


def rows_of_csv(name: str, text: str) -> Iterator[Row]:
    delimiter, text, before = delimiter_of(text)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count = 0
    while True:
        number = records.line_num + 1 + before
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            raise fault(name, number, "a quotation mark there is never closed.") from error
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_ROWS:
                raise fault(name, number, f"it has more than {MOST_ROWS:,} rows.")
            yield Row(number, tuple(cells))


def delimiter_of(text: str) -> tuple[str, str, int]:
    """The delimiter, the text below Excel's line "sep=;", and how many lines that took."""
    first, _, rest = text.partition("\n")
    said = first.rstrip("\r").lower()
    if len(said) == 5 and said.startswith("sep="):
        return said[4], rest, 1
    lines = [line for line in text.splitlines()[:LOOKED_AT] if line.strip()]
    return max(DELIMITERS, key=lambda one: fitness(lines, one)), text, 0


def fitness(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many known names it finds in one line, then how many cells."""
    rows = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
    names = max((sum(map(is_known, row)) for row in rows), default=0)
    return names, max(map(len, rows), default=0)


def rows_of_json(name: str, text: str) -> list[Row]:
    items = list_in(name, loaded(name, text))
    if len(items) > MOST_ROWS:
        raise fault(name, None, f"it has more than {MOST_ROWS:,} rows.")
    names = list(dict.fromkeys(key for item in items for key in item))
    body = [
        Row(number, tuple(cell_of(name, number, item.get(key)) for key in names))
        for number, item in enumerate(items, 1)
    ]
    return [Row(0, tuple(names)), *body]


def loaded(name: str, text: str) -> JsonValue:
    def refuse(constant: str) -> JsonValue:
        raise fault(name, None, f"{constant} is no amount.")

    try:
        value: JsonValue = json.loads(
            text, parse_float=Decimal, parse_int=Decimal, parse_constant=refuse
        )
    except json.JSONDecodeError as error:
        raise fault(name, error.lineno, "it is not JSON.") from error
    except (RecursionError, ArithmeticError) as error:
        raise fault(name, None, "it is nested too deeply, or has a number too large.") from error
    return value


def list_in(name: str, value: JsonValue) -> list[dict[str, JsonValue]]:
    """The list itself, or the one that an object holds under a usual name."""
    if isinstance(value, dict):
        value = next((value[key] for key in LIST_NAMES if key in value), value)
    if not isinstance(value, list) or not value:
        raise fault(name, None, "it is no list of objects, one for each amount.")
    rows: list[dict[str, JsonValue]] = []
    for number, item in enumerate(value, 1):
        if not isinstance(item, dict):
            raise fault(name, number, "it is no object with names.")
        rows.append(item)
    return rows


def cell_of(name: str, number: int, value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str | Decimal):
        return value
    raise fault(name, number, "a value there is neither text nor a number.")
