"""News text cut into words, phrases and numbers that can be compared across outlets, and how much a
word says. Pure.

A word says as much as it is rare in the language at large, the same for every database: a database
of a day judges like one of a month. Measured on folds: it does not help to know how rare a word
rarer than `RAREST` is, so the table is short.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

from app.parts.reading.grouping.common_words import COMMON_WORDS

# Scripts that write no spaces (Thai, Lao, Khmer, kana, Han): two characters stand for a word.
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
# Python's \w leaves out the vowel signs of Indic scripts and the marks of Arabic and Hebrew.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]")
_NUMBER_JOINT = re.compile(r"(?<=\d)[.,\u00a0\u202f'](?=\d)")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

_ENDING = re.compile(r"(?<=\w{4})(?:ings?|ed(?:ly)?|ers?|ie[sd]|es|ly|[sye])$")

PHRASE_WORDS = 4
MAX_WORD_LENGTH = 24

_ENGLISH_DATES = (
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday"
)
_OTHER_DATES = (
    "sept tues thur thurs "
    "januarie februarie maart mei junie julie oktober desember "
    "maandag dinsdag woensdag donderdag vrydag saterdag sondag"
)
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
_EDITIONS = {
    **{name: name[:3] for name in f"{_ENGLISH_DATES} {_OTHER_DATES}".split()},
    **{name[:3]: name[:3] for name in _ENGLISH_DATES.split()},
    **{name: str(number) for number, name in enumerate(_NUMBERS.split())},
    **{name: name for name in ("yesterday", "today", "tonight", "tomorrow")},
}


def words(text: str) -> list[str]:
    """The words of `text`, case-folded; "1,338" is "1338" and "U.S." is "us"."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), _NUMBER_JOINT.sub("", plain))
    found: list[str] = []
    for word in _WORD.findall(plain):
        if _UNSPACED_RUN.match(word):
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found


def telling(tokens: Iterable[str], language: str) -> Iterator[str]:
    """The stems of the words that say what a text is about."""
    common = COMMON_WORDS.get(language, COMMON_WORDS["en"])
    for word in tokens:
        if word not in common and (len(word) > 1 or word.isdigit()):
            yield stem(word)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """`word` without its ending. Cruder than Porter's stems and, measured, as good here."""
    return word if has_digit(word) else _ENDING.sub("", word[:MAX_WORD_LENGTH])


@lru_cache(maxsize=65_536)
def has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def is_date(word: str) -> bool:
    return word in _EDITIONS


def says_when(term: str) -> bool:
    """Is this stem a month, a day of the week or a year?"""
    return term in _DATE_STEMS or _YEAR.fullmatch(term) is not None


@lru_cache(maxsize=65_536)
def edition(word: str) -> str | None:
    """A number, month or day in its short form: what sets one part of a series off the next."""
    return _EDITIONS.get(word) or (word if has_digit(word) else None)


_DATE_STEMS = frozenset(stem(word) for word in _EDITIONS if word not in _NUMBERS.split())
_YEAR = re.compile("(?:19|20)[0-9][0-9]")


def phrases(tokens: Sequence[str]) -> frozenset[int]:
    """Hashes (32 bits) of all runs of four words: the w-shingles of Broder (1997)."""
    runs = zip(*(tokens[start:] for start in range(PHRASE_WORDS)), strict=False)
    return frozenset(_hash(" ".join(run)) for run in runs)


def _hash(phrase: str) -> int:
    # Not hash(): fingerprints are compared across processes and runs.
    return int.from_bytes(blake2b(phrase.encode(), digest_size=4).digest(), "big")


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
