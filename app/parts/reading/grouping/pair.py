"""Two articles side by side, in figures. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.parts.reading.grouping.fingerprint import Fingerprint
from app.parts.reading.grouping.words import weight

Vector = Mapping[str, float]

MIN_PHRASES = 6
LEAST_HEADLINE = 10.0
"""What two or three telling words weigh: a headline of fewer is never the same in full."""

SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Pair:
    """All likenesses are from 0 to 1.

    `cosine` is that of the vectors of all they say (Salton and Buckley 1988); the rest is worked
    out when asked for.
    """

    one: Fingerprint
    other: Fingerprint
    vectors: tuple[Vector, Vector]

    @cached_property
    def shared(self) -> frozenset[str]:
        """The terms that both have."""
        return frozenset(self.vectors[0].keys() & self.vectors[1].keys())

    @cached_property
    def cosine(self) -> float:
        mine, theirs = self.vectors
        return sum(mine[term] * theirs[term] for term in self.shared)

    @cached_property
    def ordinary_cosine(self) -> float:
        """That of all but names: what happened, whoever it happened to."""
        mine, theirs = self.vectors
        names = self.one.names | self.other.names
        both = sum(mine[term] * theirs[term] for term in self.shared - names)
        norms = (
            math.sqrt(sum(value * value for term, value in vector.items() if term not in names))
            for vector in self.vectors
        )
        return both / (math.prod(norms) or 1.0)

    @cached_property
    def ordinary_weight(self) -> float:
        """How much the words that both have say, but for names."""
        return self._weight(self.shared - self.one.names - self.other.names)

    @cached_property
    def phrases(self) -> float:
        """The share of the shorter lead's phrases that the other has (containment, Broder 1997)."""
        mine, theirs = self.one.phrases, self.other.phrases
        shorter = min(len(mine), len(theirs))
        return len(mine & theirs) / shorter if shorter >= MIN_PHRASES else 0.0

    @cached_property
    def headline(self) -> float:
        """The weighted Jaccard likeness of the headlines."""
        mine, theirs = self.one.headline.telling, self.other.headline.telling
        return self._weight(mine & theirs) / max(self._weight(mine | theirs), LEAST_HEADLINE)

    @cached_property
    def covered(self) -> float:
        """How much of one headline the other article says: the more of the two."""
        return max(self._covered(self.one, self.other), self._covered(self.other, self.one))

    def _covered(self, one: Fingerprint, other: Fingerprint) -> float:
        said = one.headline.telling
        return self._weight(said.intersection(other.terms)) / max(
            self._weight(said), LEAST_HEADLINE
        )

    def _weight(self, terms: frozenset[str]) -> float:
        language = self.one.headline.language
        return sum(weight(term, language) for term in terms)

    @property
    def days(self) -> float:
        """0 when a date is missing: then time says nothing."""
        if self.one.at is None or self.other.at is None:
            return 0.0
        return abs(self.one.at - self.other.at) / SECONDS_A_DAY

    @property
    def is_dated(self) -> bool:
        return self.one.at is not None and self.other.at is not None

    @property
    def is_of_one_site(self) -> bool:
        return self.one.site == self.other.site

    @property
    def have_headlines(self) -> bool:
        return bool(self.one.headline.telling and self.other.headline.telling)

    @property
    def length(self) -> int:
        """Words of the shorter body."""
        return min(self.one.length, self.other.length)

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
    def is_of_series(self) -> bool:
        """Is either called what newspapers run in series?"""
        return self.one.headline.is_of_series or self.other.headline.is_of_series

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


def pair_of(one: Fingerprint, other: Fingerprint) -> Pair:
    """For a single comparison; who compares often keeps the vectors."""
    return Pair(one, other, (vector(one), vector(other)))


def vector(of: Fingerprint) -> Vector:
    """The unit vector of an article's terms."""
    language = of.headline.language
    counted = zip(of.terms, of.counts, strict=True)
    raw = {term: (1 + math.log(count)) * weight(term, language) for term, count in counted}
    norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {term: value / norm for term, value in raw.items()}
