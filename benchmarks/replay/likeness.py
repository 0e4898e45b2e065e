"""Which earlier mailed finds a find is most like, seen in several ways: a reader looks at them all.

Two of the ways have no part in how the product groups, so that what it misses is seen too.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from app.parts.reading.group import Fingerprint, StoryItem, fingerprint
from app.parts.reading.grouping.pair import pair_of
from app.parts.reading.grouping.signals import probability, signals
from benchmarks.replay.mailed import Mailed, Told

LOOKED_BACK = timedelta(days=30)
OF_EACH_WAY = 4
_WORD = re.compile(r"[^\W\d_]{2,}|\d+")
_NAME = re.compile(r"(?<![.!?:] )(?<!^)\b[A-Z][\w'\u2019-]+")


@dataclass(frozen=True)
class Seen:
    """A mailed find with what it is compared by."""

    mailed: Mailed

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(word.casefold() for word in _WORD.findall(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(name.casefold() for name in _NAME.findall(self.text))

    @cached_property
    def fingerprint(self) -> Fingerprint:
        return fingerprint(as_item(self.mailed.told))

    @property
    def text(self) -> str:
        return f"{self.mailed.told.title}. {self.mailed.told.summary}"


@dataclass(frozen=True, slots=True)
class Like:
    """An earlier find, with the cosine of TF-IDF, the weight of the names that both have, and how
    likely the product thinks it one story (without what it holds against one site)."""

    earlier: Mailed
    tfidf: float
    names: float
    chance: float


class Likenesses:
    def __init__(self, finds: Sequence[Mailed]) -> None:
        self._seen = [Seen(find) for find in finds]
        self._holders = Counter(word for seen in self._seen for word in seen.words)
        self._named = Counter(name for seen in self._seen for name in seen.names)
        self._vectors = {id(seen): self._vector(seen) for seen in self._seen}

    def earlier(self, number: int) -> list[Like]:
        """The best by each way, the most alike first."""
        found = list(self._compared(number))
        chosen = {
            id(like): like
            for way in (tfidf_of, names_of, chance_of)
            for like in sorted(found, key=way, reverse=True)[:OF_EACH_WAY]
        }
        return sorted(chosen.values(), key=lambda like: -(like.tfidf + like.chance))

    def _compared(self, number: int) -> Iterator[Like]:
        one = self._seen[number]
        for other in self._seen[:number]:
            if one.mailed.at - other.mailed.at <= LOOKED_BACK:
                yield Like(
                    other.mailed,
                    self._cosine(one, other),
                    self._shared(one, other),
                    chance(one, other),
                )

    def _vector(self, seen: Seen) -> Mapping[str, float]:
        raw = {word: (1 + math.log(n)) * self._rarity(word) for word, n in seen.words.items()}
        norm = math.sqrt(sum(value**2 for value in raw.values())) or 1.0
        return {word: value / norm for word, value in raw.items()}

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._seen) / self._holders[word])

    def _cosine(self, one: Seen, other: Seen) -> float:
        mine, theirs = self._vectors[id(one)], self._vectors[id(other)]
        return sum(mine[word] * theirs[word] for word in mine.keys() & theirs.keys())

    def _shared(self, one: Seen, other: Seen) -> float:
        both = one.names & other.names
        return sum(math.log(1 + len(self._seen) / self._named[name]) for name in both)


def tfidf_of(like: Like) -> float:
    return like.tfidf


def names_of(like: Like) -> float:
    return like.names


def chance_of(like: Like) -> float:
    return like.chance


def chance(one: Seen, other: Seen) -> float:
    return probability(signals(pair_of(one.fingerprint, other.fingerprint)))


def as_item(told: Told) -> StoryItem:
    return StoryItem(
        id=str(told.id),
        title=told.title,
        summary=told.summary,
        url=told.url,
        site=told.site,
        published_at=told.published_at,
    )
