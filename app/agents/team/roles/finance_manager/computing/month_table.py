"""By category and month, and what VAT comes to. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from app.agents.team.roles.finance_manager.asked import Kind
from app.agents.team.roles.finance_manager.computing.converting import Entry
from app.agents.team.roles.finance_manager.computing.money import ZERO, total
from app.agents.team.roles.finance_manager.figures import CategoryRow, MonthTable, VatFigures
from app.agents.team.roles.finance_manager.reading.dates import Month
from app.lib.errors import PermanentError

MOST_MONTHS = 120


def months_from_to(entries: Sequence[Entry]) -> tuple[Month, ...]:
    """Each month from the first to the last, also one without entries. Raises PermanentError."""
    first, last = min(entry.month for entry in entries), max(entry.month for entry in entries)
    count = (last.year - first.year) * 12 + last.number - first.number + 1
    if count > MOST_MONTHS:
        raise PermanentError(
            f"The amounts are from {first} to {last}, and {MOST_MONTHS} months are the most: is a "
            "year mistyped?"
        )
    return tuple(first.later(number) for number in range(count))


def month_table(entries: Sequence[Entry]) -> MonthTable | None:
    """Net of VAT; None of no entries. Names that differ in capitals or spaces are one category."""
    if not entries:
        return None
    months = months_from_to(entries)
    rows = tuple(
        category_row(name, kind, entries_of, months)
        for (kind, name), entries_of in by_category(entries).items()
    )
    income = sums(rows, Kind.INCOME, len(months))
    costs = sums(rows, Kind.COST, len(months))
    net = tuple(one - other for one, other in zip(income, costs, strict=True))
    return MonthTable(
        months=tuple(map(str, months)),
        rows=rows,
        income=income,
        costs=costs,
        net=net,
        total_income=total(income),
        total_costs=total(costs),
        total_net=total(net),
    )


def by_category(entries: Sequence[Entry]) -> dict[tuple[Kind, str], list[Entry]]:
    """Income first, each in the order of the file, under the name as it is first written."""
    names: dict[tuple[Kind, str], str] = {}
    found: dict[tuple[Kind, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.kind is Kind.COST):
        key = (entry.kind, same_name(entry.category))
        name = names.setdefault(key, entry.category)
        found.setdefault((entry.kind, name), []).append(entry)
    return found


def same_name(category: str) -> str:
    return " ".join(category.casefold().split())


def category_row(
    name: str, kind: Kind, entries: Sequence[Entry], months: tuple[Month, ...]
) -> CategoryRow:
    amounts = dict.fromkeys(months, ZERO)
    for entry in entries:
        amounts[entry.month] += entry.net
    return CategoryRow(
        category=name,
        kind=kind,
        amounts=tuple(amounts.values()),
        total=total(tuple(amounts.values())),
    )


def sums(rows: tuple[CategoryRow, ...], kind: Kind, months: int) -> tuple[Decimal, ...]:
    of_kind = [row for row in rows if row.kind is kind]
    return tuple(total([row.amounts[month] for row in of_kind]) for month in range(months))


def vat_figures(entries: Sequence[Entry]) -> VatFigures:
    output = total([entry.vat for entry in entries if entry.kind is Kind.INCOME])
    inputs = total([entry.vat for entry in entries if entry.kind is Kind.COST])
    return VatFigures(output_vat=output, input_vat=inputs, payable=output - inputs)
