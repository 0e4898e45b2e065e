"""How surely do two articles tell the same story? Pure.

Two kinds of evidence. A *copy*: the same headline, or the same sentences (republished, wire).
The same *subject*: the cosine of the TF-IDF vectors of what they say (Salton 1988), of which more
is asked the less text there is and the further apart they were published.
"""

import math
from collections.abc import Callable, Mapping

from app.reading.grouping.fingerprint import Fingerprint

Weights = Callable[[str], float]
Vector = Mapping[str, float]

SAME_SENTENCES = 0.5
"""Share of the shorter lead's phrases that a copy has in common (README of the wire pairs)."""

COPY_COSINE = 0.5
"""A copy shares the rare words too; a series' template shares only its common phrases."""

MIN_PHRASES = 6

SUBJECT_COSINE, HEADLINE_COSINE = 0.22, 0.7
FULL_TEXT_WORDS, HEADLINE_WORDS = 100, 40
"""A cosine that rests on few words is chance: less is asked the more there is to compare."""

MONTH_HOURS = 30 * 24


def vector(print_: Fingerprint, weight: Weights) -> Vector:
    """The unit vector of an article's terms."""
    raw = {term: (1 + math.log(n)) * weight(term) for term, n in print_.terms.items()}
    norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {term: value / norm for term, value in raw.items()}


def cosine(one: Vector, other: Vector) -> float:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(value * large[term] for term, value in small.items() if term in large)


def hours_apart(one: Fingerprint, other: Fingerprint) -> float:
    """0 when either has no date: then time says nothing."""
    if one.published_at is None or other.published_at is None:
        return 0.0
    return abs((one.published_at - other.published_at).total_seconds()) / 3600


def needed_cosine(one: Fingerprint, other: Fingerprint) -> float:
    """From SUBJECT_COSINE for two full texts of one day, up to 1 for a month between them."""
    length = math.sqrt(max(one.length, 1) * max(other.length, 1))
    bounded = min(max(length, HEADLINE_WORDS), FULL_TEXT_WORDS)
    missing = math.log(FULL_TEXT_WORDS / bounded) / math.log(FULL_TEXT_WORDS / HEADLINE_WORDS)
    needed = SUBJECT_COSINE + missing * (HEADLINE_COSINE - SUBJECT_COSINE)
    return needed + (1 - needed) * min(1.0, hours_apart(one, other) / MONTH_HOURS)


def phrase_overlap(one: Fingerprint, other: Fingerprint) -> float:
    """Containment (Broder 1997) of the shorter lead's phrases in the longer's."""
    shorter = min(len(one.phrases), len(other.phrases))
    return len(one.phrases & other.phrases) / shorter if shorter >= MIN_PHRASES else 0.0


def headline_likeness(one: Fingerprint, other: Fingerprint, weight: Weights) -> float:
    """Jaccard over the headlines' telling words, the rare ones counting more."""
    mine, theirs = one.headline.telling, other.headline.telling
    total = sum(map(weight, mine | theirs))
    return sum(map(weight, mine & theirs)) / total if total else 0.0
