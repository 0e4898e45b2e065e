"""How long the money lasts. Pure.

burn of a month = costs less income, with VAT, as it leaves the bank
runway          = cash / burn, in months, rounded down to a tenth
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.agents.team.roles.finance_manager.asked import Kind, RunwayAsked, Scenario, Side
from app.agents.team.roles.finance_manager.computing.converting import Entry
from app.agents.team.roles.finance_manager.computing.money import (
    EXACT,
    HUNDRED,
    ZERO,
    money_words,
    product,
    quotient,
    rounded_down,
    to_minor_unit,
    total,
)
from app.agents.team.roles.finance_manager.figures import Runway, RunwayScenario
from app.agents.team.roles.finance_manager.reading.dates import Month
from app.lib.errors import PermanentError

AS_NOW: Final = Scenario(name="As now")
ASSUMED: Final = (
    Scenario(name="Income 20 % lower", income_change_percent=Decimal(-20)),
    Scenario(name="Costs 10 % higher", costs_change_percent=Decimal(10)),
)
"""Where no scenario is given and income and costs are known apart."""
LONGEST_MONTHS: Final = 1200


@dataclass(frozen=True, slots=True)
class Burned:
    """Income and costs of so many months together; without lines the burn is all costs."""

    months: tuple[str, ...]
    count: int
    income: Decimal
    costs: Decimal

    def monthly(self, scenario: Scenario, currency: str) -> Decimal:
        """The mean, rounded once."""
        costs = product(self.costs, HUNDRED + scenario.costs_change_percent)
        income = product(self.income, HUNDRED + scenario.income_change_percent)
        whole = quotient(EXACT.subtract(costs, income), product(HUNDRED, Decimal(self.count)))
        return to_minor_unit(whole, currency)


def runway(asked: RunwayAsked, entries: Sequence[Entry], currency: str) -> Runway:
    """Raises PermanentError when nothing says what is burned."""
    cash = to_minor_unit(asked.cash, currency)
    burned = burned_in(asked, [entry for entry in entries if entry.side is Side.ACTUAL])
    scenarios = asked.scenarios or (ASSUMED if burned.income else ())
    return Runway(
        cash=cash,
        month=asked.month,
        burn_months=burned.months,
        average_burn=burned.monthly(AS_NOW, currency),
        scenarios=tuple(
            scenario_of(scenario, cash, burned.monthly(scenario, currency), asked.month, currency)
            for scenario in (AS_NOW, *scenarios)
        ),
    )


def burned_in(asked: RunwayAsked, actual: Sequence[Entry]) -> Burned:
    """Raises PermanentError."""
    if asked.burn_by_month:
        burns = asked.burn_by_month[-asked.months :]
        return Burned((), len(burns), ZERO, total(burns))
    last = Month(int(asked.month[:4]), int(asked.month[5:]))
    first = last.later(1 - asked.months)
    within = [entry for entry in actual if first <= entry.month <= last]
    if not within:
        raise PermanentError(
            f"No actual amounts are given from {first} to {last}, so nobody knows what a month "
            "takes: give them, or burn_by_month."
        )
    earliest = min(entry.month for entry in within)
    count = (last.year - earliest.year) * 12 + last.number - earliest.number + 1
    return Burned(
        tuple(str(earliest.later(number)) for number in range(count)),
        count,
        total([entry.gross for entry in within if entry.kind is Kind.INCOME]),
        total([entry.gross for entry in within if entry.kind is Kind.COST]),
    )


def scenario_of(
    scenario: Scenario, cash: Decimal, burn: Decimal, month: str, currency: str
) -> RunwayScenario:
    months, ends_in, says = None, None, ""
    if cash <= 0:
        months, ends_in, says = Decimal("0.0"), month, "There is no cash left."
    elif burn <= 0:
        says = "Income covers the costs: the cash does not end."
    elif cash > burn * LONGEST_MONTHS:
        says = "The cash lasts for more than a hundred years."
    else:
        months = rounded_down(quotient(cash, burn), 1)
        ends_in = str(month_without_cash(cash, burn, month))
        says = (
            f"A month takes {money_words(burn, currency)}: the cash lasts {months} months and ends "
            f"in {ends_in}."
        )
    return RunwayScenario(
        name=scenario.name, monthly_burn=burn, months=months, ends_in=ends_in, says=says
    )


def month_without_cash(cash: Decimal, burn: Decimal, month: str) -> Month:
    """The first at whose end nothing is left: cash of exactly two burns ends in the second."""
    whole, rest = divmod(cash, burn)
    return Month(int(month[:4]), int(month[5:])).later(int(whole) + (1 if rest else 0))
