"""A file to lines: one amount of one category in one month. Pure.

table -> columns -> what each row says -> how this file writes days and amounts -> lines
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.agents.team.roles.finance_manager.asked import GivenFile, Kind, Side
from app.agents.team.roles.finance_manager.reading.amounts import amount_of, decimal_mark_of
from app.agents.team.roles.finance_manager.reading.columns import Columns, columns_of
from app.agents.team.roles.finance_manager.reading.dates import (
    Month,
)
from app.agents.team.roles.finance_manager.reading.faults import fault, quoted
from app.agents.team.roles.finance_manager.reading.marks import Written
from app.agents.team.roles.finance_manager.reading.names import Meaning
from app.agents.team.roles.finance_manager.reading.rows import (
    KINDS,
    SIDES,
    RowReader,
    date_order_in,
)
from app.agents.team.roles.finance_manager.reading.rows_left_out import (
    RowKind,
    kind_named,
    kind_of_row,
)
from app.agents.team.roles.finance_manager.reading.signs import Raw, with_kinds
from app.agents.team.roles.finance_manager.reading.table import (
    Row,
    Table,
    read_table,
)


@dataclass(frozen=True, slots=True)
class Line:
    """`amount` is in `currency` (None: that of the report) and positive for what its kind usually
    is; `day` is that of its exchange rate, a month's last where only the month is known."""

    file: str
    number: int
    side: Side
    month: Month
    day: date
    category: str
    kind: Kind
    amount: Decimal
    currency: str | None = None
    vat_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LinesRead:
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def read_lines(file: GivenFile) -> LinesRead:
    """Raises UnreadableFileError."""
    table = read_table(file)
    columns = columns_of(table)
    rows = RowReader(file, columns, date_order_in(file, table, columns))
    reader = TableReader(table, columns, rows, [])
    raws = list(reader.raws())
    mark = decimal_mark_of(
        (raw.value for raw in raws if isinstance(raw.value, Written)), file.decimal_mark
    )
    amounts = [
        amount_of(raw.value, mark) if isinstance(raw.value, Written) else raw.value for raw in raws
    ]
    check_currencies(file, raws)
    lines = [
        Line(
            file.name,
            raw.number,
            raw.side,
            raw.month,
            raw.day,
            raw.category,
            kind,
            amount,
            raw.currency,
            raw.vat_percent,
        )
        for raw, kind, amount in with_kinds(file, raws, amounts)
    ]
    if not lines:
        raise fault(file.name, None, "it has no amounts.")
    return LinesRead(tuple(lines), tuple(reader.notes))


def check_currencies(file: GivenFile, raws: list[Raw]) -> None:
    """A row without a currency among others with one may be of any. Raises UnreadableFileError."""
    named = next((raw for raw in raws if raw.currency is not None), None)
    unnamed = next((raw for raw in raws if raw.currency is None), None)
    if named is not None and unnamed is not None:
        raise fault(
            file.name,
            unnamed.number,
            f"it names no currency, and line {named.number} does ({named.currency}): set currency "
            "of this file.",
        )


@dataclass(frozen=True, slots=True)
class TableReader:
    """What the rows of one table say, before its marks are known. `notes` gathers what is left
    out."""

    table: Table
    columns: Columns
    rows: RowReader
    notes: list[str]

    def raws(self) -> Iterator[Raw]:
        """Raises UnreadableFileError."""
        section: Kind | None = None
        above: set[str] = set()
        for row in self.table.rows:
            category = row.text(self.columns.places[Meaning.CATEGORY])
            kind_of = kind_of_row(category, above)
            if kind_of in {RowKind.TOTAL, RowKind.RESULT}:
                self.leave_out(row, category, kind_of)
                continue
            found = list(self.raws_of(row, category, section)) if self.has_amounts(row) else []
            if found and kind_of is RowKind.UNCLEAR and Meaning.DATE not in self.columns.places:
                raise self.rows.fault(row, f"{quoted(category)} may be a total: name it otherwise.")
            if not found:
                section = kind_named(category) or section
                self.note_blank(row, category)
            above.add(category.casefold())
            yield from found

    def raws_of(self, row: Row, category: str, section: Kind | None) -> Iterator[Raw]:
        self.rows.check_category(row, category)
        vat = self.rows.vat_of(row)
        for place, meaning in self.amount_columns():
            currency = self.rows.currency_of(row, place)
            value = self.rows.value_of(row, place, currency)
            if value is None:
                continue
            month, day = self.rows.when(row, place)
            marked = value.currency if isinstance(value, Written) else None
            if marked is not None and currency is not None and marked != currency:
                raise self.rows.fault(row, f"it says {currency}, and its amount {marked}.")
            yield Raw(
                row.number,
                SIDES.get(meaning, self.rows.file.holds) if meaning else self.rows.file.holds,
                month,
                day,
                category,
                self.rows.kind_of(row, meaning) or section,
                value,
                marked or currency,
                vat,
            )

    def amount_columns(self) -> Iterator[tuple[int, Meaning | None]]:
        yield from ((place, None) for place in self.columns.months)
        for meaning in (Meaning.AMOUNT, *KINDS, *SIDES):
            if meaning in self.columns.places:
                yield self.columns.places[meaning], meaning

    def has_amounts(self, row: Row) -> bool:
        return any(
            self.rows.value_of(row, place, self.rows.currency_of(row, place)) is not None
            for place, _ in self.amount_columns()
        )

    def leave_out(self, row: Row, category: str, kind: RowKind) -> None:
        what = "a total" if kind is RowKind.TOTAL else "a result or a balance"
        self.notes.append(
            f"{self.table.name}, line {row.number}: {quoted(category)} is {what}, so not counted."
        )

    def note_blank(self, row: Row, category: str) -> None:
        if kind_named(category) is None and Meaning.DATE in self.columns.places:
            self.notes.append(
                f"{self.table.name}, line {row.number}: {quoted(category)} has no amount."
            )
