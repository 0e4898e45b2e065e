"""Do two articles tell one story? The rules, strongest first. Pure."""

from app.reading.grouping.fingerprint import Fingerprint
from app.reading.grouping.headline import same_words
from app.reading.grouping.likeness import (
    COPY_COSINE,
    FULL_TEXT_WORDS,
    SAME_SENTENCES,
    SUBJECT_COSINE,
    Vector,
    Weights,
    cosine,
    headline_likeness,
    hours_apart,
    needed_cosine,
    phrase_overlap,
)
from app.reading.grouping.series import other_edition

DAY = 24
LONG_HEADLINE, SHORT_HEADLINE = 5, 3
"""Telling words from which a headline stands for itself for a week; for two days."""

NEAR_HEADLINE = 0.8

COPY = 2.0
SAME = 1.0


def support(
    one: Fingerprint, other: Fingerprint, vectors: tuple[Vector, Vector], weight: Weights
) -> float:
    """COPY; else how often the likeness needed for one story is reached (SAME or more: it is)."""
    if other_edition(one, other):
        return 0.0
    likeness = cosine(*vectors)
    if _is_copy(one, other, likeness) or _has_headline_of(one, other, likeness, weight):
        return COPY
    return min(likeness / needed_cosine(one, other), COPY - 0.01)


def _is_copy(one: Fingerprint, other: Fingerprint, likeness: float) -> bool:
    return likeness >= COPY_COSINE and phrase_overlap(one, other) >= SAME_SENTENCES


def _has_headline_of(
    one: Fingerprint, other: Fingerprint, likeness: float, weight: Weights
) -> bool:
    if min(one.length, other.length) >= FULL_TEXT_WORDS and likeness < SUBJECT_COSINE:
        return False
    telling = len(one.headline.telling & other.headline.telling)
    days = hours_apart(one, other) / DAY
    if same_words(one.headline, other.headline):
        return days <= 7 if telling >= LONG_HEADLINE else telling >= SHORT_HEADLINE and days <= 2
    near = telling >= LONG_HEADLINE and days <= 2
    return near and headline_likeness(one, other, weight) >= NEAR_HEADLINE
