"""The parts of a series look alike and are different stories: lotto draws, crosswords. Pure."""

from app.reading.grouping.fingerprint import Fingerprint
from app.reading.grouping.headline import same_words
from app.reading.grouping.likeness import hours_apart, phrase_overlap

ONE_EDITION_HOURS = 12
ALIKE = 0.6
VERBATIM = 0.8


def other_edition(one: Fingerprint, other: Fingerprint) -> bool:
    """Do the headlines follow one pattern and differ in number, date, place or sign?"""
    mine, theirs = one.headline, other.headline
    dates_differ = bool(mine.editions - theirs.editions and theirs.editions - mine.editions)
    if dates_differ and _pattern_likeness(one, other) >= ALIKE:
        return True
    if not (mine.is_of_series and theirs.is_of_series):
        return False
    if hours_apart(one, other) > ONE_EDITION_HOURS:
        return mine.editions != theirs.editions or not mine.editions
    if dates_differ:
        return True
    return not same_words(mine, theirs) and phrase_overlap(one, other) < VERBATIM


def _pattern_likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Jaccard over the headlines' words that are neither numbers nor dates."""
    mine = set(one.headline.words) - one.headline.editions
    theirs = set(other.headline.words) - other.headline.editions
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0
