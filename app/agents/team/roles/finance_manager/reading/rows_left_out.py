"""Rows that hold no amount of their own: totals, results, balances, headings. Pure.

A total that is counted as an amount doubles what it adds up; a supplier called "Total Energies"
that is left out is missing. So only names that can mean nothing else are left out, and what may be
either is refused with its line.
"""

import re
from enum import StrEnum
from typing import Final

from app.agents.team.roles.finance_manager.asked import Kind

TOTAL: Final = re.compile(r"((grand|sub|overall|year)[ -]?)?totals?( for .*)?:?|totaal:?|sum:?")
MAYBE_TOTAL: Final = re.compile(r"(grand |sub[ -]?)?total .*|.*[ ,:-]total:?|totale .*")
RESULT: Final = re.compile(
    r"(gross|net|operating)( (profit|loss|income|result|cash|cash ?flow|surplus|margin))"
    r"( or loss|/loss|/\(loss\))?|net|profit|loss|surplus|deficit|ebitda?|result|variance|"
    r"(opening|closing) (balance|cash|bank)|balance( (b/f|c/f|brought forward|carried forward))?"
)
INCOME: Final = frozenset(
    {
        *("income", "revenue", "sales", "turnover", "receipts", "inkomste", "omset"),
        *("other income", "operating income", "money in"),
    }
)
COSTS: Final = frozenset(
    {
        *("cost", "costs", "expense", "expenses", "expenditure", "spending", "payments", "koste"),
        *("overheads", "uitgawes", "cost of sales", "cost of goods sold", "operating expenses"),
        *("operating costs", "fixed costs", "variable costs", "direct costs", "other expenses"),
        "money out",
    }
)


class RowKind(StrEnum):
    AMOUNT = "amount"
    TOTAL = "total"
    RESULT = "result"
    UNCLEAR = "unclear"


def kind_of_row(category: str, sections: set[str]) -> RowKind:
    """By its first words. `sections` are the headings and categories above it, in small letters."""
    name = category.casefold().strip()
    if TOTAL.fullmatch(name):
        return RowKind.TOTAL
    if RESULT.fullmatch(name):
        return RowKind.RESULT
    if not MAYBE_TOTAL.fullmatch(name):
        return RowKind.AMOUNT
    of_what = re.sub(r"^(grand |sub[ -]?)?totale? |[ ,:-]+total:?$", "", name)
    is_known = of_what in sections or kind_named(of_what) is not None
    return RowKind.TOTAL if is_known else RowKind.UNCLEAR


def kind_named(text: str) -> Kind | None:
    """What a heading or a cell in the column "type" says."""
    name = text.casefold().strip(" :")
    if name in INCOME:
        return Kind.INCOME
    return Kind.COST if name in COSTS else None
