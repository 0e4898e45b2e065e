"""How much a word says: its rarity in the language at large, the same for every database. Pure.

A fixed background, so that a database of a day judges like one of a month. Measured on folds: it
does not help to know how rare a word rarer than `RAREST` is, so the table is short.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from app.parts.reading.grouping.words import has_digit, says_when

FREQUENT_WORDS = Path(__file__).with_name("frequent_words.txt")
OTHERS = "xx"
"""The lines for languages without lines of their own."""

SAME_TABLE = {"af": "nl", "zu": OTHERS, "xh": OTHERS, "": OTHERS}
COMMONEST, RAREST = 8.0, 4.0
"""Zipf frequencies (van Heuven et al. 2014): log10 of the uses in a thousand million words. A word
of the first would say nothing; all as rare as the second or rarer say the same."""

DATE, SMALL_NUMBER, NUMBER = 7.0, 6.0, 4.0
"""What is of one day is less of one story than what counts the same people."""


@lru_cache(maxsize=262_144)
def weight(term: str, language: str) -> float:
    """From 0 to `COMMONEST - RAREST`, the inverse document frequency of a vast collection."""
    return COMMONEST - min(_frequency(term, language), COMMONEST)


def _frequency(term: str, language: str) -> float:
    if says_when(term):
        return DATE
    if has_digit(term):
        return SMALL_NUMBER if len(term) <= 2 else NUMBER
    return _table(language).get(term, RAREST)


@cache
def _table(language: str) -> Mapping[str, float]:
    return _tables().get(SAME_TABLE.get(language, language), {})


@cache
def _tables() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for line in FREQUENT_WORDS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, frequency, *stems = line.split()
            found.setdefault(language, {}).update(dict.fromkeys(stems, float(frequency)))
    return found
