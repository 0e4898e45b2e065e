"""What a headline says once the outlet's name and the section's label are off it. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.reading.grouping.words import edition, is_telling, words

_TAIL = re.compile(r"^(.{8,}\S)\s+[-\u2013\u2014|\u00b7]\s+(\S.{1,50})$", re.DOTALL)
# "WATCH | ", "EXCLUSIVE: ", "AGE OF THE ASSASSIN: ": capitals, with or without a second one.
_LABEL = re.compile(r"^\s*(?:[^a-z\u00df-\u00ff|:]{3,40}\s*[|:]\s+)+(?=\S)")
MAX_TAIL_WORDS = 5
MIN_HEAD_WORDS = 3

# Common knowledge of what newspapers run in series: the parts look alike and are not one story.
_SERIES_WORDS = frozenset(
    word
    for line in (
        "horoscope horoscopes zodiac stars astrology tarot crossword crosswords sudoku wordle",
        "puzzle puzzles quiz trivia lotto powerball lottery euromillions eurojackpot jackpot draw",
        "weather forecast forecasts loadshedding shedding schedule schedules timetable fixtures",
        "standings log livescore livescores score scores scorecard odds wrap bulletin headlines",
        "newsletter newsletters digest roundup recap briefing briefs cartoon cartoons comic",
        "letters obituaries notices podcast episode edition gallery pictures photos pics sitrep",
        "situational live blog liveblog deals specials daily weekly monthly tv guide vacancy",
        "results highlights ratings lineups rates watchlist inbox column diary",
    )
    for word in line.split()
)

_UNITS = frozenset(
    ("part", "episode", "chapter", "volume", "vol", "no", "day", "week", "round", "stage", "game")
)


@dataclass(frozen=True, slots=True)
class Headline:
    """`words` without label and outlet's name; `rest` is what was cut off, in words."""

    words: tuple[str, ...]
    rest: tuple[str, ...] = ()

    @property
    def telling(self) -> frozenset[str]:
        """The words that say what it is about."""
        return _telling(self.words)

    @property
    def editions(self) -> frozenset[str]:
        """The numbers, months and days anywhere in it."""
        return _editions(self.words + self.rest)

    @property
    def part(self) -> tuple[str, str] | None:
        """The counted unit, as in "Part Two" or "week 31"."""
        return _part(self.words + self.rest)

    @property
    def is_of_series(self) -> bool:
        return not _SERIES_WORDS.isdisjoint(self.words + self.rest)


@lru_cache(maxsize=65_536)
def _telling(of: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(is_telling, of))


@lru_cache(maxsize=65_536)
def _editions(of: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(edition, of)))


@lru_cache(maxsize=65_536)
def _part(of: tuple[str, ...]) -> tuple[str, str] | None:
    for unit, number in pairwise(of):
        if unit in _UNITS and (counted := edition(number)):
            return unit, counted
    return None


def headline(title: str) -> Headline:
    """Split "LABEL: What happened - Outlet"; what is too short to be split stays whole."""
    label = _LABEL.match(title)
    body, before = (title[label.end() :], label[0]) if label else (title, "")
    tail = _TAIL.match(body)
    head, after = tail.groups() if tail else (body, "")
    if len(words(after)) > MAX_TAIL_WORDS or any(map(edition, words(after))):
        head, after = body, ""
    kept = tuple(words(head))
    if sum(map(is_telling, kept)) < MIN_HEAD_WORDS:
        return Headline(tuple(words(title)))
    return Headline(kept, tuple(words(f"{before} {after}")))


def same_words(one: Headline, other: Headline) -> bool:
    """Are these one headline, be it with an outlet's name behind it or without?"""
    if one.words == other.words:
        # "Weather for the weekend - Durban" and "... - Knysna" are two.
        alike = not one.rest or not other.rest or one.rest == other.rest
        return alike or len(one.telling) >= MIN_HEAD_WORDS + 2
    return one.words + one.rest == other.words or one.words == other.words + other.rest
