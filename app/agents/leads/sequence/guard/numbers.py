"""Numbers as values, in digits or in words, with their unit of money or percent. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

NUMBER = re.compile(
    r"(?<![\w.])(?:(?P<money>US\$|[$\u20ac\u00a3\u00a5]|R(?=\s?\d)|(?:ZAR|USD|EUR|GBP)(?=\s?\d))\s?)?"
    r"(?<!\d,)(?P<digits>\d{1,3}(?:[ ,\u00a0]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?)"
    r"(?P<scale>\s?(?:k|m|bn|hundred|thousand|million|billion)\b)?"
    r"(?P<unit>\s?(?:%|percent\b|per cent\b|\u20ac|euros?\b|dollars?\b|rands?\b|pounds?\b))?",
)
SCALES = {
    "k": 1_000,
    "m": 1_000_000,
    "bn": 1_000_000_000,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
UNITS = {
    "%": "%",
    "percent": "%",
    "per cent": "%",
    "us$": "$",
    "usd": "$",
    "dollar": "$",
    "r": "R",
    "zar": "R",
    "rand": "R",
    "\u20ac": "\u20ac",
    "eur": "\u20ac",
    "euro": "\u20ac",
    "\u00a3": "\u00a3",
    "gbp": "\u00a3",
    "pound": "\u00a3",
}
SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
DOZEN = 12


@dataclass(frozen=True, slots=True)
class Amount:
    """`unit`: "" for a bare number, "%" or a sign of money."""

    value: Decimal
    unit: str = ""


def amount_of(found: re.Match[str]) -> Amount:
    """Of a match of NUMBER."""
    digits = re.sub(r"[ \u00a0]", "", found["digits"])
    grouped = re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits)
    digits = digits.replace(",", "" if grouped else ".")
    value = Decimal(digits) * SCALES.get((found["scale"] or "").strip().lower(), 1)
    unit = (found["money"] or found["unit"] or "").strip().lower()
    return Amount(value.normalize(), UNITS.get(unit) or UNITS.get(unit.rstrip("s"), unit))


def amount_of_words(forms: Sequence[str]) -> tuple[Amount | None, int]:
    """The number that the words open with, and how many of them it takes: "two hundred and six"
    is 206. "one" alone is no number: it is said of any thing."""
    total = current = length = 0
    for at, form in enumerate(forms):
        if form in SMALL:
            current += SMALL[form]
        elif form in TENS:
            current += TENS[form]
        elif form in SCALES and length and len(form) > 2:
            total, current = scaled(total, current, SCALES[form])
        elif form == "dozen":
            current = DOZEN * (current or 1)
        elif form != "and" or not length or not followed_by_number(forms, at):
            break
        else:
            continue
        length = at + 1
    if not length or list(forms[:length]) == ["one"]:
        return None, 0
    return Amount(Decimal(total + current).normalize()), length


def scaled(total: int, current: int, scale: int) -> tuple[int, int]:
    if scale == 100:
        return total, (current or 1) * scale
    return total + (current or 1) * scale, 0


def followed_by_number(forms: Sequence[str], at: int) -> bool:
    """Is this "and" within a number: "two hundred and six", not "two hundred and menus"?"""
    after = forms[at + 1] if at + 1 < len(forms) else ""
    return forms[at - 1] in SCALES and (after in SMALL or after in TENS)
