"""What a customer costs and brings. Pure.

    CAC            = sales and marketing costs / new customers
    contribution   = revenue less variable costs, of a customer in a month
    payback        = CAC / contribution, in months
    LTV            = contribution / monthly churn
    margin         = (revenue less variable costs) / revenue

Each is rounded once, from what was given, not from a figure that was rounded before. What is
missing is said; nothing is divided by zero.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from app.agents.team.roles.finance_manager.asked import UnitEconomicsAsked
from app.agents.team.roles.finance_manager.computing.money import (
    EXACT,
    HUNDRED,
    percent_of,
    product,
    quotient,
    rounded,
    to_minor_unit,
)
from app.agents.team.roles.finance_manager.figures import Missing, UnitEconomics


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact fraction that is not divided before it is needed."""

    above: Decimal
    below: Decimal

    @property
    def value(self) -> Decimal:
        return quotient(self.above, self.below)


@dataclass(frozen=True, slots=True)
class Customer:
    """What is known of one, and why the rest is not."""

    given: UnitEconomicsAsked
    missing: list[Missing] = field(default_factory=list)

    def miss(self, figure: str, why: str) -> None:
        self.missing.append(Missing(figure=figure, why=why))

    def cac(self) -> Ratio | None:
        costs, customers = self.given.sales_and_marketing_costs, self.given.new_customers
        if costs is None or customers is None:
            self.miss("cac", "It needs sales_and_marketing_costs and new_customers.")
        elif customers == 0:
            self.miss("cac", "There were no new customers to divide the costs by.")
        else:
            return Ratio(costs, Decimal(customers))
        return None

    def contribution(self) -> Decimal | None:
        revenue = self.given.revenue_per_customer_per_month
        costs = self.given.variable_costs_per_customer_per_month
        if revenue is None or costs is None:
            self.miss(
                "contribution_per_customer_per_month",
                "It needs revenue_per_customer_per_month and "
                "variable_costs_per_customer_per_month.",
            )
            return None
        return revenue - costs

    def payback(self, cac: Ratio | None, contribution: Decimal | None) -> Ratio | None:
        if cac is None or contribution is None:
            self.miss("payback_months", "It needs the cost of a new customer and what one brings.")
        elif contribution <= 0:
            self.miss("payback_months", "A customer brings nothing, so the cost never comes back.")
        else:
            return Ratio(cac.above, product(cac.below, contribution))
        return None

    def ltv(self, contribution: Decimal | None) -> Ratio | None:
        churn = self.given.monthly_churn_percent
        if contribution is None or churn is None:
            self.miss(
                "ltv", "It needs what a customer brings in a month and monthly_churn_percent."
            )
        elif churn == 0:
            self.miss("ltv", "Nobody leaves at a churn of 0, so it has no end.")
        else:
            return Ratio(product(contribution, HUNDRED), churn)
        return None

    def ltv_to_cac(self, ltv: Ratio | None, cac: Ratio | None) -> Ratio | None:
        if ltv is None or cac is None:
            self.miss("ltv_to_cac", "It needs both of its parts.")
        elif cac.above == 0:
            self.miss("ltv_to_cac", "A new customer costs nothing.")
        else:
            return Ratio(product(ltv.above, cac.below), product(ltv.below, cac.above))
        return None

    def margin(self) -> Decimal | None:
        revenue, costs = self.given.revenue, self.given.variable_costs
        if revenue is None or costs is None:
            self.miss("contribution_margin", "It needs revenue and variable_costs.")
            return None
        return revenue - costs


def unit_economics(given: UnitEconomicsAsked, currency: str) -> UnitEconomics:
    customer = Customer(given)
    cac, contribution, margin = customer.cac(), customer.contribution(), customer.margin()
    payback, ltv = customer.payback(cac, contribution), customer.ltv(contribution)
    ratio = customer.ltv_to_cac(ltv, cac)
    per_unit = margin_per_unit(customer, margin)
    percent = margin_percent(customer, margin)
    return UnitEconomics(
        cac=to_minor_unit(cac.value, currency) if cac else None,
        contribution_per_customer_per_month=in_cents(contribution, currency),
        payback_months=rounded(payback.value, 1) if payback else None,
        ltv=to_minor_unit(ltv.value, currency) if ltv else None,
        ltv_to_cac=rounded(ratio.value, 2) if ratio else None,
        contribution_margin=in_cents(margin, currency),
        contribution_margin_percent=percent,
        contribution_per_unit=in_cents(per_unit, currency),
        missing=tuple(customer.missing),
    )


def in_cents(amount: Decimal | None, currency: str) -> Decimal | None:
    return to_minor_unit(amount, currency) if amount is not None else None


def margin_percent(customer: Customer, margin: Decimal | None) -> Decimal | None:
    revenue = customer.given.revenue
    if margin is None or revenue is None or not revenue:
        customer.miss("contribution_margin_percent", "It needs revenue above 0 and variable_costs.")
        return None
    return percent_of(margin, revenue)


def margin_per_unit(customer: Customer, margin: Decimal | None) -> Decimal | None:
    units = customer.given.units
    if margin is None or not units:
        customer.miss(
            "contribution_per_unit", "It needs revenue, variable_costs and units above 0."
        )
        return None
    return EXACT.divide(margin, Decimal(units))
