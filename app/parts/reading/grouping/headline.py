"""What a headline says once the outlet's name and the section's label are off it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, takewhile

from app.parts.reading.grouping.words import edition, is_date, telling, words

_TAIL = re.compile(r"^(.{8,}\S)\s+[-\u2013\u2014|\u00b7]\s+(\S.{1,50})$", re.DOTALL)
# "WATCH | ", "EXCLUSIVE: ", "AGE OF THE ASSASSIN: ": capitals, with or without a second one.
_LABEL = re.compile(r"^\s*(?:[^a-z\u00df-\u00ff|:]{3,40}\s*[|:]\s+)+(?=\S)")
MAX_TAIL_WORDS = 5
MIN_HEAD_WORDS = 3
MIN_FRAME = 2

# Common knowledge of what newspapers run in series: the parts look alike and are not one story.
_SERIES_WORDS = frozenset(
    word
    for line in (
        "horoscope horoscopes horoskoop zodiac astrology tarot crossword crosswords",
        "tageshoroskop blokraai sudoku wordle puzzle puzzles quiz lotto powerball euromillions",
        "eurojackpot forecast forecasts loadshedding timetable fixtures standings livescore",
        "livescores scorecard roundup recap newsletter newsletters podcast cartoon cartoons",
        "obituaries obituary sitrep liveblog lineups memoriam",
    )
    for word in line.split()
)
_OPENING_WORDS = frozenset(
    word
    for line in (
        "daily weekly nightly live weather stars load schedule schedules log score scores results",
        "bulletin headlines digest briefing briefs comic letters notices gallery pictures photos",
        "deals specials guide watchlist inbox column diary highlights ratings odds wrap recipe",
        "lottery vacancy rates weer uitslae",
    )
    for word in line.split()
)
"""They mean a series where a headline begins; further on they may be what it is about."""

OPENING = 3
_UNITS = frozenset(
    ("part", "episode", "chapter", "volume", "vol", "no", "day", "week", "round", "stage", "game")
)


@dataclass(frozen=True, slots=True)
class Headline:
    """`words` without the `label` before them and the outlet's name in the `tail`."""

    words: tuple[str, ...]
    label: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    language: str = "en"

    @property
    def telling(self) -> frozenset[str]:
        """The stems of the words that say what it is about."""
        return _telling(self.words, self.language)

    @property
    def subject(self) -> frozenset[str]:
        """`telling` without numbers, months and days."""
        return _telling(tuple(word for word in self.words if not edition(word)), self.language)

    @property
    def editions(self) -> frozenset[str]:
        """The numbers, months and days anywhere in it."""
        return _editions(self.label + self.words)

    @property
    def part(self) -> tuple[str, str] | None:
        """The counted unit, as in "Part Two" or "week 31"."""
        return _part(self.label + self.words)

    @property
    def is_of_series(self) -> bool:
        opening = self.label + self.words[:OPENING]
        return not (
            _SERIES_WORDS.isdisjoint(self.label + self.words) and _OPENING_WORDS.isdisjoint(opening)
        )


@lru_cache(maxsize=65_536)
def _telling(of: tuple[str, ...], language: str) -> frozenset[str]:
    return frozenset(telling(of, language))


@lru_cache(maxsize=65_536)
def _editions(of: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(edition, of)))


@lru_cache(maxsize=65_536)
def _part(of: tuple[str, ...]) -> tuple[str, str] | None:
    for unit, number in pairwise(of):
        if unit in _UNITS and (counted := edition(number)):
            return unit, counted
    return None


def headline(title: str, language: str) -> Headline:
    """Split "LABEL: What happened - Outlet"; what is too short to be split stays whole."""
    label = _LABEL.match(title)
    body, before = (title[label.end() :], label[0]) if label else (title, "")
    tail = _TAIL.match(body)
    head, after = tail.groups() if tail else (body, "")
    if not _may_be_outlet(words(after)):
        head, after = body, ""
    kept = tuple(words(head))
    if len(_telling(kept, language)) < MIN_HEAD_WORDS:
        return Headline(tuple(words(title)), language=language)
    return Headline(kept, tuple(words(before)), tuple(words(after)), language)


def _may_be_outlet(name: Sequence[str]) -> bool:
    """Not "2 May 2025" or "Monday", but "Sunday Times" and "News24"."""
    numbered = any(word.isdigit() for word in name)
    return 0 < len(name) <= MAX_TAIL_WORDS and not numbered and not all(map(is_date, name))


def same_words(one: Headline, other: Headline) -> bool:
    """Are these one headline, be it with an outlet's name behind it or without?"""
    if one.words == other.words:
        # "Weather for the weekend - Durban" and "... - Knysna" are two.
        alike = not one.tail or not other.tail or one.tail == other.tail
        return alike or len(one.telling) >= MIN_HEAD_WORDS + 2
    return one.words + one.tail == other.words or one.words == other.words + other.tail


def has_one_frame(one: Headline, other: Headline) -> bool:
    """Do they begin and end alike, and share nothing between? "Form 8.3: A plc", "...: B plc"."""
    shared = one.telling & other.telling
    start = _alike_until(one.words, other.words)
    end = _alike_until(one.words[start:][::-1], other.words[start:][::-1])
    frame = one.words[:start] + one.words[len(one.words) - end :]
    return len(frame) >= MIN_FRAME and bool(shared) and shared <= _telling(frame, one.language)


def _alike_until(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words they have in common from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
