"""Files of leads. `scout leads import` takes one in batch by batch, each in a transaction of its
own; `scout leads export` writes CSV or JSON lines, read a piece at a time."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TextIO

from sqlmodel import Session, col, select

from app.agents.leads.intake.csv_file import LeadsFile, TooManyCells
from app.agents.leads.intake.given import FIELDS, GivenRow
from app.agents.leads.intake.import_notes import Counted, Listener, notes_of_odd, notes_of_taken
from app.agents.leads.intake.take_in import take_in
from app.agents.leads.tables import Lead
from app.lib.clock import Clock
from app.lib.errors import ScoutError
from app.lib.table_files import Format, Row, write_rows
from app.parts.store.database import Database

ROWS_AT_ONCE, WRITTEN_AT_ONCE = 1_000, 500
COLUMNS: Final = (
    *("id", *FIELDS, "status", "score", "missing"),
    *("is_role_address", "is_disposable", "created_at", "updated_at"),
)
"""Those that `scout leads import` reads have the names that it knows."""


class ImportEndedError(ScoutError):
    """The file could not be read to its end; says which rows are stored."""


@dataclass(frozen=True, slots=True)
class Import:
    database: Database
    clock: Clock
    secrets: Sequence[str]
    listener: Listener
    counted: Counted = field(default_factory=Counted)

    def run(self, source: AbstractContextManager[LeadsFile]) -> Counted:
        """Raises UnreadableFileError when nothing was stored, ImportEndedError when some was."""
        try:
            with source as file:
                self.listener.begins(file)
                for batch in _batches(file.rows):
                    self._store(batch)
        except ScoutError as error:
            if self.counted.last_row == 1:
                raise
            raise ImportEndedError(f"{error} {self._what_is_stored()}") from error
        return self.counted

    def _store(self, batch: Sequence[GivenRow | TooManyCells]) -> None:
        rows = [one for one in batch if isinstance(one, GivenRow)]
        taken = take_in(self.database, rows, now=self.clock(), secrets=self.secrets, by="import")
        odd = [one for one in batch if isinstance(one, TooManyCells)]
        self.counted.add(taken)
        self.counted.refused += len(odd)
        for note in sorted((*notes_of_odd(odd), *notes_of_taken(taken)), key=lambda one: one.row):
            self.listener.notes(note)
        self.counted.last_row = batch[-1].number

    def _what_is_stored(self) -> str:
        return (
            f"The rows up to {self.counted.last_row} are stored, those after it are not. Mend it "
            "and import the file again: what is stored already is merged."
        )


def _batches(
    rows: Iterator[GivenRow | TooManyCells],
) -> Iterator[Sequence[GivenRow | TooManyCells]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def write_leads(database: Database, format_: Format, output: TextIO) -> None:
    with database.read() as session:
        write_rows(_rows(session, format_), COLUMNS, format_, output)


def _rows(session: Session, format_: Format) -> Iterator[Row]:
    query = select(Lead).order_by(col(Lead.id)).execution_options(yield_per=WRITTEN_AT_ONCE)
    for lead in session.exec(query):
        row = {name: getattr(lead, name) for name in COLUMNS}
        if format_ is Format.CSV:
            row |= {"tags": "; ".join(lead.tags), "missing": "; ".join(lead.missing)}
        yield row
        session.expunge(lead)  # what was written is not kept
