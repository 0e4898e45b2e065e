"""One disaster, told again with a higher toll: "Fire kills 12 …", hours later "… kills 14 …". Pure.

Lotto draws, share prices and daily counts differ in a number too, and are different stories.
"""

from app.parts.reading.grouping.headline import Headline
from app.parts.reading.grouping.pair import Pair
from app.parts.reading.grouping.words import edition, stem

_CASUALTIES = frozenset(
    stem(word)
    for line in (
        "kill kills killed die dies died dead death deaths toll injured injures injure hurt",
        "wounded wounds missing trapped rescued rescue bodies victims survivors evacuated",
        "displaced stranded homeless arrest arrests arrested detained hospitalised hospitalized",
    )
    for word in line.split()
)
_STATISTICS = frozenset(
    stem(word)
    for line in (
        "record records recorded daily weekly monthly day night week weekend month year case",
        "cases covid virus infections new another more hours strikes shelling airstrikes drone",
        "percent index",
    )
    for word in line.split()
)
"""What is counted from day to day, and what strikes one place day after day."""

_DAY_BY_DAY = frozenset(map(stem, ("arrest", "arrests", "arrested", "detained", "rescued")))
"""The police have such a count every day, in the same words; people die of one fire once."""

NEAR = 3
"""Words between a number and what it counts: "12 people were killed"."""

MIN_SUBJECTS, MIN_SUBJECTS_ALONE = 3, 4
"""Telling words that fix the event, with a text behind the headline and without."""

TOLL_DAYS = 0.75
RETOLD_DAYS, RETOLD_PHRASES = 2.0, 0.5
TOLL_COSINE, TOLL_PHRASES = 0.4, 0.25


def is_updated_toll(pair: Pair) -> bool:
    """Word for word one headline but for a count of people, which grew within hours?"""
    earlier, later = sorted((pair.one, pair.other), key=lambda of: of.at or 0)
    before, after = earlier.headline, later.headline
    if not pair.is_dated or before.subject != after.subject or not _fix_an_event(pair):
        return False
    old, new = before.editions - after.editions, after.editions - before.editions
    if len(old) != 1 or len(new) != 1:
        return False
    (was,), (is_now,) = old, new
    counts = _counts_people(before, was) and _counts_people(after, is_now)
    return counts and int(was) < int(is_now) and _is_one_text(pair)


def _fix_an_event(pair: Pair) -> bool:
    """Do the words say where and what? Not "Crash kills 4", nor what is counted every day."""
    head = pair.one.headline
    fixed = head.subject - _CASUALTIES
    enough = MIN_SUBJECTS if pair.length else MIN_SUBJECTS_ALONE
    is_series = head.is_of_series or pair.other.headline.is_of_series
    return len(fixed) >= enough and not is_series and _STATISTICS.isdisjoint(map(stem, head.words))


def _counts_people(of: Headline, number: str) -> bool:
    if not number.isdecimal() or "toll" in of.words:
        return number.isdecimal()
    places = [place for place, word in enumerate(of.words) if edition(word) == number]
    near = (of.words[max(0, place - NEAR) : place + NEAR + 1] for place in places)
    return any(stem(word) in _CASUALTIES for around in near for word in around)


def _is_one_text(pair: Pair) -> bool:
    if not pair.length:
        return pair.days <= TOLL_DAYS
    if pair.cosine < TOLL_COSINE or pair.phrases < TOLL_PHRASES:
        return False
    is_once = pair.one.headline.telling.isdisjoint(_DAY_BY_DAY)
    is_retold = is_once and pair.phrases >= RETOLD_PHRASES
    return pair.days <= (RETOLD_DAYS if is_retold else TOLL_DAYS)
