"""Cuts text into words that remember where they stand, with a stem and a plain form for each."""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
BROKEN_ENTITY = re.compile(r"\s?#(\d{2,4});")
"""Some archives lost the & of `&#39;`: "McDonald #39;s" means "McDonald's"."""
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")

_english = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `form` is lower case without apostrophes, `text[start:end]` is as printed."""

    form: str
    stem: str
    capital: bool
    start: int
    end: int


def clean(text: str) -> str:
    """Text with tags dropped, entities resolved, and white space collapsed."""
    text = BROKEN_ENTITY.sub(lambda match: f"&#{match[1]};", text)
    text = html.unescape(TAG.sub(" ", text))
    return " ".join(unicodedata.normalize("NFKC", text).split())


def words(text: str) -> list[Word]:
    """The words of a cleaned text, in order."""
    return [Word(*_forms(match[0]), match.start(), match.end()) for match in WORD.finditer(text)]


@lru_cache(maxsize=100_000)
def _forms(word: str) -> tuple[str, str, bool]:
    lower = word.lower().replace("\u2019", "'")
    form = lower.replace("'", "")
    stem = str(_english.stemWord(lower.removesuffix("'s").replace("'", "")))
    return form, stem, lower[0].isdigit() or word != word.lower()
