"""Whether the guard can judge a text word by word: it knows English. Pure.

In another language it knows no "not" and no "plan to", nor whom a word such as "Sie" means; what is
written in one is repeated whole or not at all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from app.agents.leads.sequence.guard.words import sentences
from app.parts.reading.grouping.common_words import COMMON_WORDS, language_of

ENGLISH: Final = "en"
ENGLISH_SHARE: Final = 0.2
"""Of common English words from which a text is taken to be English: running text has .3 to .5, a
page that is mostly a list down to .1, but the sentence on it that states something has more."""
FEW_WORDS: Final = 6
"""So few may be all that somebody offers, or a page's one line: they are told by their words."""
MOST_CHARACTERS: Final = 20_000

_WORD: Final = re.compile(r"'n\b|[^\W\d_]+")


def is_english(sentence: str, within: str) -> bool:
    """`within`: the text that it stands in, which decides where it is too short to tell."""
    told, around = _language(sentence), _language(within)
    if told not in {ENGLISH, ""} or around not in {ENGLISH, ""}:
        return False
    is_short = len(_words(within)) < FEW_WORDS
    return is_short or max(_share(sentence), _share(within)) >= ENGLISH_SHARE


def english_sentences(texts: Sequence[str]) -> tuple[str, ...]:
    """Those of all texts, which belong together."""
    within = " ".join(texts)
    return tuple(one for text in texts for one in sentences(text) if is_english(one, within))


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text[:MOST_CHARACTERS].casefold()))


@lru_cache(maxsize=1024)
def _language(text: str) -> str:
    return language_of(_words(text))


def _share(text: str) -> float:
    """Of common English words; 0 where it is one alone, as "do" in a Czech sentence."""
    words = _words(text)
    common = [one for one in words if one in COMMON_WORDS[ENGLISH]]
    return len(common) / len(words) if len(set(common)) > 1 else 0.0
