"""Labelled pairs of articles that the weights of `Same story` are fitted to, with their folds."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import combinations
from zlib import crc32

from app.parts.reading.group import Fingerprint, StoryItem, fingerprint
from app.parts.reading.grouping.evidence import SAME, verdict
from app.parts.reading.grouping.index import ArticleIndex
from app.parts.reading.grouping.pair import pair_of
from app.parts.reading.grouping.signals import Signals, probability, signals
from benchmarks.regression import logistic
from benchmarks.story_data import lines, replay_items, row_of, story_item

PAIR, WIRE, NOISE, ONE_EVENT, TWO_EVENTS = 1.0, 0.3, 0.25, 0.2, 0.05
"""How much a pair counts. Those of one event count more than those of two: a few large events
have most of them, and a missed one costs a whole event's repeats."""

EVERY = 4
"""Of the pairs of two events one in so many, counted as that many."""

NOISE_COSINE, NOISE_DAYS, NOISE_ARTICLES = 0.22, 3.2, 1_500
"""What the index finds in five months of feeds and is not even so like is two stories; pairs of
two events that are less like than `TWO_EVENTS_COSINE` teach nothing."""

TWO_EVENTS_COSINE = 0.04
PENALTY = 0.1
OUTLET_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair as the product sees it. `decided` where nothing is weighed: copies and series."""

    values: Signals
    decided: float | None
    is_same: bool
    counts: float
    fold: frozenset[str] = frozenset()

    def is_joined(self, weights: Signals) -> bool:
        chance = probability(self.values, weights) if self.decided is None else self.decided
        return chance >= SAME


@dataclass(frozen=True, slots=True)
class StoryPair:
    """One of the 333 pairs. `kind` is "pair" or "series"."""

    pair: Labelled
    kind: str
    month: str
    outlet: str
    tfidf: float

    @property
    def is_look_alike(self) -> bool:
        return self.kind == "pair" and not self.pair.is_same


def fitted(pairs: Sequence[Labelled]) -> Signals:
    """The weights that these pairs give. `short` and `full` are the start of one and the other."""
    weighed = [pair for pair in pairs if pair.decided is None]
    start, weights = logistic(
        [astuple(pair.values) for pair in weighed],
        [float(pair.is_same) for pair in weighed],
        [pair.counts for pair in weighed],
        PENALTY,
    )
    found = Signals(*weights)
    return replace(found, short=found.short + start, full=found.full + start)


def left_out(pairs: Sequence[Labelled], fold: str) -> list[Labelled]:
    """All pairs but those of a fold."""
    return [pair for pair in pairs if fold not in pair.fold]


def story_pairs() -> list[StoryPair]:
    """The labelled pairs of headlines and summaries; folds are month and outlets."""
    return [_story_pair(line) for line in lines("neardup/same_story_pairs")]


def _story_pair(line: Mapping[str, object]) -> StoryPair:
    rows = [row_of(line[side]) for side in ("a", "b")]
    one, other = (fingerprint(story_item(row, str(row["id"]))) for row in rows)
    month = str(rows[0]["published"])[:7]
    outlet, other_outlet = (_outlet_fold(str(row["outlet"])) for row in rows)
    fold = frozenset((month, outlet, other_outlet))
    pair = _labelled(one, other, line["label"] == "same", PAIR, fold)
    return StoryPair(pair, str(line["kind"]), month, outlet, float(str(line["cosine"])))


def _outlet_fold(outlet: str) -> str:
    """One of a few, so that an outlet is in the same always."""
    return f"outlets {crc32(outlet.encode()) % OUTLET_FOLDS}"


def other_pairs() -> list[Labelled]:
    """Wire copies, noise of the feeds, and full texts; folds are the events."""
    return [*_wire(), *_noise(), *_events()]


def _wire() -> Iterator[Labelled]:
    for line in lines("neardup/wire_pairs"):
        rows = (row_of(line[side]) for side in ("a", "b"))
        one, other = (
            fingerprint(story_item(row, str(row["url"]), str(row["snippet"] or ""))) for row in rows
        )
        yield _labelled(one, other, True, WIRE)


def _noise() -> Iterator[Labelled]:
    """Pairs that the index looks up and that are two stories."""
    prints = [fingerprint(item) for item in replay_items()]
    index = ArticleIndex()
    for print_ in prints:
        index.add(print_)
    for place in random.Random(1).sample(range(len(prints)), NOISE_ARTICLES):
        for other in index.candidates(place):
            pair = pair_of(prints[place], prints[other])
            if pair.days < NOISE_DAYS and pair.cosine < NOISE_COSINE:
                yield _labelled(prints[place], prints[other], False, NOISE)


def _events() -> Iterator[Labelled]:
    rows = list(lines("neardup/events_fulltext"))
    prints = [fingerprint(event_item(row)) for row in rows]
    told = [(str(row["event"]), print_) for row, print_ in zip(rows, prints, strict=True)]
    for number, ((mine, one), (theirs, other)) in enumerate(combinations(told, 2)):
        if mine == theirs:
            yield _labelled(one, other, True, ONE_EVENT, frozenset((mine,)))
        elif number % EVERY == 0 and pair_of(one, other).cosine > TWO_EVENTS_COSINE:
            yield _labelled(one, other, False, TWO_EVENTS * EVERY, frozenset((mine, theirs)))


def event_item(row: Mapping[str, object]) -> StoryItem:
    return StoryItem(id=str(row["id"]), title="", text=str(row["text"]))


def _labelled(
    one: Fingerprint,
    other: Fingerprint,
    is_same: bool,
    counts: float,
    fold: frozenset[str] = frozenset(),
) -> Labelled:
    pair = pair_of(one, other)
    return Labelled(signals(pair), verdict(pair), is_same, counts, fold)
