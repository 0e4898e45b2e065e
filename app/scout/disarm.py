"""Takes out of a text what speaks to a machine, before a model reads it. Pure.

A model that obeys whatever it reads then has nothing to obey, and judges what is left as news.
Sometimes a reader's sentence goes too; an article has others.
"""

import re
from collections.abc import Iterator

from app.scout.suspicion import READ_AT_MOST, speaks_to_a_machine
from app.scout.types import Candidate

LOOKED_AT = 8_000
"""Characters; no question shows more of an article."""
OVERLAP = 200
"""So that what stands across the border of two windows is seen as well."""
SENTENCE_END = re.compile(r"(?<=[.!?;\u3002\uff01\uff1f])\s+|\n+")


def disarmed(text: str) -> str:
    """The text without the sentences that speak to a machine and those beside them."""
    text = text[:LOOKED_AT]
    if not speaks(text):
        return text
    left = " ".join(harmless(SENTENCE_END.split(text)))
    return "" if speaks(left) else left


def harmless(sentences: list[str]) -> Iterator[str]:
    """An order may run over more than the sentence that gave it away."""
    orders = {number for number, sentence in enumerate(sentences) if speaks(sentence)}
    for number, sentence in enumerate(sentences):
        if not orders & {number - 1, number, number + 1}:
            yield sentence


def speaks(text: str) -> bool:
    step = READ_AT_MOST - OVERLAP
    starts = range(0, max(1, len(text) - OVERLAP), step)
    return any(speaks_to_a_machine(text[start : start + READ_AT_MOST]) for start in starts)


def has_nothing_left(candidate: Candidate) -> bool:
    """It consisted of orders alone."""
    given = (candidate.title, candidate.summary, candidate.text)
    return any(given) and not any(disarmed(part).strip() for part in given)
