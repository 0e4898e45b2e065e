"""The sentences of a text that speak to a machine, taken out before a model reads it. Pure."""

import re

from app.parts.model.untrusted.detect import READ_AT_MOST, speaks_to_a_machine

LOOKED_AT = 8_000
"""Characters; no question shows more of a text."""
OVERLAP = 200
"""So that what stands across the border of two windows is seen as well."""
ORDERS_READ = 20
SENTENCE_END = re.compile(r"(?<=[.!?;\u3002\uff01\uff1f])\s+|\n+")


def harmless(text: str) -> str:
    """The text without the sentences that speak to a machine."""
    text = text[:LOOKED_AT]
    if not speaks(text):
        return text
    return " ".join(part for part in SENTENCE_END.split(text) if not speaks(part))


def orders(text: str) -> list[str]:
    """The sentences that `harmless` leaves out, the first ones."""
    return [part for part in SENTENCE_END.split(text[:LOOKED_AT]) if speaks(part)][:ORDERS_READ]


def speaks(text: str) -> bool:
    step = READ_AT_MOST - OVERLAP
    starts = range(0, max(1, len(text) - OVERLAP), step)
    return any(speaks_to_a_machine(text[start : start + READ_AT_MOST]) for start in starts)
