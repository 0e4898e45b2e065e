"""The finance manager's figures, to the cent: sixty books beside the same figures by fractions."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.agents.team.roles.finance_manager.figures import FinanceManagerOutput, MonthTable
from app.agents.team.roles.finance_manager.role import FinanceManagerInput
from app.agents.team.roles.finance_manager.work import compute
from tests.team.finance_manager import worked_out
from tests.team.finance_manager.worked_out import Amount, Books, down, half_up
from tests.team.finance_manager.written import FORMS, months_across, typed

CASES = 60
MONTHS_OF_A_CENTURY = 1200
SCENARIOS = {
    "scenarios": [{"name": "bad", "income_change_percent": "-33.33", "costs_change_percent": "7.5"}]
}
LAST_DAYS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30}
INCOME = ("Sales", "Café & catering", "Interest")
COSTS = ("Rent", "Wages", "Marketing, online", "Überweisung", "Total Energies fuel")


def books_of(case: int) -> Books:
    """Different in currencies, VAT, months and sizes; the same each time."""
    chance = random.Random(case)
    is_across = FORMS[case % len(FORMS)] is months_across
    has_rates = case % 3 == 1 and not is_across
    vat = [
        None,
        ("inclusive", Fraction(15)),
        ("exclusive", Fraction(15)),
        ("inclusive", Fraction(20)),
    ]
    amounts = [
        amount_of(chance, side, has_rates, COSTS[: 4 if is_across else 5])
        for side in sides(chance)
        for _ in range(9)
    ]
    return Books(
        amounts=merged(amounts) if is_across else amounts,
        rates=rates_of(chance) if has_rates else [],
        vat=vat[case % 4],
    )


def merged(amounts: list[Amount]) -> list[Amount]:
    """A cell of a month's column is one amount, so its VAT is rounded once."""
    found: dict[tuple[str, str, str, tuple[int, int]], Amount] = {}
    for one in amounts:
        key = (one.side, one.kind, one.category, one.month)
        before = found[key].number if key in found else 0
        found[key] = replace(one, number=one.number + before)
    return list(found.values())


def sides(chance: random.Random) -> list[str]:
    return chance.choice([["actual"], ["plan", "actual"], ["plan", "actual", "actual"]])


def amount_of(chance: random.Random, side: str, has_rates: bool, costs: tuple[str, ...]) -> Amount:
    month = chance.randint(1, 6)
    kind = chance.choice(["income", "cost"])
    return Amount(
        side=side,
        day=(2026, month, LAST_DAYS[month]),
        category=chance.choice(INCOME if kind == "income" else costs),
        kind=kind,
        number=Fraction(chance.choice([5, 99, 123_456, 1_234_567, 987_654_321, 4_005]), 100)
        + Fraction(chance.randint(0, 99_999), 100),
        currency=chance.choice(["ZAR", "USD", "EUR"]) if has_rates else "ZAR",
    )


def rates_of(chance: random.Random) -> list[tuple[str, tuple[int, int, int], Fraction]]:
    return [
        (currency, (2026, month, 1), Fraction(chance.randint(150_000, 220_000), 10_000))
        for currency in ("USD", "EUR")
        for month in (1, 2, 4)
    ]


def asked_of(case: int, books: Books) -> FinanceManagerInput:
    """The books in one of the forms; each eighth as typed lines."""
    given: dict[str, object] = {
        "rates": [
            {
                "currency": currency,
                "date": "{:04}-{:02}-{:02}".format(*day),
                "rate": str(float(rate)),
            }
            for currency, day, rate in books.rates
        ],
        "runway": {"cash": "5000000.37", "month": "2026-06", "months": 6} | SCENARIOS,
    }
    if books.vat is not None:
        given["vat"] = {"amounts_are": books.vat[0], "percent": str(books.vat[1])}
    if case % 8 == 7:
        return FinanceManagerInput.model_validate(given | {"lines": typed(books.amounts)})
    files = []
    for side in ("plan", "actual"):
        amounts = [one for one in books.amounts if one.side == side]
        if amounts:
            files.append(FORMS[case % len(FORMS)](amounts) | {"holds": side, "name": side})
    return FinanceManagerInput.model_validate(given | {"files": files})


def wrong_figures(case: int) -> list[str]:
    books = books_of(case)
    output = compute(asked_of(case, books))
    wrong = []
    for side, table in (("plan", output.budget), ("actual", output.actual)):
        wrong += wrong_in_table(books, side, table)
    wrong += wrong_in_runway(books, output)
    wrong += wrong_in_variance(books, output) + wrong_in_vat(books, output)
    return [f"case {case}: {one}" for one in wrong]


def differs(what: str, ours: Decimal | None, right: Fraction | None) -> list[str]:
    if ours is None or right is None:
        return [] if ours is None and right is None else [f"{what}: {ours}, not {right}"]
    return [] if Fraction(ours) == right else [f"{what}: {ours}, not {float(right)}"]


def wrong_in_table(books: Books, side: str, table: MonthTable | None) -> list[str]:
    right = worked_out.sums(books, side)
    if table is None:
        return ["no table"] if right else []
    ours = {
        (row.category, str(row.kind), (int(month[:4]), int(month[5:]))): amount
        for row in table.rows
        for month, amount in zip(table.months, row.amounts, strict=True)
    }
    wrong = [f"{key} is missing" for key in right.keys() - ours.keys()]
    for key, amount in ours.items():
        wrong += differs(f"{side} {key}", amount, right.get(key, Fraction(0)))
    months = {key[2] for key in ours}
    income = worked_out.of_kind(books, side, "income", months)
    costs = worked_out.of_kind(books, side, "cost", months)
    wrong += differs("income", table.total_income, income)
    wrong += differs("costs", table.total_costs, costs)
    return wrong + differs("net", table.total_net, income - costs)


def wrong_in_runway(books: Books, output: FinanceManagerOutput) -> list[str]:
    assert output.runway is not None
    first = min(one.month for one in books.amounts if one.side == "actual")
    months = {(2026, number) for number in range(first[1], 7)}
    changes = [(Fraction(0), Fraction(0)), (Fraction(-3333, 100), Fraction(75, 10))]
    cash, wrong = Fraction(500_000_037, 100), []
    for scenario, (income, costs) in zip(output.runway.scenarios, changes, strict=True):
        monthly = worked_out.burn(books, months, income, costs)
        wrong += differs(f"burn {scenario.name}", scenario.monthly_burn, monthly)
        if monthly <= 0 or cash > monthly * MONTHS_OF_A_CENTURY:
            wrong += differs("months", scenario.months, None)
            continue
        wrong += differs("months", scenario.months, down(cash / monthly, 1))
        counted = 2026 * 12 + 5 + worked_out.ends_after(cash, monthly)
        right = f"{counted // 12:04}-{counted % 12 + 1:02}"
        wrong += [] if scenario.ends_in == right else [f"ends in {scenario.ends_in}, not {right}"]
    return wrong


def wrong_in_variance(books: Books, output: FinanceManagerOutput) -> list[str]:
    plan = {one.month for one in books.amounts if one.side == "plan"}
    both = plan & {one.month for one in books.amounts if one.side == "actual"}
    if output.variance is None:
        return ["no variance"] if both else []
    wrong = []
    for row, kind in ((output.variance.income, "income"), (output.variance.costs, "cost")):
        planned = worked_out.of_kind(books, "plan", kind, both)
        actual = worked_out.of_kind(books, "actual", kind, both)
        share = half_up((actual - planned) / planned * 100, 1) if planned else None
        wrong += differs(f"{kind} absolute", row.absolute, actual - planned)
        wrong += differs(f"{kind} percent", row.percent, share)
        better = actual > planned if kind == "income" else actual < planned
        said = (
            {True: "favourable", False: "unfavourable"}[better] if actual != planned else "on_plan"
        )
        wrong += [] if row.verdict == said else [f"{kind} is {row.verdict}"]
    return wrong


def wrong_in_vat(books: Books, output: FinanceManagerOutput) -> list[str]:
    if books.vat is None:
        return [] if output.vat is None else ["VAT that nobody asked for"]
    assert output.vat is not None
    of_kind = {"income": Fraction(0), "cost": Fraction(0)}
    for one in books.amounts:
        if one.side == "actual":
            of_kind[one.kind] += worked_out.net_and_vat(books, one)[1]
    return [
        *differs("output VAT", output.vat.output_vat, of_kind["income"]),
        *differs("input VAT", output.vat.input_vat, of_kind["cost"]),
        *differs("payable", output.vat.payable, of_kind["income"] - of_kind["cost"]),
    ]


def test_sixty_books_in_eight_forms_come_to_the_same_cents_as_by_fractions() -> None:
    wrong = [one for case in range(CASES) for one in wrong_figures(case)]
    assert wrong == []
