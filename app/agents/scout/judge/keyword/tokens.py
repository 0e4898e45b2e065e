"""Cuts text into words that remember where they stand, with a stem and a plain form for each."""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

VOWEL = re.compile(r"[AEIOUY]")
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
BROKEN_ENTITY = re.compile(r"\s?#(\d{2,4});")
"""Some archives lost the & of `&#39;`: "McDonald #39;s" means "McDonald's"."""
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `form` is lower case without apostrophes, `text[start:end]` is as printed.

    `capital`: it has a capital letter or begins with a digit; `acronym`: it stands in
    capitals throughout.
    """

    form: str
    stem: str
    capital: bool
    acronym: bool
    start: int
    end: int

    @property
    def apostrophe(self) -> bool:
        return len(self.form) < self.end - self.start


def clean(text: str) -> str:
    """Text with tags dropped, entities resolved, and white space collapsed."""
    text = BROKEN_ENTITY.sub(lambda match: f"&#{match[1]};", text)
    text = html.unescape(TAG.sub(" ", text))
    return " ".join(unicodedata.normalize("NFKC", text).split())


def words(text: str) -> list[Word]:
    """The words of a cleaned text, in order."""
    shouted = text.isupper() and " " in text
    return [
        Word(*_forms(match[0]), _is_acronym(match[0], shouted), match.start(), match.end())
        for match in WORD.finditer(text)
    ]


def _is_acronym(word: str, shouted: bool) -> bool:
    """Where all is in capitals, only what cannot be spoken as a word ("KFC") is sure to be one."""
    bare = re.sub(r"['\u2019]s$", "", word)
    return bare.isupper() and not (shouted and VOWEL.search(bare))


@lru_cache(maxsize=100_000)
def _forms(word: str) -> tuple[str, str, bool]:
    lower = word.lower().replace("\u2019", "'")
    stem = _singular(lower.removesuffix("'s").replace("'", ""))
    return lower.replace("'", ""), stem, lower[0].isdigit() or word != word.lower()


def _singular(word: str) -> str:
    """The S-stemmer of Harman (1991), "How effective is suffixing?".

    A stronger stemmer makes one word of "hospital" and "hospitality", "police" and "policy".
    """
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]
