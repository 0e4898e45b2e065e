"""Which articles tell the same story? Pure, incremental.

fingerprint -> index (who shares rare words?) -> evidence (copy? same subject?) -> linkage

Within a batch the order does not matter: the strongest evidence is followed first. Stories that
are known grow, keep their ids and are never joined with each other.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from app.parts.reading.grouping.evidence import COPY, SAME
from app.parts.reading.grouping.fingerprint import Fingerprint, StoryItem, fingerprint
from app.parts.reading.grouping.index import ArticleIndex
from app.parts.reading.grouping.linkage import Cluster, Linkage
from app.parts.reading.grouping.signals import WEIGHTS, Signals

__all__ = ["Fingerprint", "Stories", "StoryItem", "fingerprint", "group"]


class Stories:
    """The known articles and their stories. Ids of articles must be unique."""

    def __init__(
        self, known: Iterable[tuple[Fingerprint, str]] = (), weights: Signals = WEIGHTS
    ) -> None:
        self._index = ArticleIndex(weights)
        self._story: dict[int, str] = {}
        self._members: defaultdict[str, list[int]] = defaultdict(list)
        for print_, story in known:
            self._assign(self._index.add(print_), story)

    def add(self, print_: Fingerprint) -> str:
        """The story of one more article: a known one's id, or the article's own."""
        return self.add_all([print_])[0]

    def add_all(
        self, prints: Sequence[Fingerprint], before_others: Container[str] = ()
    ) -> tuple[str, ...]:
        """The stories of a batch, in its order. A new story has the id of its first article; those
        with the ids `before_others` come first.
        """
        new = {self._index.add(print_): print_.id for print_ in prints}
        for cluster in self._join(list(new)):
            names = [new[member] for member in cluster.members if member in new]
            named = next((name for name in names if name in before_others), None)
            story = cluster.story or named or names[0]
            for member in cluster.members:
                if member not in self._story:
                    self._assign(member, story)
        return tuple(self._story[position] for position in new)

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
        return Linkage(clusters, self._index.support, SAME, COPY).join(links)


def group(items: Sequence[StoryItem], weights: Signals = WEIGHTS) -> tuple[str, ...]:
    """The story of each item, in their order: equal for items that tell the same story.

    It is the id of the story's first item; where ids repeat, the item's number instead.
    """
    unique = len({item.id for item in items}) == len(items)
    names = [item.id if unique else str(number) for number, item in enumerate(items, start=1)]
    prints = [replace(fingerprint(item), id=name) for item, name in zip(items, names, strict=True)]
    return Stories(weights=weights).add_all(prints)
