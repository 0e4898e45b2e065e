"""Figures that were worked out by hand: rounding, VAT, the month in which cash ends, a customer."""

from decimal import Decimal
from typing import Any

import pytest

from app.agents.team.roles.finance_manager.role import FinanceManagerInput
from app.agents.team.roles.finance_manager.work import compute


@pytest.mark.parametrize(
    ("amount", "vat", "net", "tax"),
    [
        ("115.00", "inclusive", "100.00", "15.00"),
        ("100.00", "exclusive", "100.00", "15.00"),
        ("0.10", "exclusive", "0.10", "0.02"),  # 0.015 is half up
        ("0.33", "inclusive", "0.29", "0.04"),  # 0.043
        ("-0.10", "exclusive", "-0.10", "-0.02"),
        ("1999.99", "inclusive", "1739.12", "260.87"),  # 260.868
    ],
)
def test_vat_is_taken_out_or_put_on_to_the_cent(amount: str, vat: str, net: str, tax: str) -> None:
    output = compute(one_line(amount, vat={"amounts_are": vat}))
    assert output.actual is not None
    assert output.vat is not None
    assert (output.actual.total_income, output.vat.output_vat) == (Decimal(net), Decimal(tax))


@pytest.mark.parametrize(
    ("amount", "given", "rate", "report", "right"),
    [
        ("10.005", "USD", "1", "ZAR", "10.01"),
        ("100", "USD", "149.505", "JPY", "14951"),  # no smaller unit
        ("3.3335", "USD", "1", "KWD", "3.334"),  # three places
        ("1", "ZAR", "1", "CLF", "1.0000"),
        ("2.675", "EUR", "1", "ZAR", "2.68"),  # a double would say 2.67
    ],
)
def test_an_amount_is_rounded_half_up_to_the_smallest_unit_of_its_currency(
    amount: str, given: str, rate: str, report: str, right: str
) -> None:
    rates = [{"currency": given, "rate": rate, "date": "2026-01-01"}]
    output = compute(one_line(amount, given, currency=report, rates=rates))
    assert output.actual is not None
    assert str(output.actual.total_income) == right


def one_line(amount: str, money: str | None = None, **more: object) -> FinanceManagerInput:
    line = {
        "month": "2026-03",
        "category": "Sales",
        "kind": "income",
        "amount": amount,
        "currency": money,
    }
    return FinanceManagerInput.model_validate({"lines": [line], **more})


@pytest.mark.parametrize(
    ("cash", "burn", "months", "ends_in"),
    [
        ("300", ["100", "100", "100"], "3.0", "2026-06"),
        ("301", ["100", "100", "100"], "3.0", "2026-07"),
        ("299.99", ["100", "100", "100"], "2.9", "2026-06"),
        ("1000", ["100", "0", "100"], "14.9", "2027-06"),  # a month takes 66.67
        ("0", ["100"], "0.0", "2026-03"),
        ("-5", ["100"], "0.0", "2026-03"),
        ("100", ["-20"], None, None),
        ("100", ["0"], None, None),
        ("1000000", ["0.01"], None, None),
    ],
)
def test_the_month_in_which_the_cash_ends(
    cash: str, burn: list[str], months: str | None, ends_in: str | None
) -> None:
    runway = {"cash": cash, "month": "2026-03", "burn_by_month": burn}
    found = compute(FinanceManagerInput.model_validate({"runway": runway})).runway
    assert found is not None
    told = found.scenarios[0]
    assert (None if told.months is None else str(told.months), told.ends_in) == (months, ends_in)


def test_unit_economics_by_hand_and_what_is_missing_is_said() -> None:
    given = {
        "sales_and_marketing_costs": "10000",
        "new_customers": 3,
        "revenue_per_customer_per_month": "950",
        "variable_costs_per_customer_per_month": "310.50",
        "monthly_churn_percent": "3",
        "revenue": "100000",
        "variable_costs": "66666.67",
        "units": 7,
    }
    full = economics(given)
    assert {name: str(value) for name, value in full.items() if name != "missing"} == {
        "cac": "3333.33",
        "contribution_per_customer_per_month": "639.50",
        "payback_months": "5.2",  # 10000 / (3 x 639.50) = 5.2124
        "ltv": "21316.67",  # 639.50 / 0.03
        "ltv_to_cac": "6.40",  # 21316.67 x 3 / 10000 = 6.395
        "contribution_margin": "33333.33",
        "contribution_margin_percent": "33.3",
        "contribution_per_unit": "4761.90",
    }
    assert full["missing"] == ()
    for change in ({"new_customers": 0}, {"monthly_churn_percent": "0"}, {"revenue": "0"}):
        assert economics(given | change)["missing"]
    assert (
        economics(given | {"variable_costs_per_customer_per_month": "950"})["payback_months"]
        is None
    )
    nothing = economics({})
    assert len(nothing["missing"]) == 8
    assert {value for name, value in nothing.items() if name != "missing"} == {None}


def economics(given: dict[str, object]) -> dict[str, Any]:
    asked = FinanceManagerInput.model_validate({"unit_economics": given})
    found = compute(asked).unit_economics
    assert found is not None
    return dict(found)
