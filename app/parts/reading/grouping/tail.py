"""What stands behind the dash of a headline: the outlet's name, or what this one is about? Pure.

"Rain closes the N2 - Sunday Courier" and "Menu prices compared - Roman's Pizza".
"""

import re
from collections.abc import Sequence

from app.parts.reading.grouping.headline import Headline
from app.parts.reading.grouping.pair import Pair

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
