"""Which column of a table means what, by its name. Pure.

Columns that nobody asked for (a reference, a balance) are left out; two columns of one meaning are
refused.
"""

from dataclasses import dataclass, field
from typing import Final

from app.agents.team.roles.finance_manager.reading.dates import Month, month_named
from app.agents.team.roles.finance_manager.reading.faults import fault, quoted
from app.agents.team.roles.finance_manager.reading.names import (
    MEANINGS,
    NAMES,
    Meaning,
    plain_name,
)
from app.agents.team.roles.finance_manager.reading.table import Table

LEDGER_SIDES: Final = frozenset({"debit", "credit", "debits", "credits", "dr", "cr"})


@dataclass(frozen=True, slots=True)
class Columns:
    """`places` by meaning; `months` are columns that hold one month each; `currencies` are those a
    column's name says, as "Amount (USD)"."""

    places: dict[Meaning, int] = field(default_factory=dict)
    months: dict[int, Month] = field(default_factory=dict)
    currencies: dict[int, str] = field(default_factory=dict)


def columns_of(table: Table) -> Columns:
    """Raises UnreadableFileError."""
    found = Columns()
    by_meaning: dict[Meaning, list[tuple[int, str]]] = {}
    for place, written in enumerate(table.head):
        name, currency = plain_name(written)
        if currency is not None:
            found.currencies[place] = currency
        if name in LEDGER_SIDES:
            raise fault(
                table.name,
                None,
                "debit and credit mean the opposite in a bank statement and in a ledger: call the "
                "columns money_in and money_out.",
            )
        if (month := month_named(name)) is not None:
            add_month(table, found, place, month)
        elif (meaning := MEANINGS.get(name)) is not None:
            by_meaning.setdefault(meaning, []).append((place, name))
    for meaning, columns in by_meaning.items():
        found.places[meaning] = the_one(table, meaning, columns)
    check(table, found)
    return found


def add_month(table: Table, found: Columns, place: int, month: Month) -> None:
    if month in found.months.values():
        raise fault(table.name, None, f"two columns are of the month {month}.")
    found.months[place] = month


def the_one(table: Table, meaning: Meaning, columns: list[tuple[int, str]]) -> int:
    """Of categories the name that comes first above: "category" before "description"."""
    if meaning is Meaning.CATEGORY:
        return min(columns, key=lambda column: NAMES[meaning].index(column[1]))[0]
    if len(columns) > 1:
        names = " and ".join(quoted(table.head[place]) for place, _ in columns)
        raise fault(table.name, None, f"{names} may both be the {meaning}: leave one out.")
    return columns[0][0]


def check(table: Table, found: Columns) -> None:
    """Amounts in exactly one form. Raises UnreadableFileError."""
    forms = {
        "an amount for each row": Meaning.AMOUNT in found.places,
        "money in and money out": {Meaning.MONEY_IN, Meaning.MONEY_OUT} & found.places.keys(),
        "budget and actual": {Meaning.PLAN, Meaning.ACTUAL} & found.places.keys(),
        "a column for each month": found.months,
    }
    there = [form for form, is_there in forms.items() if is_there]
    if Meaning.CATEGORY not in found.places:
        raise fault(table.name, None, "no column is called category.")
    if not there:
        raise fault(
            table.name,
            None,
            "no column holds amounts: call it amount, budget, actual, money_in, money_out or by "
            "its month (2026-01).",
        )
    if len(there) > 1:
        raise fault(table.name, None, f"it has {' and '.join(there)}: leave one out.")
