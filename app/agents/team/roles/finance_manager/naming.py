"""The figures by name, as the model may quote them. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.agents.team.roles.finance_manager.computing.money import NO_BREAK, grouped, money_words
from app.agents.team.roles.finance_manager.figures import (
    FinanceManagerOutput,
    MonthTable,
    Runway,
    UnitEconomics,
    Variance,
    VarianceRow,
    VatFigures,
)

LARGEST: Final = 5
IN_MONTHS: Final = frozenset({"payback_months"})
IN_PERCENT: Final = frozenset({"contribution_margin_percent"})
RATIOS: Final = frozenset({"ltv_to_cac"})


@dataclass(frozen=True, slots=True)
class Figure:
    """`words` are put where the placeholder stands; `what` tells the model what it is."""

    what: str
    words: str


def figures_by_name(output: FinanceManagerOutput) -> dict[str, Figure]:
    """Letters and underscores only, so that a placeholder holds no digit."""
    found: dict[str, Figure] = {}
    for prefix, table in (("plan", output.budget), ("actual", output.actual)):
        if table is not None:
            found |= of_table(prefix, table, output.currency)
    if output.vat is not None:
        found |= of_vat(output.vat, output.currency)
    if output.runway is not None:
        found |= of_runway(output.runway, output.currency)
    if output.unit_economics is not None:
        found |= of_unit_economics(output.unit_economics, output.currency)
    if output.variance is not None:
        found |= of_variance(output.variance, output.currency)
    return found


def of_table(prefix: str, table: MonthTable, currency: str) -> dict[str, Figure]:
    months = f"{table.months[0]} to {table.months[-1]}"
    found = {
        f"{prefix}_months": Figure("months of the table", months),
        f"{prefix}_income": Figure("all income", money_words(table.total_income, currency)),
        f"{prefix}_costs": Figure("all costs", money_words(table.total_costs, currency)),
        f"{prefix}_net": Figure("income less costs", money_words(table.total_net, currency)),
    }
    rows = sorted(table.rows, key=lambda row: row.total, reverse=True)
    for letter, row in zip("abcde", rows[:LARGEST], strict=False):
        what = f"{row.kind} of the category {row.category}"
        found[f"{prefix}_category_{letter}_name"] = Figure(f"name, {what}", row.category)
        found[f"{prefix}_category_{letter}_total"] = Figure(what, money_words(row.total, currency))
    return found


def of_vat(vat: VatFigures, currency: str) -> dict[str, Figure]:
    return {
        "output_vat": Figure("VAT on income", money_words(vat.output_vat, currency)),
        "input_vat": Figure("VAT on costs", money_words(vat.input_vat, currency)),
        "vat_payable": Figure("VAT left to pay", money_words(vat.payable, currency)),
    }


def of_runway(runway: Runway, currency: str) -> dict[str, Figure]:
    found = {
        "cash": Figure(f"cash at the end of {runway.month}", money_words(runway.cash, currency)),
        "average_burn": Figure(
            "what a month takes on average", money_words(runway.average_burn, currency)
        ),
    }
    for letter, scenario in zip("abcdefghi", runway.scenarios, strict=False):
        name = "as_now" if letter == "a" else f"scenario_{letter}"
        found[f"runway_{name}_name"] = Figure("name of a scenario", scenario.name)
        burn = money_words(scenario.monthly_burn, currency)
        found[f"runway_{name}_burn"] = Figure(f"burn of a month, {scenario.name}", burn)
        if scenario.months is not None and scenario.ends_in is not None:
            months = f"{grouped(scenario.months)} months"
            found[f"runway_{name}_months"] = Figure(f"runway, {scenario.name}", months)
            found[f"runway_{name}_ends_in"] = Figure(
                f"month without cash, {scenario.name}", scenario.ends_in
            )
    return found


def of_unit_economics(economics: UnitEconomics, currency: str) -> dict[str, Figure]:
    return {
        name: Figure(name.replace("_", " "), unit_words(name, value, currency))
        for name, value in economics
        if isinstance(value, Decimal)
    }


def unit_words(name: str, value: Decimal, currency: str) -> str:
    if name in IN_MONTHS:
        return f"{grouped(value)} months"
    if name in IN_PERCENT:
        return f"{grouped(value)}{NO_BREAK}%"
    return grouped(value) if name in RATIOS else money_words(value, currency)


def of_variance(variance: Variance, currency: str) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for row in (variance.income, variance.costs, variance.net):
        found |= of_row(f"variance_{row.name.casefold()}", row, currency)
    rows = sorted(variance.categories, key=lambda row: abs(row.absolute), reverse=True)
    for letter, row in zip("abcde", rows[:LARGEST], strict=False):
        found[f"variance_{letter}_name"] = Figure("name of a category", row.name)
        found |= of_row(f"variance_{letter}", row, currency)
    return found


def of_row(prefix: str, row: VarianceRow, currency: str) -> dict[str, Figure]:
    what = re.sub(r"\s+", " ", f"{row.name}, {row.verdict.replace('_', ' ')}")
    found = {
        f"{prefix}_plan": Figure(f"plan of {what}", money_words(row.plan, currency)),
        f"{prefix}_actual": Figure(f"actual of {what}", money_words(row.actual, currency)),
        f"{prefix}_absolute": Figure(
            f"actual less plan of {what}", money_words(row.absolute, currency)
        ),
    }
    if row.percent is not None:
        found[f"{prefix}_percent"] = Figure(
            f"that as a share of the plan, {what}", f"{grouped(row.percent)}{NO_BREAK}%"
        )
    return found
