"""Which articles tell the same story? Pure, incremental.

fingerprint -> index (who shares rare words?) -> pair -> evidence (series? copy? else weighed
signals) -> linkage. docs/same-story.md has the weights, the threshold and what they were fitted to.

Where the words leave it uncertain a model may have been asked about two articles (`answers`).

Within a batch the order does not matter: the strongest evidence is followed first. Stories that
are known grow, keep their ids and are never joined with each other.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from app.parts.reading.grouping.evidence import COPY, SAME, chance, resemblance
from app.parts.reading.grouping.fingerprint import Fingerprint, StoryItem, fingerprint
from app.parts.reading.grouping.index import ArticleIndex
from app.parts.reading.grouping.linkage import Cluster, Linkage
from app.parts.reading.grouping.model_answer import (
    AnsweredChance,
    ModelAnswers,
    PairKey,
    is_uncertain,
    pair_key,
)
from app.parts.reading.grouping.pair import Pair, pair_of, vector
from app.parts.reading.grouping.signals import WEIGHTS, Signals

__all__ = [
    "Fingerprint",
    "ModelAnswers",
    "PairKey",
    "Resemblance",
    "Stories",
    "StoryItem",
    "fingerprint",
    "group",
    "how_likely_one_story",
    "pair_key",
    "parted",
]

NO_ANSWERS: ModelAnswers = MappingProxyType({})


class Stories:
    """The known articles and their stories. Ids of articles must be unique."""

    def __init__(
        self,
        known: Iterable[tuple[Fingerprint, str]] = (),
        weights: Signals = WEIGHTS,
        answers: ModelAnswers = NO_ANSWERS,
    ) -> None:
        self._index = ArticleIndex(weights)
        self._answers = answers
        self._place: dict[str, int] = {}
        self._story: dict[int, str] = {}
        self._members: defaultdict[str, list[int]] = defaultdict(list)
        for print_, story in known:
            self._assign(self._add(print_), story)

    def add(self, print_: Fingerprint) -> str:
        """The story of one more article: a known one's id, or the article's own."""
        return self.add_all([print_])[0]

    def add_all(
        self, prints: Sequence[Fingerprint], before_others: Container[str] = ()
    ) -> tuple[str, ...]:
        """The stories of a batch, in its order. A new story has the id of its first article; those
        with the ids `before_others` come first.
        """
        new = {self._add(print_): print_.id for print_ in prints}
        for cluster in self._join(list(new)):
            names = [new[member] for member in cluster.members if member in new]
            named = next((name for name in names if name in before_others), None)
            story = cluster.story or named or names[0]
            for member in cluster.members:
                if member not in self._story:
                    self._assign(member, story)
        return tuple(self._story[position] for position in new)

    def story_of(self, id_: str) -> str:
        return self._story[self._place[id_]]

    def uncertain(self, id_: str) -> Iterator[str]:
        """The article of each story near this one that is likest to it, where a model's
        answer could change what becomes of the two; also of its own story."""
        likest: dict[str, tuple[float, int]] = {}
        for other in self._index.candidates(self._place[id_]):
            story, likely = self._story[other], self._index.chance(self._place[id_], other)
            likest[story] = max(likest.get(story, (likely, -other)), (likely, -other))
        for likely, other in likest.values():
            if is_uncertain(likely):
                yield self._index.id_of(-other)

    def _add(self, print_: Fingerprint) -> int:
        self._place[print_.id] = position = self._index.add(print_)
        return position

    def _assign(self, position: int, story: str) -> None:
        self._story[position] = story
        self._members[story].append(position)

    def _join(self, new: Sequence[int]) -> list[Cluster]:
        """The new articles, each a cluster, joined with each other and the stories near them."""
        pairs = [(one, other) for one in new for other in self._index.candidates(one)]
        near = sorted({self._story[other] for _, other in pairs if other in self._story})
        clusters = [Cluster([position]) for position in new]
        clusters += [Cluster(list(self._members[story]), story) for story in near]
        place = {member: n for n, cluster in enumerate(clusters) for member in cluster.members}
        links = {(place[one], place[other]) for one, other in pairs}
        answered = AnsweredChance(self._answers_by_position(), self._index.chance)
        return Linkage(clusters, self._index.support, SAME, COPY, answered).join(links)

    def _answers_by_position(self) -> Mapping[tuple[int, int], bool]:
        """Those about articles that are here."""
        place = self._place
        return {
            (place[one], place[other]): is_one_story
            for (one, other), is_one_story in self._answers.items()
            if one in place and other in place
        }


class Resemblance:
    """To the likest of some articles: by words alone, how likely one more tells the same, from 0 to
    1. Of one site, too, and of a series' parts: less sure than `Stories`, which must not join two.
    Other news of the same people and places does not resemble.
    """

    def __init__(self, prints: Iterable[Fingerprint]) -> None:
        self._known = [(print_, vector(print_)) for print_ in prints]

    def of(self, print_: Fingerprint) -> float:
        mine = vector(print_)
        return max(
            (
                resemblance(Pair(print_, other, (mine, theirs)))
                for other, theirs in self._known
                if not mine.keys().isdisjoint(theirs)
            ),
            default=0.0,
        )


def parted(
    prints: Sequence[Fingerprint], stays: str, goes: str, weights: Signals = WEIGHTS
) -> frozenset[str]:
    """Of one story's articles those that go with `goes` once it is known to be another story than
    `stays` (two of their ids): its copies, and what would be joined with it and not with `stays`.
    """
    index = ArticleIndex(weights)
    place = {print_.id: index.add(print_) for print_ in prints}

    def is_going(at: int) -> bool:
        to_it, to_other = index.support(at, place[goes]), index.support(at, place[stays])
        return any(to_other < bound <= to_it for bound in (SAME, COPY))

    others = place.keys() - {stays, goes}
    return frozenset({goes, *(id_ for id_ in others if is_going(place[id_]))})


def how_likely_one_story(one: Fingerprint, other: Fingerprint) -> float:
    """By their words: 1 for copies, 0 for two parts of a series."""
    return chance(pair_of(one, other))


def group(items: Sequence[StoryItem], weights: Signals = WEIGHTS) -> tuple[str, ...]:
    """The story of each item, in their order: equal for items that tell the same story.

    It is the id of the story's first item; where ids repeat, the item's number instead.
    """
    unique = len({item.id for item in items}) == len(items)
    names = [item.id if unique else str(number) for number, item in enumerate(items, start=1)]
    prints = [replace(fingerprint(item), id=name) for item, name in zip(items, names, strict=True)]
    return Stories(weights=weights).add_all(prints)
