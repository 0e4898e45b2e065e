"""What columns are called, in English and Afrikaans. Pure."""

import re
from enum import StrEnum
from typing import Final

from app.agents.team.roles.finance_manager.computing.money import CURRENCIES
from app.agents.team.roles.finance_manager.reading.dates import month_named


class Meaning(StrEnum):
    DATE = "date"
    CATEGORY = "category"
    KIND = "kind"
    CURRENCY = "currency"
    VAT = "VAT rate"
    AMOUNT = "amount"
    MONEY_IN = "money in"
    MONEY_OUT = "money out"
    PLAN = "budget"
    ACTUAL = "actual"


NAMES: Final[dict[Meaning, tuple[str, ...]]] = {
    Meaning.DATE: ("date", "day", "month", "period", "transaction date", "posting date", "datum"),
    Meaning.CATEGORY: ("category", "kategorie", "account", "account name", "line item", "item",
        "description", "details", "name", "beskrywing"),
    Meaning.KIND: ("kind", "type", "tipe", "income or cost"),
    Meaning.CURRENCY: ("currency", "ccy", "currency code", "geldeenheid"),
    Meaning.VAT: ("vat", "vat rate", "vat %", "vat percent", "tax rate", "btw"),
    Meaning.AMOUNT: ("amount", "value", "bedrag", "sum"),
    Meaning.MONEY_IN: ("money in", "paid in", "received", "receipts", "deposits", "in"),
    Meaning.MONEY_OUT: ("money out", "paid out", "spent", "payments", "withdrawals", "out"),
    Meaning.PLAN: ("budget", "plan", "planned", "budgeted", "forecast", "begroting"),
    Meaning.ACTUAL: ("actual", "actuals", "werklik"),
}  # fmt: skip
MEANINGS: Final = {name: meaning for meaning, names in NAMES.items() for name in names}
IN_BRACKETS: Final = re.compile(r"(.*?)\s*[(\[]\s*([a-z]{3}|r)\s*[)\]]")


def plain_name(written: str) -> tuple[str, str | None]:
    """ "Amount (USD)" is "amount" in USD."""
    name = " ".join(written.casefold().replace("_", " ").split())
    bracketed = IN_BRACKETS.fullmatch(name)
    if bracketed is None:
        return name, None
    code = {"r": "ZAR"}.get(bracketed[2], bracketed[2].upper())
    return (bracketed[1], code) if code in CURRENCIES else (name, None)


def is_known(written: str) -> bool:
    """Does a column of this name mean anything here?"""
    name, _ = plain_name(written)
    return name in MEANINGS or month_named(name) is not None
