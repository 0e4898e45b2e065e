"""Numbers in a text, in digits or in words, each with its unit of money or percent. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

NUMBER = re.compile(
    r"(?:(?P<money>US\$|[$€£¥]|(?<![A-Za-z])R(?=\s?\d)|\b[A-Z]{3}(?=\s?\d))\s?)?"
    r"(?P<digits>(?<![\d.,])\d{1,3}(?:[ ,\u00a0\u202f’']\d{3})+(?![\d])(?:[.,]\d+)?"  # noqa: RUF001
    r"|\d+(?:[.,]\d+)?)"
    r"(?P<percent>\s?(?:%|percent\b|per cent\b))?",
)
THOUSANDS = re.compile(r"(?<=\d)[ ,\u00a0\u202f’'](?=\d{3}(?!\d))")  # noqa: RUF001
SMALL = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
IN_WORDS = {
    **{word: str(value) for value, word in enumerate(SMALL, start=2)},
    **{word: str(value * 10) for value, word in enumerate(TENS, start=3)},
    "dozen": "12",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
    "billion": "1000000000",
    "twice": "twice",
    "doubled": "doubled",
    "tripled": "tripled",
    "halved": "halved",
}
WORD = re.compile(rf"\b(?P<word>{'|'.join(IN_WORDS)})s?\b", re.IGNORECASE)
PERCENT_AFTER = re.compile(r"\s?(?:%|percent\b|per cent\b)", re.IGNORECASE)
MONEY = {"US$": "$", "USD": "$", "ZAR": "R", "EUR": "€", "GBP": "£", "JPY": "¥"}


def numbers_in(text: str) -> Iterator[tuple[str, str]]:
    """Each value, written the shortest way, and its unit: "%", a sign of money, or ""."""
    for match in NUMBER.finditer(text):
        money = match["money"] or ""
        unit = "%" if match["percent"] else MONEY.get(money, money)
        yield value_of(match["digits"]), unit
    for match in WORD.finditer(text):
        unit = "%" if PERCENT_AFTER.match(text, match.end()) else ""
        yield IN_WORDS[match["word"].lower()], unit


def without_numbers(text: str) -> str:
    """With a gap for each: what is written with them ("R49", "Three") is no name."""
    return WORD.sub(gap, NUMBER.sub(gap, text))


def gap(match: re.Match[str]) -> str:
    return " " * len(match[0])


def value_of(digits: str) -> str:
    """ "1,200.50" is 1200.5; a comma before other than three digits is a decimal one."""
    plain = THOUSANDS.sub("", digits).replace(",", ".")
    try:
        value = Decimal(plain).normalize()
    except InvalidOperation:
        return digits
    return format(value, "f")


def said_as(value: str, unit: str) -> str:
    return f"{value} %" if unit == "%" else f"{unit}{value}"
