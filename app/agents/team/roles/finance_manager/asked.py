"""What the finance manager may be asked: files, lines, cash, customers. Amounts are text or numbers
with a point before the decimals ("1234.56"); files may write theirs in many ways."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.agents.team.roles.finance_manager.numbers import (
    Amount,
    Change,
    Currency,
    Day,
    NotNegative,
    Percent,
    Rate,
)
from app.agents.team.roles.finance_manager.reading.dates import DateOrder

LONGEST_TEXT = 500_000


Count = Annotated[int, Field(ge=0, le=10**9, strict=True)]
MonthText = Annotated[
    str, Field(pattern="^(199[0-9]|20[0-9][0-9])-(0[1-9]|1[0-2])$", examples=["2026-01"])
]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Side(StrEnum):
    PLAN = "plan"
    ACTUAL = "actual"


class Kind(StrEnum):
    INCOME = "income"
    COST = "cost"


class AmountsAre(StrEnum):
    """Of a file without a column that says it: signed (costs have a minus), or all of one kind."""

    SIGNED = "signed"
    COSTS = "costs"
    INCOME = "income"


class CostsAre(StrEnum):
    """How costs are written where a column or a heading says that they are costs."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class FileFormat(StrEnum):
    CSV = "csv"
    JSON = "json"


class GivenFile(Asked):
    """The text of a table: a row for each amount (date, category, amount, perhaps kind, currency,
    vat_rate; or money_in and money_out; or budget and actual beside each other), or a row for each
    category with a column for each month. `month`: of all its rows, where they say none."""

    name: Name = "file"
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    format: FileFormat = FileFormat.CSV
    holds: Side = Side.ACTUAL
    currency: Currency | None = None
    month: MonthText | None = None
    amounts_are: AmountsAre | None = None
    costs_are: CostsAre | None = None
    decimal_mark: Annotated[str, Field(pattern="^[.,]$")] | None = None
    date_order: DateOrder | None = None


class GivenLine(Asked):
    """One amount: a cost and an income are both positive, what is given back is negative."""

    month: MonthText
    category: Name
    kind: Kind
    amount: Amount
    holds: Side = Side.ACTUAL
    currency: Currency | None = None
    vat_percent: Percent | None = None


class ExchangeRate(Asked):
    """One unit of `currency` was worth `rate` of the currency of the report on `date`."""

    currency: Currency
    rate: Rate
    date: Day


class AmountsWithVat(StrEnum):
    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class Vat(Asked):
    """An object with amounts_are and percent, for lines without a rate of their own. South Africa's
    standard rate unless another is given; zero-rated and exempt lines and wages need a rate of
    0."""

    amounts_are: AmountsWithVat
    percent: Percent = Decimal(15)


class Scenario(Asked):
    name: Name
    income_change_percent: Change = Decimal(0)
    costs_change_percent: Change = Decimal(0)


class RunwayAsked(Asked):
    """An object with cash at the end of month, months and scenarios. The burn is the mean of the
    last actual months up to it (three if not said), or of burn_by_month."""

    cash: Amount
    month: MonthText
    months: Annotated[int, Field(ge=1, le=36, strict=True)] = 3
    burn_by_month: Annotated[tuple[Amount, ...], Field(max_length=36)] = ()
    scenarios: Annotated[tuple[Scenario, ...], Field(max_length=8)] = ()


class UnitEconomicsAsked(Asked):
    """An object with what is known of customers in a period. What is not given is said to be
    missing; nothing is assumed for it."""

    sales_and_marketing_costs: NotNegative | None = None
    new_customers: Count | None = None
    revenue_per_customer_per_month: NotNegative | None = None
    variable_costs_per_customer_per_month: NotNegative | None = None
    monthly_churn_percent: Percent | None = None
    revenue: NotNegative | None = None
    variable_costs: NotNegative | None = None
    units: Count | None = None
