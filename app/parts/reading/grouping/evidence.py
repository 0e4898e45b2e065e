"""Do two articles tell one story? Copies by what they repeat, others by weighed signals. Pure."""

from app.parts.reading.grouping.headline import same_words
from app.parts.reading.grouping.pair import Pair
from app.parts.reading.grouping.series import fills_one_template, is_other_part
from app.parts.reading.grouping.signals import (
    NO_TEXT_WORDS,
    ONE_SITE,
    WEIGHTS,
    Signals,
    probability,
    signals,
)
from app.parts.reading.grouping.toll import is_updated_toll

FULL_TEXT_WORDS = 150

COPY = 1.0
SAME = 0.5
"""More likely one story than two."""

LIKELY = 0.9
"""Nothing but a copy supports more: two likenesses make no chain of three articles, as the mean of
.9 and of nothing is below SAME."""

ONE_FORM = 0.08
"""One form filled in twice, as far as headlines alone can tell: whoever reads them may know better.
The mean of it and LIKELY is below SAME, as with 0."""

SUREST = 0.999
"""What is weighed is never a copy, however likely."""

SAME_SENTENCES = 0.5
"""Share of phrases; the wire pairs of the test data have .5 and more."""

COPY_COSINE = 0.5
"""A copy shares the rare words too; a template shares only its common phrases."""

SUBJECT_COSINE = 0.2
OTHER_EVENT_COSINE = 0.2
"""Of all words but names. From .1 to .2 no labelled pair of one story is lost by it."""

LIKE_HEADLINES, STANDFIRST_HEADLINE = 0.25, 0.5
COPY_DAYS, SHORT_COPY_DAYS = 7.0, 3.0
STANDFIRST_DAYS = 0.5
"""A summary that runs again under another headline after that is a column's standfirst."""

LONG_HEADLINE, LONG_DAYS, SAME_SITE_DAYS = 5, 14.0, 2.0
SHORT_HEADLINE, SHORT_DAYS = 3, 0.75
"""From so many telling words a headline stands for itself, for so long. A site that runs one
again after days runs a column under it."""


def chance(pair: Pair, weights: Signals = WEIGHTS) -> float:
    """COPY, or 0 for two parts of a series; else how likely the two tell one story."""
    decided = verdict(pair)
    if decided is not None:
        return decided
    is_of_one_site = pair.is_of_one_site and pair.one.site  # not: of nobody knows which
    prior = ONE_SITE if is_of_one_site else 0.0
    return min(probability(signals(pair), weights, prior), SUREST)


def resemblance(pair: Pair) -> float:
    """By what is weighed alone, for what need not be sure: how likely the two tell one story."""
    return 0.0 if _shares_names_alone(pair) else probability(signals(pair))


def _shares_names_alone(pair: Pair) -> bool:
    """What else happens to the same people at the same place: each has a subject of its own."""
    has_text = pair.length >= NO_TEXT_WORDS
    return has_text and pair.have_own_subjects and pair.ordinary_cosine < OTHER_EVENT_COSINE


def support(likely: float) -> float:
    """How much a pair that is so likely counts for its clusters."""
    return likely if likely >= COPY else min(likely, LIKELY)


def verdict(pair: Pair) -> float | None:
    """What needs no weighing: COPY, 0 for two parts of a series, ONE_FORM. None for all else."""
    if is_updated_toll(pair):
        return COPY
    if is_other_part(pair):
        return 0.0
    if fills_one_template(pair):
        return 0.0 if pair.length >= NO_TEXT_WORDS else ONE_FORM
    return COPY if _has_same_headline(pair) or _has_same_sentences(pair) else None


def _has_same_headline(pair: Pair) -> bool:
    if not same_words(pair.one.headline, pair.other.headline):
        return False
    if pair.length >= FULL_TEXT_WORDS and pair.cosine < SUBJECT_COSINE:
        return False
    telling = len(pair.one.headline.telling & pair.other.headline.telling)
    if telling < LONG_HEADLINE:
        return telling >= SHORT_HEADLINE and pair.days <= SHORT_DAYS
    return pair.days <= (SAME_SITE_DAYS if pair.is_of_one_site else LONG_DAYS)


def _has_same_sentences(pair: Pair) -> bool:
    """Wire copies, whatever their headlines; not a template filled in with other figures."""
    if pair.phrases < SAME_SENTENCES or pair.cosine < COPY_COSINE or pair.has_other_figures:
        return False
    return pair.days <= _copy_days(pair) and not _is_standfirst(pair)


def _is_standfirst(pair: Pair) -> bool:
    """Short bodies that speak of neither headline: the line under a column's name."""
    is_short = pair.length < FULL_TEXT_WORDS
    return is_short and pair.headline < STANDFIRST_HEADLINE and not pair.is_about_headlines


def _copy_days(pair: Pair) -> float:
    if pair.length >= FULL_TEXT_WORDS:
        return COPY_DAYS
    return SHORT_COPY_DAYS if pair.headline >= LIKE_HEADLINES else STANDFIRST_DAYS
