"""A file of leads that a form brought: how it was read, and what became of its rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from app.agents.leads.intake.csv_file import LeadsFile, leads_in
from app.agents.leads.intake.import_notes import Counted, Kind, Listener, RowNote
from app.agents.leads.intake.lead_files import Import, ImportEndedError
from app.lib.printable import one_line
from app.parts.parts import Parts

MOST_SHOWN = 100
"""Rows of a kind."""
LONGEST_NAME, MOST_COLUMNS = 120, 100


@dataclass(frozen=True, slots=True)
class ImportView:
    """`columns`: by field of a lead, the names of its columns in the file. `notes` are the first
    of each kind, `counts` of all. `problem`: why the file was not read to its end."""

    file: str
    encoding: str
    separator: str
    columns: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    counted: Counted
    notes: Mapping[Kind, tuple[RowNote, ...]]
    counts: Mapping[Kind, int]
    problem: str = ""


@dataclass(slots=True)
class Kept(Listener):
    """What was said of the file and its rows."""

    file: LeadsFile | None = None
    notes_by_kind: dict[Kind, list[RowNote]] = field(default_factory=dict)
    counts: Counter[Kind] = field(default_factory=Counter)

    def begins(self, file: LeadsFile) -> None:
        self.file = file

    def notes(self, note: RowNote) -> None:
        self.counts[note.kind] += 1
        if self.counts[note.kind] <= MOST_SHOWN:
            self.notes_by_kind.setdefault(note.kind, []).append(note)


def import_upload(parts: Parts, file: BinaryIO, name: str) -> ImportView:
    """Raises UnreadableFileError when nothing of it was stored, DatabaseAwayError."""
    kept, shown = Kept(), one_line(name, LONGEST_NAME) or "The file"
    work = Import(parts.database, parts.clock, parts.settings.secret_keys, kept)
    problem = ""
    try:
        work.run(leads_in(file, shown))
    except ImportEndedError as error:
        problem = str(error)
    return view_of(shown, kept, work.counted, problem)


def view_of(name: str, kept: Kept, counted: Counted, problem: str) -> ImportView:
    read = kept.file
    assert read is not None  # noqa: S101 (how it is read is told before any row)
    columns = read.columns
    return ImportView(
        file=name,
        encoding=read.encoding,
        separator=read.separator,
        columns={
            of: tuple(columns.head[place] for place in places[:MOST_COLUMNS])
            for of, places in columns.places.items()
        },
        unused=columns.unused[:MOST_COLUMNS],
        counted=counted,
        notes={kind: tuple(notes) for kind, notes in kept.notes_by_kind.items()},
        counts=dict(kept.counts),
        problem=problem,
    )
