"""What the finance manager gives: tables, figures and charts. Amounts are decimal text in the
currency of the report; months are "2026-01"."""

from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from app.agents.team.role import TaskOutput
from app.agents.team.roles.finance_manager.asked import Kind


class Given(BaseModel):
    model_config = ConfigDict(frozen=True)


class CategoryRow(Given):
    """A category's amounts without VAT, one for each of the table's months."""

    category: str
    kind: Kind
    amounts: tuple[Decimal, ...]
    total: Decimal


class MonthTable(Given):
    """By category and month. `income`, `costs` and `net` are one for each month."""

    months: tuple[str, ...]
    rows: tuple[CategoryRow, ...]
    income: tuple[Decimal, ...]
    costs: tuple[Decimal, ...]
    net: tuple[Decimal, ...]
    total_income: Decimal
    total_costs: Decimal
    total_net: Decimal


class VatFigures(Given):
    """VAT of the actual lines (of the plan where there are none): on income, on costs, and what is
    left to pay; below 0 it comes back."""

    output_vat: Decimal
    input_vat: Decimal
    payable: Decimal


class RunwayScenario(Given):
    """`monthly_burn` is what a month takes from the cash, with VAT; at 0 or below the cash does not
    end. `months` rounds down to a tenth. `ends_in`: the month in which nothing is left."""

    name: str
    monthly_burn: Decimal
    months: Decimal | None
    ends_in: str | None
    says: str


class Runway(Given):
    """`burn_months` are those whose mean the burn is."""

    cash: Decimal
    month: str
    burn_months: tuple[str, ...]
    average_burn: Decimal
    scenarios: tuple[RunwayScenario, ...]


class Missing(Given):
    figure: str
    why: str


class UnitEconomics(Given):
    """Each is rounded once, from what was given: amounts to cents, months and percentages to a
    tenth, ratios to a hundredth. `missing` says why one is not there."""

    cac: Decimal | None = None
    contribution_per_customer_per_month: Decimal | None = None
    payback_months: Decimal | None = None
    ltv: Decimal | None = None
    ltv_to_cac: Decimal | None = None
    contribution_margin: Decimal | None = None
    contribution_margin_percent: Decimal | None = None
    contribution_per_unit: Decimal | None = None
    missing: tuple[Missing, ...] = ()


class Verdict(StrEnum):
    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    ON_PLAN = "on_plan"


class VarianceRow(Given):
    """`absolute` is actual less plan; `percent` is of the plan, None where nothing was planned."""

    name: str
    kind: Kind | None
    plan: Decimal
    actual: Decimal
    absolute: Decimal
    percent: Decimal | None
    verdict: Verdict


class Variance(Given):
    """Over the months that plan and actual both have. More income and less cost are favourable."""

    months: tuple[str, ...]
    categories: tuple[VarianceRow, ...]
    by_month: tuple[VarianceRow, ...]
    income: VarianceRow
    costs: VarianceRow
    net: VarianceRow


class ChartBar(Given):
    """Drawn from `y`, `height` high; below the ground line where the amount is negative."""

    label: str
    words: str
    x: float
    y: float
    width: float
    height: float
    is_negative: bool


class Chart(Given):
    """A drawing of `width` by `height`; `summary` is for those who cannot see it. `top_words` and
    `bottom_words` stand at the ends of the scale."""

    title: str
    summary: str
    top_words: str
    bottom_words: str
    width: int
    height: int
    ground_y: float
    bars: tuple[ChartBar, ...]


class RateUsed(Given):
    currency: str
    date: str
    rate: Decimal


class FinanceManagerOutput(TaskOutput):
    """All figures are computed; the words of `explanation` are a model's, its figures are ours.
    `notes` say what was left out of the files and what was taken for what."""

    currency: str = "ZAR"
    budget: MonthTable | None = None
    actual: MonthTable | None = None
    vat: VatFigures | None = None
    runway: Runway | None = None
    unit_economics: UnitEconomics | None = None
    variance: Variance | None = None
    rates_used: tuple[RateUsed, ...] = ()
    charts: tuple[Chart, ...] = ()
    explanation: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
