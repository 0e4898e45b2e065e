"""Do two articles tell one story? The rules, strongest first. Pure.

A *copy* has the same headline or the same sentences (republished, wire). Otherwise the *subject*
decides: how alike is what they say, against how alike it must be? More is asked the less text
there is, the less the headlines agree and the further apart they were published.
"""

import math

from app.parts.reading.grouping.headline import has_one_frame, same_words
from app.parts.reading.grouping.pair import Pair
from app.parts.reading.grouping.series import is_other_part, names_differ
from app.parts.reading.grouping.toll import is_updated_toll

COPY = 2.0
SAME = 1.0

FULL_TEXT_WORDS, SUMMARY_WORDS = 150, 40

SAME_SENTENCES = 0.5
"""Share of phrases; the wire pairs of the test data have .5 and more."""

COPY_COSINE = 0.5
"""A copy shares the rare words too; a template shares only its common phrases."""

LIKE_HEADLINES, STANDFIRST_HEADLINE = 0.25, 0.5
COPY_DAYS, SHORT_COPY_DAYS = 7.0, 3.0
STANDFIRST_DAYS = 0.5
"""A summary that runs again under another headline after that is a column's standfirst."""

LONG_HEADLINE, LONG_DAYS, SAME_SITE_DAYS = 5, 14.0, 2.0
SHORT_HEADLINE, SHORT_DAYS = 3, 0.75
"""From so many telling words a headline stands for itself, for so long. A site that runs one
again after days runs a column under it."""

NEAR_HEADLINE, NEAR_DAYS = 0.75, 3.0

SUBJECT_COSINE = 0.275
"""For full texts under like headlines, or without any. Measured on 452 texts of 53 events, whole
and by halves: from .27 to .29 no pair is wrong and F1 is .94 to .91."""

UNLIKE_HEADLINES, HEADLINE_DISCOUNT = 0.5, 0.6
"""Texts on one subject of the day reach .4 and are still two stories; the headlines tell."""

MIN_SHARED = 4
SUMMARY_COSINE, HEADLINE_COSINE = 0.7, 0.85
SUBJECT_DAYS, HEADLINE_DAYS = 7.0, 2.0


def support(pair: Pair) -> float:
    """COPY; else how often the likeness needed for one story is reached (SAME: just)."""
    if is_updated_toll(pair):
        return COPY
    if is_other_part(pair) or _shares_only_standfirst(pair) or _fills_one_template(pair):
        return 0.0
    if _has_same_headline(pair) or _has_same_sentences(pair):
        return COPY
    if pair.shared < MIN_SHARED or pair.days >= _subject_days(pair):
        return 0.0
    return min(pair.cosine / _needed_cosine(pair), COPY - 0.01)


def _shares_only_standfirst(pair: Pair) -> bool:
    """Short bodies that speak of neither headline: the line under a column's name."""
    is_short = pair.length < FULL_TEXT_WORDS
    return is_short and pair.headline < STANDFIRST_HEADLINE and not pair.is_about_headlines


def _fills_one_template(pair: Pair) -> bool:
    """Short bodies, each of which takes up a word of its headline that the other never says.

    Of the wire pairs of the test data 1 in 35 is so, one of them of two firms. In a language
    whose common words are not known the words may be such.
    """
    known = pair.one.headline.language and pair.other.headline.language
    if not known or pair.length >= FULL_TEXT_WORDS:
        return False
    return pair.have_own_subjects or _is_about_neither(pair)


def _is_about_neither(pair: Pair) -> bool:
    """Headlines of one pattern over a text that names what neither is about: a form to fill in."""
    mine, theirs = pair.one.headline, pair.other.headline
    own, others = mine.telling - theirs.telling, theirs.telling - mine.telling
    if not names_differ(mine, theirs) or not has_one_frame(mine, theirs):
        return False
    return own.isdisjoint(pair.one.subjects) and others.isdisjoint(pair.other.subjects)


def _has_same_headline(pair: Pair) -> bool:
    if pair.length >= FULL_TEXT_WORDS and pair.cosine < SUBJECT_COSINE:
        return False
    telling = len(pair.one.headline.telling & pair.other.headline.telling)
    same = same_words(pair.one.headline, pair.other.headline)
    if telling < LONG_HEADLINE:
        return same and telling >= SHORT_HEADLINE and pair.days <= SHORT_DAYS
    if not same:
        return pair.headline >= NEAR_HEADLINE and pair.days <= NEAR_DAYS
    return pair.days <= (SAME_SITE_DAYS if pair.is_of_one_site else LONG_DAYS)


def _has_same_sentences(pair: Pair) -> bool:
    """Wire copies, whatever their headlines; not a template filled in with other figures."""
    alike = pair.phrases >= SAME_SENTENCES and pair.cosine >= COPY_COSINE
    return alike and not pair.has_other_figures and pair.days <= _copy_days(pair)


def _copy_days(pair: Pair) -> float:
    if pair.length >= FULL_TEXT_WORDS:
        return COPY_DAYS
    return SHORT_COPY_DAYS if pair.headline >= LIKE_HEADLINES else STANDFIRST_DAYS


def _needed_cosine(pair: Pair) -> float:
    """From SUBJECT_COSINE up to 1, which only the same words reach."""
    needed = SUBJECT_COSINE
    if pair.one.headline.words and pair.other.headline.words:
        needed = max(needed, UNLIKE_HEADLINES - HEADLINE_DISCOUNT * pair.headline)
        needed += (_short_cosine(pair) - needed) * _brevity(pair)
    return needed + (1 - needed) * pair.days / _subject_days(pair)


def _subject_days(pair: Pair) -> float:
    return SUBJECT_DAYS if pair.length else HEADLINE_DAYS


def _short_cosine(pair: Pair) -> float:
    return SUMMARY_COSINE if pair.length else HEADLINE_COSINE


def _brevity(pair: Pair) -> float:
    """0 when either has a full text, 1 when neither has more than a summary."""
    longer = max(pair.one.length, pair.other.length)
    length = min(max(longer, SUMMARY_WORDS), FULL_TEXT_WORDS)
    return math.log(FULL_TEXT_WORDS / length) / math.log(FULL_TEXT_WORDS / SUMMARY_WORDS)
