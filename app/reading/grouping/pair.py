"""Two articles side by side, in figures. Pure."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.reading.grouping.fingerprint import Fingerprint

Weights = Callable[[str], float]
Vector = Mapping[str, float]

MIN_PHRASES = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """All likenesses are from 0 to 1.

    `cosine` is that of the TF-IDF vectors of all they say (Salton and Buckley 1988); `phrases`
    the share of the shorter lead's phrases that the other has (containment, Broder 1997);
    `headline` the weighted Jaccard likeness of the headlines; `days` None when a date is missing.
    """

    one: Fingerprint
    other: Fingerprint
    cosine: float
    phrases: float
    headline: float
    days: float | None

    @property
    def length(self) -> int:
        """Words of the shorter body."""
        return min(self.one.length, self.other.length)

    @property
    def has_same_figures(self) -> bool:
        """A corrected article keeps most of its figures."""
        return len(self.one.figures & self.other.figures) > len(
            self.one.figures ^ self.other.figures
        )

    @property
    def has_other_figures(self) -> bool:
        """A template was filled in anew: each has figures of its own, more than they share."""
        mine, theirs = self.one.figures, self.other.figures
        own = min(len(mine - theirs), len(theirs - mine))
        return own > max(1, len(mine & theirs))

    @property
    def is_about_headlines(self) -> bool:
        """Does each body take up words of its headline? A column's standfirst never does."""
        return self.one.is_about_headline and self.other.is_about_headline


def vector(of: Fingerprint, weight: Weights) -> Vector:
    """The unit vector of an article's terms."""
    raw = {term: (1 + math.log(count)) * weight(term) for term, count in of.terms.items()}
    norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {term: value / norm for term, value in raw.items()}


def compare(
    one: Fingerprint, other: Fingerprint, vectors: tuple[Vector, Vector], weight: Weights
) -> Pair:
    return Pair(
        one,
        other,
        cosine=_cosine(*vectors),
        phrases=_phrases(one, other),
        headline=_headline(one, other, weight),
        days=_days(one, other),
    )


def _cosine(one: Vector, other: Vector) -> float:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(value * large[term] for term, value in small.items() if term in large)


def _phrases(one: Fingerprint, other: Fingerprint) -> float:
    shorter = min(len(one.phrases), len(other.phrases))
    return len(one.phrases & other.phrases) / shorter if shorter >= MIN_PHRASES else 0.0


def _headline(one: Fingerprint, other: Fingerprint, weight: Weights) -> float:
    mine, theirs = one.headline.telling, other.headline.telling
    total = sum(map(weight, mine | theirs))
    return sum(map(weight, mine & theirs)) / total if total else 0.0


def _days(one: Fingerprint, other: Fingerprint) -> float | None:
    if one.published_at is None or other.published_at is None:
        return None
    return abs((one.published_at - other.published_at).total_seconds()) / 86_400
