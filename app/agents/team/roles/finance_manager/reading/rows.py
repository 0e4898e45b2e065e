"""What the cells of a row say: of which day, how much, of what kind, in which currency. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from app.agents.team.roles.finance_manager.asked import GivenFile, Kind, Side
from app.agents.team.roles.finance_manager.computing.money import CURRENCIES
from app.agents.team.roles.finance_manager.reading.amounts import MOST_DECIMALS, MOST_DIGITS
from app.agents.team.roles.finance_manager.reading.columns import Columns
from app.agents.team.roles.finance_manager.reading.dates import (
    DateOrder,
    Month,
    date_order_of,
    day_named,
    is_open,
    month_named,
)
from app.agents.team.roles.finance_manager.reading.faults import (
    UnreadableFileError,
    fault,
    quoted,
)
from app.agents.team.roles.finance_manager.reading.marks import Place, Written, written
from app.agents.team.roles.finance_manager.reading.names import Meaning
from app.agents.team.roles.finance_manager.reading.rows_left_out import kind_named
from app.agents.team.roles.finance_manager.reading.table import ACTS_IN_A_SPREADSHEET, Row, Table

NO_VAT: Final = frozenset({"exempt", "zero-rated", "zero rated", "none", "no"})
KINDS: Final = {Meaning.MONEY_IN: Kind.INCOME, Meaning.MONEY_OUT: Kind.COST}
SIDES: Final = {Meaning.PLAN: Side.PLAN, Meaning.ACTUAL: Side.ACTUAL}
LONGEST_CATEGORY: Final = 120


@dataclass(frozen=True, slots=True)
class RowReader:
    """Of the rows of one file. All raise UnreadableFileError."""

    file: GivenFile
    columns: Columns
    order: DateOrder | None

    def value_of(self, row: Row, place: int, currency: str | None) -> Written | Decimal | None:
        cell = row.cells[place] if place < len(row.cells) else ""
        if isinstance(cell, str):
            return written(cell, Place(self.file.name, row.number, currency))
        places = cell.as_tuple().exponent
        is_short = isinstance(places, int) and -MOST_DECIMALS <= places <= MOST_DIGITS
        if not is_short or abs(cell) >= 10**MOST_DIGITS:
            raise self.fault(row, f"{quoted(str(cell))} is too long for an amount.")
        return cell

    def check_category(self, row: Row, category: str) -> None:
        if not category:
            raise self.fault(row, "it has an amount and no category: it may be a total.")
        if category.startswith(ACTS_IN_A_SPREADSHEET):
            raise self.fault(
                row,
                f"{quoted(category)} begins as a formula does, and a spreadsheet may act on it.",
            )
        if len(category) > LONGEST_CATEGORY:
            raise self.fault(row, f"{quoted(category)} is longer than {LONGEST_CATEGORY} letters.")

    def when(self, row: Row, place: int) -> tuple[Month, date]:
        month = self.columns.months.get(place)
        if month is not None:
            return month, month.last_day
        column = self.columns.places.get(Meaning.DATE)
        if column is None:
            return self.month_of_file(row)
        text = row.text(column)
        if (month := month_named(text)) is not None:
            return month, month.last_day
        day = day_named(text, self.order)
        if day is None:
            raise self.fault(row, f"{quoted(text)} is no date: write it as 2026-01-31.")
        return Month(day.year, day.month), day

    def month_of_file(self, row: Row) -> tuple[Month, date]:
        month = month_named(self.file.month) if self.file.month else None
        if month is None:
            raise self.fault(row, "nothing says of which month it is: set month of this file.")
        return month, month.last_day

    def kind_of(self, row: Row, meaning: Meaning | None) -> Kind | None:
        if meaning in KINDS:
            return KINDS[meaning]
        column = self.columns.places.get(Meaning.KIND)
        if column is None:
            return None
        kind = kind_named(row.text(column))
        if kind is None:
            raise self.fault(row, f"its type is {quoted(row.text(column))}: write income or cost.")
        return kind

    def currency_of(self, row: Row, place: int) -> str | None:
        """What the row says, or the column's name, or whoever gave the file."""
        column = self.columns.places.get(Meaning.CURRENCY)
        said = row.text(column).upper() if column is not None else ""
        if said:
            code = {"R": "ZAR"}.get(said, said)
            if code not in CURRENCIES:
                raise self.fault(row, f"{quoted(said)} is no currency, such as ZAR.")
            return code
        return self.columns.currencies.get(place) or self.file.currency

    def vat_of(self, row: Row) -> Decimal | None:
        column = self.columns.places.get(Meaning.VAT)
        said = row.text(column).casefold() if column is not None else ""
        if not said or said in NO_VAT:
            return Decimal(0) if said else None
        try:
            found = Decimal(said.removesuffix("%").strip().replace(",", "."))
        except InvalidOperation as error:
            raise self.fault(row, f"{quoted(said)} is no VAT rate, such as 15%.") from error
        if not 0 <= found <= 100 or (0 < found < 1 and "%" not in said):
            raise self.fault(row, f"{quoted(said)} is no VAT rate, such as 15%.")
        return found

    def fault(self, row: Row, what: str) -> UnreadableFileError:
        return fault(self.file.name, row.number, what)


def date_order_in(file: GivenFile, table: Table, columns: Columns) -> DateOrder | None:
    """Raises UnreadableFileError where the dates contradict each other or may be two days."""
    place = columns.places.get(Meaning.DATE)
    if place is None:
        return None
    texts = [row.text(place) for row in table.rows]
    proven = date_order_of(texts)
    if len(proven) > 1:
        raise fault(file.name, None, "some dates begin with the day and others with the month.")
    order = next(iter(proven), file.date_order)
    unclear = next((row for row in table.rows if is_open(row.text(place))), None)
    if order is None and unclear is not None:
        raise fault(
            file.name,
            unclear.number,
            f"{quoted(unclear.text(place))} may be two days: set date_order of this file to "
            "day_first or month_first.",
        )
    return order
