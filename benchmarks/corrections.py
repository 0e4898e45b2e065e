"""What "not the same story" is worth: readers who click on wrong merges, and what comes of it.

`python -m benchmarks.corrections` prints the table of docs/same-story.md. Full texts of events come
in batches, as runs find them, judged by weights that none of these events had a part in. After each
batch a reader looks at every story that grew: at its first article and at what was told beside it.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from app.parts.reading.group import Fingerprint, Stories, fingerprint, parted
from app.parts.reading.grouping.signals import Signals
from benchmarks.fit_story import EVENT_FOLDS, event_folds
from benchmarks.story_pairs import event_item

BATCH, SEEDS, FEW_SEEDS = 15, 8, 4
CAREFUL, CARELESS = 1.0, 0.5
"""The share of the wrong merges shown to them that such readers click on."""


@dataclass
class Newsroom:
    """The stored articles of one replay, and the pairs that readers clicked on."""

    gold: Mapping[str, str]
    weights: Signals
    clicks: float
    rng: random.Random
    takes_others: bool = True
    prints: dict[str, Fingerprint] = field(default_factory=dict)
    story: dict[str, str] = field(default_factory=dict)
    clicked: set[frozenset[str]] = field(default_factory=set)

    def run(self, batch: Sequence[Fingerprint]) -> None:
        known = [(self.prints[id_], story) for id_, story in self.story.items()]
        told = Stories(known, self.weights).add_all(batch)
        for print_, story in zip(batch, told, strict=True):
            self.prints[print_.id], self.story[print_.id] = print_, story
        for story in sorted(set(told)):
            self.look_at(self.members(story))

    def look_at(self, members: Sequence[str]) -> None:
        find, *others = members
        for other in others:
            is_wrong = self.gold[find] != self.gold[other]
            if is_wrong and self.story[other] == self.story[find] and self.clicks_now():
                self.clicked.add(frozenset((find, other)))
                self.part(find, other)

    def clicks_now(self) -> bool:
        return self.rng.random() < self.clicks

    def part(self, find: str, other: str) -> None:
        """As app/agents/scout/corrected_stories.py does."""
        story = self.story[find]
        prints = [self.prints[id_] for id_ in self.members(story)]
        going = parted(prints, find, other, self.weights) if self.takes_others else {other}
        taken_out = {id_ for pair in self.clicked if find in pair for id_ in pair - {find, other}}
        beside = {self.story[id_] for id_ in taken_out} - {story}
        known = [(self.prints[id_], told) for id_, told in self.story.items() if told in beside]
        named = Stories(known, self.weights).add(self.prints[other])
        self.story |= dict.fromkeys(going, named)

    def members(self, story: str) -> list[str]:
        return [id_ for id_, its in self.story.items() if its == story]

    def pairs_left_out(self) -> Iterator[tuple[bool, bool]]:
        """Of each pair that nobody clicked on: are they told together, are they one event?"""
        for one, other in combinations(self.story, 2):
            if frozenset((one, other)) not in self.clicked:
                together = self.story[one] == self.story[other]
                yield together, self.gold[one] == self.gold[other]


def replayed(
    clicks: float, *, takes_others: bool = True, seeds: int = SEEDS
) -> Mapping[str, float]:
    """Over all folds and so many orders."""
    counts: defaultdict[tuple[bool, bool], int] = defaultdict(int)
    clicked = 0
    for weights, rows in event_folds():
        gold = {str(row["id"]): str(row["event"]) for row in rows}
        prints = [fingerprint(event_item(row)) for row in rows]
        for seed in range(seeds):
            rng = random.Random(seed)
            rng.shuffle(prints)
            room = Newsroom(gold, weights, clicks, rng, takes_others)
            for start in range(0, len(prints), BATCH):
                room.run(prints[start : start + BATCH])
            clicked += len(room.clicked)
            for pair in room.pairs_left_out():
                counts[pair] += 1
    return measures(counts, clicked / (EVENT_FOLDS * seeds))


def measures(counts: Mapping[tuple[bool, bool], int], clicked: float) -> Mapping[str, float]:
    right, wrong, missed = counts[True, True], counts[True, False], counts[False, True]
    precision, recall = right / (right + wrong), right / (right + missed)
    return {
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / (precision + recall),
        "clicks": clicked,
    }


def figures() -> Mapping[str, float]:
    """Those that benchmarks/floors.csv holds."""
    return {"corrected events F1": replayed(CAREFUL, seeds=FEW_SEEDS)["F1"]}


def main() -> None:
    """Prints the table."""
    for name, options in {
        "nobody clicks": replayed(0.0),
        "half of the wrong merges": replayed(CARELESS),
        "every wrong merge": replayed(CAREFUL),
        "every one, each alone": replayed(CAREFUL, takes_others=False),
    }.items():
        print(f"{name:32}", *(f"{key} {value:7.3f}" for key, value in options.items()))


if __name__ == "__main__":
    main()
