"""Money in `Decimal`: rounding, currencies and how amounts are written. Pure.

Rounding is half up, away from zero (ROUND_HALF_UP): 0.005 is 0.01 and -0.005 is -0.01. So do
invoices, SARS and the ROUND of spreadsheets; half-even is for statistics. Each amount is rounded
once, when it is converted or its VAT is taken out; sums are exact sums of rounded amounts, and an
average or a share is rounded once, at its end.
"""

import csv
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import Final

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
"""Amounts have up to 15 digits before the mark: a product of three and a quotient lose nothing that
rounding to cents could see."""
ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)

CURRENCIES_FILE: Final = Path(__file__).with_name("currencies.csv")
MARKS: Final = {"ZAR": "R", "EUR": "€", "GBP": "£"}
"""What stands before an amount for people; others have their code. "$" is many currencies."""
NO_BREAK: Final = "\u00a0"


def read_minor_units() -> dict[str, int]:
    """ISO 4217: each currency in use with the decimal places of its smallest unit."""
    with CURRENCIES_FILE.open(encoding="ascii", newline="") as file:
        return {row["currency"]: int(row["minor_units"]) for row in csv.DictReader(file)}


MINOR_UNITS: Final = read_minor_units()
CURRENCIES: Final = frozenset(MINOR_UNITS)


def to_minor_unit(amount: Decimal, currency: str) -> Decimal:
    """Rounded half up to the currency's smallest unit; never "-0.00"."""
    return rounded(amount, MINOR_UNITS[currency])


def rounded(number: Decimal, places: int) -> Decimal:
    found = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)
    return found if found else abs(found)


def rounded_down(number: Decimal, places: int) -> Decimal:
    """Towards zero: a runway must not be told longer than it is."""
    found = number.quantize(Decimal(1).scaleb(-places), ROUND_DOWN, EXACT)
    return found if found else abs(found)


def quotient(one: Decimal, other: Decimal) -> Decimal:
    """To 60 digits. `other` is not 0: whoever asks has looked."""
    return EXACT.divide(one, other)


def product(*factors: Decimal) -> Decimal:
    """Exact for up to 60 digits."""
    found = Decimal(1)
    for factor in factors:
        found = EXACT.multiply(found, factor)
    return found


def total(amounts: "list[Decimal] | tuple[Decimal, ...]") -> Decimal:
    found = ZERO
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """With one decimal place; None of nothing."""
    if not whole:
        return None
    return rounded(quotient(product(part, HUNDRED), abs(whole)), 1)


def grouped(number: Decimal) -> str:
    """ "-1 234.50", with spaces that break no line: R 1 234.50 is how South Africa writes it."""
    return f"{number:,f}".replace(",", NO_BREAK)


def money_words(amount: Decimal, currency: str) -> str:
    """ "R 1 234.50", "-R 3.00", "USD 12.00"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{MARKS.get(currency, currency)}{NO_BREAK}{grouped(abs(amount))}"
