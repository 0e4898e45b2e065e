"""The finance manager: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.agents.team.role import Role, TaskInput, TaskOutput
from app.agents.team.roles.finance_manager.asked import (
    LONGEST_TEXT,
    ExchangeRate,
    GivenFile,
    GivenLine,
    MonthText,
    RunwayAsked,
    UnitEconomicsAsked,
    Vat,
)
from app.agents.team.roles.finance_manager.figures import FinanceManagerOutput
from app.agents.team.roles.finance_manager.numbers import Amount, Currency

MOST_BYTES = 1024 * 1024
"""Files come within the request."""

if TYPE_CHECKING:
    from app.agents.team.desk import Desk


EXAMPLE: dict[str, JsonValue] = {
    "question": "How long does the money last, and where are we over budget?",
    "files": [
        {
            "name": "march.csv",
            "text": "Category;Type;Budget;Actual\nSales;income;120 000,00;98 500,00\n"
            "Rent;cost;18 000,00;18 000,00\nWages;cost;65 000,00;71 250,50\nTotal;;;",
            "month": "2026-03",
        }
    ],
    "runway": {"cash": "410000.00", "month": "2026-03", "months": 1},
    "unit_economics": {
        "sales_and_marketing_costs": "24000",
        "new_customers": 16,
        "revenue_per_customer_per_month": "950",
        "variable_costs_per_customer_per_month": "310",
        "monthly_churn_percent": "4",
    },
}


class FinanceManagerInput(TaskInput):
    """Files, lines, cash and customers, as far as there are any. All figures are given in
    `currency`; an amount in another needs a rate of its day or before."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    question: Annotated[
        str, Field(max_length=2000, description="What the explanation should speak about.")
    ] = ""
    table: Annotated[
        str,
        Field(
            max_length=LONGEST_TEXT,
            description="A table as CSV, as a spreadsheet exports it, with a row of names such as "
            "date, category, type, amount. What is unclear is told; then give it in files, "
            "where it can be said.",
        ),
    ] = ""
    month: MonthText | None = Field(
        default=None,
        description="As 2026-01: of the table's rows where they have no date; and the month at "
        "whose end the cash is there.",
    )
    cash: Amount | None = Field(
        default=None, description="What is in the bank at the end of the month: how long it lasts."
    )
    currency: Currency = "ZAR"
    rates: Annotated[
        tuple[ExchangeRate, ...],
        Field(max_length=500, description="Objects with currency, rate and date."),
    ] = ()
    vat: Vat | None = None
    files: Annotated[
        tuple[GivenFile, ...],
        Field(max_length=10, description="Objects with text, and what the text leaves open."),
    ] = ()
    lines: Annotated[
        tuple[GivenLine, ...],
        Field(max_length=5000, description="Objects with month, category, kind and amount."),
    ] = ()
    runway: RunwayAsked | None = None
    unit_economics: UnitEconomicsAsked | None = None

    def all_files(self) -> tuple[GivenFile, ...]:
        table = (GivenFile(name="table", text=self.table, month=self.month),) if self.table else ()
        return (*table, *self.files)


def work(desk: "Desk", given: BaseModel) -> Awaitable[TaskOutput]:
    from app.agents.team.roles.finance_manager.work import manage_finance

    return manage_finance(desk, FinanceManagerInput.model_validate(given))


FINANCE_MANAGER = Role(
    name="finance_manager",
    path="finance-manager",
    title="Finance manager",
    what="Computes budget, runway, unit economics and variance from files and figures you give it, "
    "and explains them.",
    input=FinanceManagerInput,
    output=FinanceManagerOutput,
    work=work,
    template="finance_manager.html.j2",
    most_bytes=MOST_BYTES,
)
