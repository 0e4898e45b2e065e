"""The parts of a series look alike and are different stories: lotto draws, crosswords. Pure."""

import re
from collections.abc import Sequence

from app.parts.reading.grouping.headline import Headline, has_one_frame, same_words
from app.parts.reading.grouping.pair import Pair
from app.parts.reading.grouping.words import edition, has_digit

ALIKE = 0.6
"""Headlines with so many words in common follow one pattern."""

SERIES_ALIKE = 0.4
RETOLD_COSINE, RETOLD_PHRASES = 0.65, 0.45
RETOLD_TEXT_COSINE, RETOLD_TEXT_WORDS, RETOLD_TEXT_DAYS = 0.4, 150, 1.5
VERBATIM = 0.95
LONG_HEADLINE, EDITED_HEADLINE = 5, 6
TEMPLATE_WORDS = 150
ONE_PART_DAYS = 0.5
DATED_PART_DAYS = 3.0


def is_other_part(pair: Pair) -> bool:
    """Are these two parts of one series rather than two copies of one part?"""
    mine, theirs = pair.one.headline, pair.other.headline
    if mine.part and theirs.part and mine.part != theirs.part:
        return True
    if have_other_subjects(pair):
        return True
    if mine.is_of_series and theirs.is_of_series:
        return _is_other_part_of_known_series(pair)
    if same_words(mine, theirs):
        return _is_daily_headline(pair)
    if _likeness(mine, theirs) < ALIKE:
        return False
    if _numbers_differ(mine, theirs):
        return not (_is_retold(pair) and pair.has_same_figures)
    return _names_differ(mine, theirs) and not (_is_edited(pair) or _is_retold(pair))


def fills_one_template(pair: Pair) -> bool:
    """Short bodies, each of which takes up a word of its headline that the other never says.

    In a language whose common words are not known the words may be such, on two sites.
    """
    known = pair.is_of_one_site or (pair.one.headline.language and pair.other.headline.language)
    if not known or pair.length >= TEMPLATE_WORDS:
        return False
    return pair.have_own_subjects or _is_about_neither(pair)


def _is_about_neither(pair: Pair) -> bool:
    """Headlines of one pattern over a text that names what neither is about: a form to fill in."""
    mine, theirs = pair.one.headline, pair.other.headline
    own, others = mine.telling - theirs.telling, theirs.telling - mine.telling
    if not _names_differ(mine, theirs) or not has_one_frame(mine, theirs):
        return False
    return own.isdisjoint(pair.one.subjects) and others.isdisjoint(pair.other.subjects)


def _is_other_part_of_known_series(pair: Pair) -> bool:
    mine, theirs = pair.one.headline, pair.other.headline
    if _numbers_differ(mine, theirs):
        return True
    if _is_edited(pair):
        return False  # "lottery" opens a draw's headline, and an investigation's
    if mine.subject == theirs.subject:
        return not _same_part(pair, mine.editions & theirs.editions)
    return _likeness(mine, theirs) >= SERIES_ALIKE or not _is_retold(pair)


def _is_daily_headline(pair: Pair) -> bool:
    """A short headline that one site runs again the next day over as short a text."""
    is_short = len(pair.one.headline.telling) < LONG_HEADLINE and pair.length < RETOLD_TEXT_WORDS
    is_another = pair.days > ONE_PART_DAYS if pair.is_dated else pair.phrases < VERBATIM
    return pair.have_headlines and is_short and pair.is_of_one_site and is_another


def _same_part(pair: Pair, editions: frozenset[str]) -> bool:
    """One headline: the same part when it ran within hours, or is dated and ran within days."""
    is_dated = any(map(has_digit, editions))
    if not pair.is_dated:
        return is_dated or pair.phrases >= VERBATIM
    return pair.days <= (DATED_PART_DAYS if is_dated else ONE_PART_DAYS)


def _likeness(one: Headline, other: Headline) -> float:
    """Jaccard over the words that are neither numbers nor dates."""
    mine, theirs = _pattern(one), _pattern(other)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


def _pattern(of: Headline) -> frozenset[str]:
    return frozenset(word for word in of.words if not edition(word))


def _numbers_differ(one: Headline, other: Headline) -> bool:
    return bool(one.editions - other.editions and other.editions - one.editions)


def _names_differ(one: Headline, other: Headline) -> bool:
    mine, theirs = one.telling - other.telling, other.telling - one.telling
    # "SA" and "South Africa" are one name.
    same_name = mine & _initials(other) if len(mine) == 1 else theirs & _initials(one)
    return bool(mine and theirs and not same_name)


def _initials(of: Headline) -> frozenset[str]:
    """The initials of two and three neighbouring words."""
    letters = "".join(word[0] for word in of.words)
    return frozenset(
        letters[start : start + size] for size in (2, 3) for start in range(len(letters))
    )


def _is_edited(pair: Pair) -> bool:
    """A long headline, of which another site changed a few words."""
    shared = pair.one.headline.telling & pair.other.headline.telling
    return not pair.is_of_one_site and len(shared) >= EDITED_HEADLINE


def _is_retold(pair: Pair) -> bool:
    """Does the text behind the two headlines show that they mean one thing?"""
    if not pair.is_about_headlines or pair.have_own_subjects:
        return False
    if pair.length >= RETOLD_TEXT_WORDS:
        return pair.cosine >= RETOLD_TEXT_COSINE and pair.days <= RETOLD_TEXT_DAYS
    copied = pair.phrases >= RETOLD_PHRASES and pair.cosine >= RETOLD_COSINE
    return copied and pair.days <= ONE_PART_DAYS


# What stands behind the dash of a headline: the outlet's name, or what this one is about?
# Common knowledge of what newspapers, stations and their sites are called.
_OUTLET_WORDS = frozenset(
    word
    for line in (
        "news newspaper newsroom newswire times post herald mail daily weekly sunday journal",
        "gazette tribune guardian independent tv radio fm magazine press media online citizen",
        "maverick courier chronicle observer telegraph mirror express standard argus mercury voice",
        "live today wire review reporter examiner insider monitor globe dispatch bulletin brief",
        "sun star world bbc cnn cnbc nbc cbs abc npr reuters afp ap sapa upi bloomberg forbes",
        "sabc enca ewn iol msn yahoo aljazeera dw rfi xinhua nuus nieuws krant zeitung nachrichten",
        "spiegel presse noticias diario journaux actu com org net",
    )
    for word in line.split()
)
_OUTLET_ENDING = re.compile(r".*[^\W\d]\d+|\w{3,}(?:news|live|web|times|sport|central|tech)")
MIN_RESEMBLANCE = 3
LONG_ELSEWHERE = 5
"""From so many telling words two sites have one headline, whatever each puts behind it."""


def have_other_subjects(pair: Pair) -> bool:
    """Is one headline used for two things, which only the words behind its dash name?"""
    mine, theirs = pair.one.headline, pair.other.headline
    if not mine.tail or not theirs.tail or mine.words != theirs.words:
        return False
    if set(mine.tail) <= set(theirs.tail) or set(theirs.tail) <= set(mine.tail):
        return False
    if not pair.is_of_one_site and len(mine.telling) >= LONG_ELSEWHERE:
        return False
    return not (_names_outlet(mine, pair.one.site) or _names_outlet(theirs, pair.other.site))


def _names_outlet(of: Headline, site: str) -> bool:
    if any(word in _OUTLET_WORDS or _OUTLET_ENDING.fullmatch(word) for word in of.tail):
        return True
    return _resemble(_letters(of.tail), _letters([site.casefold()]))


def _resemble(name: str, site: str) -> bool:
    if min(len(name), len(site)) < MIN_RESEMBLANCE:
        return False
    return name in site or site in name


def _letters(words: Sequence[str]) -> str:
    return "".join(letter for word in words for letter in word if letter.isalnum())
