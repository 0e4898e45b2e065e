"""Decimals, days and currencies as a request has them: text with a point, or numbers of JSON."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

from app.agents.team.roles.finance_manager.computing.money import CURRENCIES

MOST: Final = 999_999_999_999_999
DECIMALS: Final = r"(\.[0-9]{1,10})?"
PLACES: Final = Decimal("1e-10")
"""Of a number of JSON no more are kept: it is a double."""
AS_TEXT: Final = PlainSerializer(lambda number: format(number, "f"), return_type=str)
"""As it can be read again, never "1E+3"."""


def reads(pattern: str, least: float, most: float) -> BeforeValidator:
    """Text of the pattern, or a number between the two."""

    def read(given: object) -> Decimal:
        if isinstance(given, Decimal):
            return given
        if isinstance(given, str) and re.fullmatch(pattern, given, re.ASCII):
            return Decimal(given)
        is_number = isinstance(given, int | float) and not isinstance(given, bool)
        if is_number and least <= given <= most:  # type: ignore[operator]
            return Decimal(str(given)).quantize(PLACES)
        raise ValueError(f"it must be a number from {least:,} to {most:,}, such as 12.50")

    return BeforeValidator(read)


def schema(pattern: str, least: float, most: float) -> WithJsonSchema:
    number = {"type": "number", "minimum": least, "maximum": most}
    return WithJsonSchema({"anyOf": [number, {"type": "string", "pattern": f"^{pattern}$"}]})


SIGNED: Final = rf"-?[0-9]{{1,15}}{DECIMALS}"
UNSIGNED: Final = rf"[0-9]{{1,15}}{DECIMALS}"
SHARE: Final = rf"([0-9]{{1,2}}{DECIMALS}|100)"
MORE_OR_LESS: Final = rf"(-?[0-9]{{1,2}}{DECIMALS}|-100|[1-9][0-9]{{2}}{DECIMALS}|1000)"
ABOVE_NOTHING: Final = rf"([1-9][0-9]{{0,8}}{DECIMALS}|0\.[0-9]{{0,7}}[1-9])"
SMALLEST_RATE: Final = 0.000_000_01

Amount = Annotated[Decimal, reads(SIGNED, -MOST, MOST), AS_TEXT, schema(SIGNED, -MOST, MOST)]
NotNegative = Annotated[Decimal, reads(UNSIGNED, 0, MOST), AS_TEXT, schema(UNSIGNED, 0, MOST)]
Percent = Annotated[Decimal, reads(SHARE, 0, 100), AS_TEXT, schema(SHARE, 0, 100)]
Change = Annotated[
    Decimal, reads(MORE_OR_LESS, -100, 1000), AS_TEXT, schema(MORE_OR_LESS, -100, 1000)
]
Rate = Annotated[
    Decimal,
    reads(ABOVE_NOTHING, SMALLEST_RATE, 999_999_999),
    AS_TEXT,
    schema(ABOVE_NOTHING, SMALLEST_RATE, 999_999_999),
]


def written_out(given: object) -> object:
    """A number would be taken for seconds since 1970."""
    if isinstance(given, str | date):
        return given
    raise ValueError("it must be a day as 2026-01-31")


Day = Annotated[date, BeforeValidator(written_out)]


def known_currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("it must be a currency of ISO 4217, such as ZAR")
    return code


Currency = Annotated[
    str,
    AfterValidator(known_currency),
    WithJsonSchema({"type": "string", "enum": sorted(CURRENCIES)}),
]
