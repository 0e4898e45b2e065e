"""A model that ran nothing may not say that something ran. Pure."""

import re

from app.lib.printable import one_line

CLAIM = re.compile(
    r"\b(pass(es|ed|ing)?|ran|run successfully|executed|verified|confirmed|tested|works?|working"
    r"|all tests|no errors?|succeed(s|ed)?|guaranteed?|100 ?%|exit code)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
LONGEST_NOTES = 600


def without_claims(notes: str) -> str:
    """The sentences that say how it is used and built, on one line."""
    sentences = SENTENCE.split(one_line(notes, LONGEST_NOTES))
    return " ".join(sentence for sentence in sentences if not CLAIM.search(sentence))
