"""What an import says of the rows of a file: to whom, of which, and what it came to in all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.agents.leads.intake.csv_file import LeadsFile, TooManyCells
from app.agents.leads.intake.take_in import Created, MergedInto, TakenIn

MOST_TOLD = 50
"""Rows of which it is said one by one what was wrong."""
MOST_NAMED = 20
"""Rows that were merged, or may be doubles, which are named in one line."""
Say = Callable[[str], None]
Kind = Literal["refused", "left_out", "merged", "double"]


@dataclass(frozen=True, slots=True)
class RowNote:
    """What people should know of a row. `merged` into one of `leads` that says something else; a
    `double` has name and company of all of `leads`, and was stored beside them."""

    row: int
    kind: Kind
    words: str
    leads: tuple[int, ...] = ()


@dataclass(slots=True)
class Counted:
    """What became of the rows up to now; `last_row` is the last one that is done with. The first
    that were merged, or have likely doubles, are named with their leads."""

    created: int = 0
    merged: int = 0
    refused: int = 0
    likely_doubles: int = 0
    last_row: int = 1
    merged_rows: list[str] = field(default_factory=list)
    double_rows: list[str] = field(default_factory=list)

    def add(self, taken: TakenIn) -> None:
        self.created += len(taken.created)
        self.merged += len(taken.merged)
        self.refused += len(taken.refused)
        doubles = [one for one in taken.created if one.likely_doubles]
        self.likely_doubles += len(doubles)
        self.merged_rows += [
            f"row {one.row} into lead {one.id}"
            for one in taken.merged[: MOST_NAMED - len(self.merged_rows)]
        ]
        self.double_rows += [
            f"row {one.row} (now lead {one.id}) of {_leads(one.likely_doubles)}"
            for one in doubles[: MOST_NAMED - len(self.double_rows)]
        ]


class Listener(Protocol):
    """Whoever gave the file."""

    def begins(self, file: LeadsFile) -> None:
        """How it is read."""
        ...

    def notes(self, note: RowNote) -> None: ...


@dataclass(slots=True)
class Teller:
    """Tells in lines, for a terminal."""

    tell: Say
    told: int = 0

    def begins(self, file: LeadsFile) -> None:
        self.tell(f"read as {file.encoding}, columns separated by {file.separator}")
        for line in file.columns.said():
            self.tell(line)

    def notes(self, note: RowNote) -> None:
        if note.kind == "double":
            return  # summary() has how many
        self.told += 1
        if self.told <= MOST_TOLD:
            self.tell(f"row {note.row}: {self.what(note)}: {note.words}")

    def what(self, note: RowNote) -> str:
        into = f"merged into lead {note.leads[0]}" if note.leads else ""
        return into or note.kind.replace("_", " ")

    def summary(self, counted: Counted) -> list[str]:
        more = self.told - MOST_TOLD
        lines = [f"and {more} more rows about which there is something to say"] if more > 0 else []
        return [*lines, *summary(counted)]


def summary(counted: Counted) -> list[str]:
    lines = []
    if counted.merged:
        lines.append(f"merged: {_named(counted.merged_rows, counted.merged)}")
    if counted.likely_doubles:
        named = _named(counted.double_rows, counted.likely_doubles)
        lines.append(
            f"likely doubles: {named}; they have the same name and company, and were not merged"
        )
    return lines


def notes_of_odd(odd: Sequence[TooManyCells]) -> Iterator[RowNote]:
    for one in odd:
        yield RowNote(one.number, "refused", "it has more cells than the first row has names")


def notes_of_taken(taken: TakenIn) -> Iterator[RowNote]:
    for refused in taken.refused:
        yield RowNote(refused.row, "refused", refused.why)
    stored: tuple[Created | MergedInto, ...] = (*taken.created, *taken.merged)
    for done in (one for one in stored if one.left_out):
        yield RowNote(done.row, "left_out", "; ".join(done.left_out))
    for merged in (one for one in taken.merged if one.differs):
        said = (f"{d.field} stays '{d.kept}', not '{d.given}'" for d in merged.differs)
        yield RowNote(merged.row, "merged", "; ".join(said), (merged.id,))
    for made in (one for one in taken.created if one.likely_doubles):
        yield RowNote(made.row, "double", "", (made.id, *made.likely_doubles))


def _named(rows: Sequence[str], count: int) -> str:
    more = count - len(rows)
    return ", ".join(rows) + (f" and {more:,} more" if more else "")


def _leads(ids: Sequence[int]) -> str:
    return f"lead{'s' if len(ids) > 1 else ''} {' and '.join(map(str, ids))}"
