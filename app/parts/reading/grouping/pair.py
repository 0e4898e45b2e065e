"""Two articles side by side, in figures. Pure."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.parts.reading.grouping.fingerprint import Fingerprint

Weights = Callable[[str], float]
Vector = Mapping[str, float]

MIN_PHRASES = 6
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Pair:
    """All likenesses are from 0 to 1.

    `cosine` is that of the TF-IDF vectors of all they say (Salton and Buckley 1988); `phrases`
    the share of the shorter lead's phrases that the other has (containment, Broder 1997);
    `headline` the weighted Jaccard likeness of the headlines. `days` between them are 0 when a
    date is missing: then time says nothing.
    """

    one: Fingerprint
    other: Fingerprint
    cosine: float
    phrases: float
    headline: float
    days: float

    @property
    def is_dated(self) -> bool:
        return self.one.at is not None and self.other.at is not None

    @property
    def is_of_one_site(self) -> bool:
        return self.one.site == self.other.site

    @property
    def length(self) -> int:
        """Words of the shorter body."""
        return min(self.one.length, self.other.length)

    @property
    def shared(self) -> int:
        """How many terms both have."""
        return len(frozenset(self.one.terms).intersection(self.other.terms))

    @property
    def has_same_figures(self) -> bool:
        """A corrected article keeps most of its figures."""
        mine, theirs = self.one.figures, self.other.figures
        return len(mine & theirs) > len(mine ^ theirs)

    @property
    def has_other_figures(self) -> bool:
        """A template was filled in anew: each has figures of its own, more than they share."""
        mine, theirs = self.one.figures, self.other.figures
        own = min(len(mine - theirs), len(theirs - mine))
        return own > max(1, len(mine & theirs))

    @property
    def is_about_headlines(self) -> bool:
        """Does a body take up its headline, or is there none? A column's standfirst never does."""
        return any(of.subjects or not of.headline.telling for of in (self.one, self.other))

    @property
    def have_own_subjects(self) -> bool:
        """Does each take up a word of its headline that the other never says?"""
        return bool(
            self.one.subjects.difference(self.other.terms)
            and self.other.subjects.difference(self.one.terms)
        )


def vector(of: Fingerprint, weight: Weights) -> Vector:
    """The unit vector of an article's terms."""
    counted = zip(of.terms, of.counts, strict=True)
    raw = {term: (1 + math.log(count)) * weight(term) for term, count in counted}
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
    mine, theirs = one.phrases, other.phrases
    shorter = min(len(mine), len(theirs))
    return len(mine & theirs) / shorter if shorter >= MIN_PHRASES else 0.0


def _headline(one: Fingerprint, other: Fingerprint, weight: Weights) -> float:
    mine, theirs = one.headline.telling, other.headline.telling
    total = sum(map(weight, mine | theirs))
    return sum(map(weight, mine & theirs)) / total if total else 0.0


def _days(one: Fingerprint, other: Fingerprint) -> float:
    if one.at is None or other.at is None:
        return 0.0
    return abs(one.at - other.at) / SECONDS_A_DAY
