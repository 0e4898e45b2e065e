"""Do two articles tell one story? The rules, strongest first. Pure.

A *copy* has the same headline or the same sentences (republished, wire). Otherwise the *subject*
decides: how alike is what they say, against how alike it must be? More is asked the less text
there is, the less the headlines agree and the further apart they were published.
"""

import math

from app.reading.grouping.headline import same_words
from app.reading.grouping.pair import Pair
from app.reading.grouping.series import is_other_part

COPY = 2.0
SAME = 1.0

SAME_SENTENCES = 0.5
"""Share of phrases; the wire pairs of the test data have .5 and more."""

COPY_COSINE = 0.5
"""A copy shares the rare words too; a template shares only its common phrases."""

LIKE_HEADLINES = 0.25
COPY_DAYS = 7.0
STANDFIRST_DAYS = 0.75
"""A summary that runs again under another headline after that is a column's standfirst."""

LONG_HEADLINE, LONG_DAYS = 5, 14.0
SHORT_HEADLINE, SHORT_DAYS = 3, 0.75
"""From so many telling words a headline stands for itself, for so long."""

NEAR_HEADLINE = 0.75

SUBJECT_COSINE = 0.22
"""For full texts under like headlines, or without any."""

UNLIKE_HEADLINES = 0.5
HEADLINE_DISCOUNT = 0.6

SHORT_COSINE = 0.7
FULL_TEXT_WORDS, SHORT_WORDS = 150, 40
SUBJECT_DAYS = 14.0


def support(pair: Pair) -> float:
    """COPY; else how often the likeness needed for one story is reached (SAME: just)."""
    if is_other_part(pair) or shares_only_standfirst(pair):
        return 0.0
    if has_same_headline(pair) or has_same_sentences(pair):
        return COPY
    return min(pair.cosine / needed_cosine(pair), COPY - 0.01)


def has_same_headline(pair: Pair) -> bool:
    if pair.length >= FULL_TEXT_WORDS and pair.cosine < SUBJECT_COSINE:
        return False
    telling = len(pair.one.headline.telling & pair.other.headline.telling)
    same = same_words(pair.one.headline, pair.other.headline)
    if telling >= LONG_HEADLINE:
        return (same or pair.headline >= NEAR_HEADLINE) and (pair.days or 0.0) <= LONG_DAYS
    return same and telling >= SHORT_HEADLINE and (pair.days or 0.0) <= SHORT_DAYS


def has_same_sentences(pair: Pair) -> bool:
    """Wire copies, whatever their headlines; not a template filled in with other figures."""
    alike = pair.phrases >= SAME_SENTENCES and pair.cosine >= COPY_COSINE
    is_lasting = pair.length >= FULL_TEXT_WORDS or pair.headline >= LIKE_HEADLINES
    limit = COPY_DAYS if is_lasting else STANDFIRST_DAYS
    return alike and not pair.has_other_figures and (pair.days or 0.0) <= limit


def shares_only_standfirst(pair: Pair) -> bool:
    """Short bodies that speak of neither headline: the line under a column's name."""
    is_short = pair.length < FULL_TEXT_WORDS
    return is_short and pair.headline < LIKE_HEADLINES and not pair.is_about_headlines


def needed_cosine(pair: Pair) -> float:
    """From SUBJECT_COSINE up to 1, which only the same words reach."""
    needed = SUBJECT_COSINE
    if pair.one.headline.words and pair.other.headline.words:
        needed = max(needed, UNLIKE_HEADLINES - HEADLINE_DISCOUNT * pair.headline)
    length = min(max(pair.one.length, pair.other.length, SHORT_WORDS), FULL_TEXT_WORDS)
    brevity = math.log(FULL_TEXT_WORDS / length) / math.log(FULL_TEXT_WORDS / SHORT_WORDS)
    needed += (SHORT_COSINE - needed) * brevity
    return needed + (1 - needed) * min(1.0, (pair.days or 0.0) / SUBJECT_DAYS)
