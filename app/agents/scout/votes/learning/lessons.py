"""Examples for the model: earlier finds like those it is asked about, liked and disliked. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.agents.scout.judge.prompt import Lessons
from app.agents.scout.types import Candidate
from app.agents.scout.votes.learning.opinions import VotedFind
from app.agents.scout.votes.learning.traits import telling_words

OF_EACH_AT_MOST = 5
OF_ONE_ALONE = 2
"""Where the team only ever said yes, many examples of it would teach that all is well."""


@dataclass(frozen=True, slots=True)
class Example:
    title: str
    words: frozenset[str]


class LessonBook:
    """The voted finds, the latest first. Finds that people disagree on teach nothing."""

    def __init__(self, finds: Iterable[VotedFind] = ()) -> None:
        told = list(finds)
        self._yes = examples(find.title for find in told if find.yes > find.no)
        self._no = examples(find.title for find in told if find.no > find.yes)

    def lessons_for(self, candidates: Sequence[Candidate]) -> Lessons:
        """As many of either answer as there are of both, the most alike first, then the latest."""
        wanted: set[str] = set().union(*(telling_words(one.title) for one in candidates))
        fewer = min(len(self._yes), len(self._no))
        count = min(OF_EACH_AT_MOST, max(OF_ONE_ALONE, fewer))
        return Lessons(most_alike(self._yes, wanted, count), most_alike(self._no, wanted, count))


def examples(titles: Iterable[str]) -> list[Example]:
    """Each title once."""
    return [
        Example(title, frozenset(telling_words(title))) for title in dict.fromkeys(titles) if title
    ]


def most_alike(known: Sequence[Example], wanted: set[str], count: int) -> tuple[str, ...]:
    best = sorted(known, key=lambda example: -likeness(example, wanted))
    return tuple(example.title for example in best[:count])


def likeness(example: Example, wanted: set[str]) -> float:
    """The share of the example's words that the items have; equal ones keep their order."""
    return len(example.words & wanted) / (len(example.words) or 1)
