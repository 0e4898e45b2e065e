"""A file of leads as people's programs write them: any encoding, delimiter and order of columns.

Read row by row: a file of any size takes the memory of one batch.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from app.agents.leads.intake.columns import Columns, columns_of
from app.agents.leads.intake.given import GivenRow
from app.lib.errors import PermanentError
from app.lib.printable import one_line

DELIMITERS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 131_072
MOST_COLUMNS: Final = 1_000
CHUNK: Final = 1 << 20
_LOOKED_AT: Final = 64 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WANTED: Final = "a first row such as: name, email, company, country"


class UnreadableFileError(PermanentError):
    """The file, or what is left of it from some row on, is no table of leads; says why."""


@dataclass(frozen=True, slots=True)
class TooManyCells:
    """A row that has more cells than the head has names: which is which nobody can know."""

    number: int


@dataclass(frozen=True, slots=True)
class LeadsFile:
    """`rows` can be read once; raises UnreadableFileError."""

    encoding: str
    delimiter: str
    columns: Columns
    rows: Iterator[GivenRow | TooManyCells]

    @property
    def separator(self) -> str:
        """In words, where it cannot be seen."""
        return "tab" if self.delimiter == "\t" else self.delimiter


@contextmanager
def open_leads_file(path: Path) -> Iterator[LeadsFile]:
    """Raises UnreadableFileError."""
    try:
        with path.open("rb") as file, leads_in(file, str(path)) as read:
            yield read
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}.") from error


@contextmanager
def leads_in(file: BinaryIO, name: str) -> Iterator[LeadsFile]:
    """`file` can be read from its start again; `name` is what whoever gave it calls it. It is left
    open. Raises UnreadableFileError."""
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        yield _leads_file(text, encoding, name)
    except UnicodeError as error:
        raise UnreadableFileError(f"{name} is no text in {encoding}.") from error
    finally:
        text.detach()


def _leads_file(file: TextIO, encoding: str, name: str) -> LeadsFile:
    start = file.read(_LOOKED_AT)
    if "\0" in start:
        raise UnreadableFileError(f"{name} is no text: save it as CSV.")
    named = _delimiter_named(start)
    delimiter = named or max(DELIMITERS, key=lambda one: _fitness(start, one))
    file.seek(0)
    records = csv.reader(file, delimiter=delimiter, strict=True)
    if named:
        next(records)
    head = next(_cells(records), [])
    if len(head) > MOST_COLUMNS:
        raise UnreadableFileError(
            f"{name} has {len(head):,} columns, and {MOST_COLUMNS:,} are read: save those that "
            "say something of the leads."
        )
    columns = columns_of(head)
    if not columns.places:
        first = one_line(delimiter.join(head), 100)
        raise UnreadableFileError(
            f"{name} names no column that is known; it needs {WANTED}. Its "
            f"first row is: {first or 'empty'}"
        )
    return LeadsFile(encoding, delimiter, columns, _rows(records, columns))


def _encoding(file: BinaryIO) -> str:
    """By its byte order mark, else UTF-8 if all of it is, else what Windows writes in the west."""
    start = file.read(_LOOKED_AT)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start[:2_000]:
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    file.seek(0)
    return "utf-8" if _is_utf_8(file) else "cp1252"


def _is_utf_8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter_named(start: str) -> str | None:
    """Excel's first line "sep=;"."""
    line = start.lstrip("\ufeff").splitlines()[:1]
    said = line[0].strip().lower() if line else ""
    return said[4] if len(said) == 5 and said.startswith("sep=") else None


def _fitness(start: str, delimiter: str) -> tuple[int, int]:
    """By how many columns of the head are known, then by how many there are."""
    try:
        head = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return sum(len(where) for where in columns_of(head).places.values()), len(head)


def _cells(records: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows that are not empty. Raises UnreadableFileError."""
    for _, cells in _numbered(records):
        yield cells


def _numbered(records: Iterator[list[str]], number: int = 0) -> Iterator[tuple[int, list[str]]]:
    while True:
        number += 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFileError(
                f"Row {number} cannot be read, nor what follows it ({error}): a quotation mark "
                "there may never be closed."
            ) from error
        if any(cell.strip() for cell in cells):
            yield number, cells


def _rows(records: Iterator[list[str]], columns: Columns) -> Iterator[GivenRow | TooManyCells]:
    for number, cells in _numbered(records, number=1):
        if any(cell.strip() for cell in cells[len(columns.head) :]):
            yield TooManyCells(number)
        else:
            yield GivenRow(number, columns.lead(cells))
