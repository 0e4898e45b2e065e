"""Fits the weights of `Same story` and judges them by the fold left out:
`python -m benchmarks.fit_story` prints the table for app/parts/reading/grouping/signals.py.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache

from app.parts.reading.group import group
from app.parts.reading.grouping.signals import WEIGHTS, Signals
from benchmarks.figures import IN_SAMPLE, Figures
from benchmarks.story_data import Quality, lines, quality
from benchmarks.story_pairs import (
    Labelled,
    StoryPair,
    event_item,
    fitted,
    left_out,
    other_pairs,
    story_pairs,
)

LOOK_ALIKES = 0.2
"""So many of them TF-IDF may join on the folds that its threshold is chosen on."""

EVENT_FOLDS = 3
EventFold = tuple[Signals, Sequence[Mapping[str, object]]]
"""Weights, and the articles of the events that had no part in them."""


def pair_figures(stories: Sequence[StoryPair], others: Sequence[Labelled]) -> Figures:
    """Pairs joined with the weights in use, and by each fold's that it had no part in."""
    months = _joined_by_fold(stories, others, lambda story: story.month)
    outlets = _joined_by_fold(stories, others, lambda story: story.outlet)
    in_use = {story: story.pair.is_joined(WEIGHTS) for story in stories}
    tfidf = dict(_joined_by_tfidf(stories))
    return {
        **_shares("story pairs by month", months),
        **_shares("story pairs by outlet", outlets),
        **_shares("story pairs by month", in_use, IN_SAMPLE),
        **_shares("story pairs by TF-IDF", tfidf),
        "story pairs joined more than by TF-IDF": _same(months) - _same(tfidf),
    }


def _joined_by_fold(
    stories: Sequence[StoryPair], others: Sequence[Labelled], fold_of: Callable[[StoryPair], str]
) -> Mapping[StoryPair, bool]:
    all_pairs = [*(story.pair for story in stories), *others]
    joined = {}
    for fold in sorted({fold_of(story) for story in stories}):
        weights = fitted(left_out(all_pairs, fold))
        for story in stories:
            if fold_of(story) == fold:
                joined[story] = story.pair.is_joined(weights)
    return joined


def _joined_by_tfidf(stories: Sequence[StoryPair]) -> Iterator[tuple[StoryPair, bool]]:
    """Its threshold is the lowest that joins no more look-alikes than it may in other months."""
    for story in stories:
        others = sorted(
            (one.tfidf for one in stories if one.is_look_alike and one.month != story.month),
            reverse=True,
        )
        yield story, story.tfidf > others[int(LOOK_ALIKES * len(others))]


def _shares(name: str, joined: Mapping[StoryPair, bool], ending: str = "") -> Figures:
    look_alikes = [is_so for story, is_so in joined.items() if story.is_look_alike]
    series = [is_so for story, is_so in joined.items() if story.kind == "series"]
    return {
        f"{name}: joined{ending}": _same(joined),
        f"{name}: look-alikes joined{ending}": sum(look_alikes) / len(look_alikes),
        f"{name}: series joined{ending}": sum(series) / len(series),
    }


def _same(joined: Mapping[StoryPair, bool]) -> float:
    found = [is_so for story, is_so in joined.items() if story.pair.is_same]
    return sum(found) / len(found)


def event_figures() -> Figures:
    """Full texts of events, grouped with weights that none of these events had a part in."""
    found: list[object] = []
    gold: list[str] = []
    worst = Quality(1.0, 1.0)
    for number, (weights, rows) in enumerate(event_folds()):
        labels = [(number, name) for name in group([event_item(row) for row in rows], weights)]
        names = [str(row["event"]) for row in rows]
        found, gold = [*found, *labels], [*gold, *names]
        worst = min(worst, quality(labels, names), key=lambda part: part.f1)
    whole = quality(found, gold)
    return {
        "events by fold F1": whole.f1,
        "events by fold precision": whole.precision,
        "events by fold F1, worst fold": worst.f1,
    }


@cache
def event_folds() -> Sequence[EventFold]:
    stories, others = examples()
    pairs = [*(story.pair for story in stories), *others]
    rows = list(lines("neardup/events_fulltext"))
    events = sorted({str(row["event"]) for row in rows})
    random.Random(0).shuffle(events)
    folds = (frozenset(events[number::EVENT_FOLDS]) for number in range(EVENT_FOLDS))
    return [
        (
            fitted([pair for pair in pairs if fold.isdisjoint(pair.fold)]),
            [row for row in rows if str(row["event"]) in fold],
        )
        for fold in folds
    ]


def figures() -> Figures:
    """All figures of folds left out."""
    return {**pair_figures(*examples()), **event_figures()}


@cache
def examples() -> tuple[Sequence[StoryPair], Sequence[Labelled]]:
    return story_pairs(), other_pairs()


def weights_in_full() -> Signals:
    """From all pairs."""
    stories, others = examples()
    return fitted([*(story.pair for story in stories), *others])


def main() -> None:
    """Prints the weights and the figures."""
    for name, value in asdict(weights_in_full()).items():
        print(f"    {name}={value:.2f},")
    for name, value in figures().items():
        print(f"{name:45} {value:10.4f}")


if __name__ == "__main__":
    main()
