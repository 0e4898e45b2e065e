"""Which words of a text are names, by their capitals: people, places, firms. Pure.

Shared names alone make no story: a mayor opens a school and answers for a pothole in one week.
"""

import re
from collections import Counter
from collections.abc import Iterator

from app.parts.reading.grouping.words import stem, words

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_ENDS = frozenset(".!?:|\u2022\n\r\u2026")
_OPENING = " \t\"'(\u2018\u201c\u2019\u201d\u00ab["
TITLE_CASE = 0.5
"""A text in which more of the words have capitals shows no names: a headline in title case."""

NOUNS_WITH_CAPITALS = frozenset(("de",))


def names(text: str) -> frozenset[str]:
    """The stems that have a capital within a sentence, and more often than not."""
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for word, begins_sentence in _placed(text):
        if word[0].islower():
            small[word] += 1
        elif not begins_sentence:
            capital[word.casefold()] += 1
    if capital.total() > TITLE_CASE * (capital.total() + small.total()):
        return frozenset()
    found = [word for word in capital if capital[word] > small[word]]
    return frozenset(stem(token) for word in found for token in words(word))


def _placed(text: str) -> Iterator[tuple[str, bool]]:
    """Each word, and whether a sentence begins with it."""
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()].strip(_OPENING)
        yield match[0], end == 0 or not _SENTENCE_ENDS.isdisjoint(between)
        end = match.end()
