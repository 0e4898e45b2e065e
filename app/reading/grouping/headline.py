"""What a headline says once the outlet's name and the section's label are off it. Pure."""

import re
from dataclasses import dataclass

from app.reading.grouping.words import is_edition, is_telling, words

_TAIL = re.compile(r"^(.{8,}\S)\s+[-\u2013\u2014|\u00b7]\s+(\S.{1,50})$", re.DOTALL)
_LABEL = re.compile(r"^\s*[A-Z\u00c0-\u00de'\u2019 -]{2,24}\s*\|\s*(?=\S)")
MAX_TAIL_WORDS = 5
MIN_HEAD_WORDS = 2

# Common knowledge of what newspapers run in series: the parts look alike and are not one story.
_SERIES_WORDS = frozenset(
    word
    for line in (
        "horoscope horoscopes zodiac stars astrology tarot crossword crosswords sudoku wordle",
        "puzzle puzzles quiz trivia lotto powerball lottery euromillions eurojackpot",
        "megamillions jackpot draw weather forecast forecasts loadshedding shedding outages",
        "schedule schedules timetable fixtures standings log livescore scores scorecard odds",
        "wrap markets market bulletin headlines newsletter newsletters digest roundup recap",
        "briefing briefs cartoon cartoons comic letters obituaries obituary mampara podcast",
        "episode ep edition gallery pictures photos sitrep situational situation live blog",
        "liveblog updates deals specials daily weekly monthly nightly tv guide",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Headline:
    """`words` without the outlet's name; `tail` is what was cut off, in words."""

    words: tuple[str, ...]
    tail: tuple[str, ...] = ()

    @property
    def telling(self) -> frozenset[str]:
        return frozenset(filter(is_telling, self.words))

    @property
    def editions(self) -> frozenset[str]:
        return frozenset(filter(is_edition, self.words + self.tail))

    @property
    def is_of_series(self) -> bool:
        return not _SERIES_WORDS.isdisjoint(self.words)


def headline(title: str) -> Headline:
    """Split "LABEL | What happened - Outlet"; a title too short to be split is left whole."""
    body, tail = title.strip(), ""
    if match := _TAIL.match(body):
        body, tail = match.groups()
    head, tail_words = tuple(words(_LABEL.sub("", body))), tuple(words(tail))
    few = sum(map(is_telling, head)) < MIN_HEAD_WORDS
    if few or len(tail_words) > MAX_TAIL_WORDS or any(map(is_edition, tail_words)):
        return Headline(tuple(words(title)))
    return Headline(head, tail_words)


def same_words(one: Headline, other: Headline) -> bool:
    """Are these one headline, be it with an outlet's name behind it or without?"""
    if one.words == other.words:
        return not one.tail or not other.tail or one.tail == other.tail or len(one.telling) > 4
    return one.words + one.tail == other.words or one.words == other.words + other.tail
