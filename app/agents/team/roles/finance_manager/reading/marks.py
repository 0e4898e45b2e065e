"""The marks around an amount's digits: signs, brackets, currencies, blanks. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from app.agents.team.roles.finance_manager.computing.money import CURRENCIES
from app.agents.team.roles.finance_manager.reading.faults import (
    UnreadableFileError,
    fault,
    quoted,
)

BLANK: Final = frozenset({"", "-", "–", "—", "n/a", "na", "nil", "none", "null"})  # noqa: RUF001
SPACES: Final = " \u00a0\u202f\u2009\t"
MARKED: Final = {"R": "ZAR", "€": "EUR", "£": "GBP"}
SEVERAL: Final = {
    "$": frozenset({"AUD", "CAD", "HKD", "NAD", "NZD", "SGD", "TWD", "USD"}),
    "¥": frozenset({"JPY", "CNY"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
}
"""Marks of several currencies, with those that they are read as where the file says which."""
MINUS: Final = "-−"  # noqa: RUF001 (U+2212, as word processors write it)
CURRENCY: Final = re.compile(r"([A-Za-z]{3}(?![A-Za-z])|R(?![A-Za-z])|[€£$¥]|kr(?![A-Za-z]))")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands; what its file and row say of marks and currency."""

    file: str
    line: int
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """An amount without sign and currency, as it is written. `currency` is what its own mark
    says."""

    digits: str
    is_negative: bool
    currency: str | None
    place: Place
    whole: str


def written(text: str, place: Place) -> Written | None:
    """None for a blank cell. Raises UnreadableFileError."""
    left = text.strip(SPACES)
    if left.casefold() in BLANK:
        return None
    refuse_strange(left, text, place)
    left, in_parentheses = without_parentheses(left)
    left, first = without_sign(left)
    left, currency = without_currency(left, text, place)
    left, second = without_sign(left)
    if in_parentheses + first + second > 1:
        raise wrong(place, text, "has two signs")
    digits = re.sub(f"[{SPACES}]", " ", left).replace("’", "'")  # noqa: RUF001
    return Written(digits, bool(in_parentheses or first or second), currency, place, text)


def refuse_strange(left: str, text: str, place: Place) -> None:
    if left.startswith(("=", "@")):
        raise wrong(place, text, "is a formula: export the values")
    if "%" in left:
        raise wrong(place, text, "is a percentage, not an amount")
    if re.fullmatch(r"[+-]?[0-9.,]+e[+-]?[0-9]+", left, re.IGNORECASE):
        raise wrong(place, text, "is in scientific notation: export the whole number")
    if re.search(r"[0-9]\s*(cr|dr)\.?$", left, re.IGNORECASE):
        raise wrong(place, text, "ends in Cr or Dr: write amounts with a sign")


def without_parentheses(left: str) -> tuple[str, bool]:
    inside = re.fullmatch(r"(.*?)\((.*)\)", left)
    if inside is None or "(" in inside[2] or ")" in inside[2]:
        return left, False
    return f"{inside[1]}{inside[2]}".strip(SPACES), True


def without_sign(left: str) -> tuple[str, bool]:
    """A minus before or behind; a plus before says nothing."""
    if left[:1] and left[0] in MINUS:
        return left[1:].strip(SPACES), True
    if left[-1:] and left[-1] in MINUS:
        return left[:-1].strip(SPACES), True
    return (left[1:].strip(SPACES) if left.startswith("+") else left), False


def without_currency(left: str, text: str, place: Place) -> tuple[str, str | None]:
    """Raises UnreadableFileError for a mark of several currencies, where nothing says which."""
    found = CURRENCY.match(left) or re.search(f"(?:{CURRENCY.pattern})$", left)
    if found is None:
        return left, None
    rest = (left[: found.start()] + left[found.end() :]).strip(SPACES)
    mark = found[1]
    if mark in SEVERAL:
        if place.currency not in SEVERAL[mark]:
            raise wrong(place, text, f"says {mark}, which may be several: name the currency")
        return rest, place.currency
    currency = MARKED.get(mark, mark.upper())
    if currency not in CURRENCIES:
        raise wrong(place, text, "is not a number")
    return rest, currency


def wrong(place: Place, text: str, what: str) -> UnreadableFileError:
    return fault(place.file, place.line, f"{quoted(text)} {what}.")
