"""Plan and actual beside each other. Pure.

absolute = actual less plan; percent = absolute / plan. More income is favourable, more cost is not.
"""

from collections.abc import Sequence
from decimal import Decimal

from app.agents.team.roles.finance_manager.asked import Kind, Side
from app.agents.team.roles.finance_manager.computing.converting import Entry
from app.agents.team.roles.finance_manager.computing.money import percent_of, total
from app.agents.team.roles.finance_manager.computing.month_table import by_category, same_name
from app.agents.team.roles.finance_manager.figures import Variance, VarianceRow, Verdict
from app.agents.team.roles.finance_manager.reading.dates import Month


def variance(entries: Sequence[Entry]) -> Variance | None:
    """None where plan and actual have no month in common: nothing can be compared."""
    months = sorted(months_of(entries, Side.PLAN) & months_of(entries, Side.ACTUAL))
    if not months:
        return None
    compared = [entry for entry in entries if entry.month in months]
    return Variance(
        months=tuple(map(str, months)),
        categories=tuple(category_rows(compared)),
        by_month=tuple(
            net_row(str(month), [entry for entry in compared if entry.month == month])
            for month in months
        ),
        income=kind_row("Income", Kind.INCOME, compared),
        costs=kind_row("Costs", Kind.COST, compared),
        net=net_row("Net", compared),
    )


def months_of(entries: Sequence[Entry], side: Side) -> set[Month]:
    return {entry.month for entry in entries if entry.side is side}


def category_rows(entries: Sequence[Entry]) -> list[VarianceRow]:
    return [
        row_of(name, kind, side_total(of_category, Side.PLAN), side_total(of_category, Side.ACTUAL))
        for (kind, name), of_category in by_category(entries).items()
    ]


def side_total(entries: Sequence[Entry], side: Side) -> Decimal:
    return total([entry.net for entry in entries if entry.side is side])


def kind_row(name: str, kind: Kind, entries: Sequence[Entry]) -> VarianceRow:
    of_kind = [entry for entry in entries if entry.kind is kind]
    return row_of(name, kind, side_total(of_kind, Side.PLAN), side_total(of_kind, Side.ACTUAL))


def net_row(name: str, entries: Sequence[Entry]) -> VarianceRow:
    """Income less costs."""
    income, costs = kind_row(name, Kind.INCOME, entries), kind_row(name, Kind.COST, entries)
    return row_of(name, None, income.plan - costs.plan, income.actual - costs.actual)


def row_of(name: str, kind: Kind | None, plan: Decimal, actual: Decimal) -> VarianceRow:
    absolute = actual - plan
    return VarianceRow(
        name=name,
        kind=kind,
        plan=plan,
        actual=actual,
        absolute=absolute,
        percent=percent_of(absolute, plan),
        verdict=verdict_of(kind, absolute),
    )


def verdict_of(kind: Kind | None, absolute: Decimal) -> Verdict:
    if not absolute:
        return Verdict.ON_PLAN
    is_good = absolute < 0 if kind is Kind.COST else absolute > 0
    return Verdict.FAVOURABLE if is_good else Verdict.UNFAVOURABLE


def planned_alone(entries: Sequence[Entry]) -> list[str]:
    """Months and categories that only one side has, in words: they are compared with nothing."""
    plan, actual = months_of(entries, Side.PLAN), months_of(entries, Side.ACTUAL)
    said = []
    if plan - actual:
        said.append(
            f"Planned months without actual amounts are not compared: {named(plan - actual)}."
        )
    if actual - plan:
        said.append(f"Months without a plan are not compared: {named(actual - plan)}.")
    unplanned = categories_of(entries, Side.ACTUAL) - categories_of(entries, Side.PLAN)
    if unplanned:
        said.append(f"Not in the plan, so compared with nothing: {', '.join(sorted(unplanned))}.")
    return said


def named(months: set[Month]) -> str:
    return ", ".join(map(str, sorted(months)))


def categories_of(entries: Sequence[Entry], side: Side) -> set[str]:
    return {same_name(entry.category) for entry in entries if entry.side is side}
