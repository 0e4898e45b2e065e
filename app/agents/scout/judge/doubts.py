"""Articles whose own words leave open whether they tell one story, and what a model answers.

Each two are asked about once at most, and only beside what is asked anyway: no question is put for
them alone. What is not answered is left to the words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.agents.scout.judge.shortlist import is_suspect
from app.agents.scout.types import Candidate
from app.parts.reading.group import ModelAnswers, PairKey, pair_key


@dataclass(frozen=True, slots=True)
class Doubt:
    """Do these two tell one story? `is_joined`: by their words they do, barely."""

    one: Candidate
    other: Candidate
    is_joined: bool = False

    @property
    def key(self) -> PairKey:
        return pair_key(self.one.id, self.other.id)

    def shared_with(self, ids: frozenset[str]) -> int:
        """How many of the two are among them."""
        return len(ids & {self.one.id, self.other.id})


class Doubts:
    """The doubts of one run. `answers`: the model's, as far as they are believed.

    `spare` are articles that a question may show to check the answer by.
    """

    def __init__(self) -> None:
        self.answers: dict[PairKey, bool] = {}
        self.spare: tuple[Candidate, ...] = ()
        self._waiting: dict[PairKey, Doubt] = {}
        self._seen: set[PairKey] = set()

    def put(self, doubts: Iterable[Doubt]) -> None:
        """Nothing is asked about what speaks to a machine: it could answer for itself."""
        for doubt in doubts:
            is_suspicious = is_suspect(doubt.one) or is_suspect(doubt.other)
            if doubt.key not in self._seen and not is_suspicious:
                self._waiting[doubt.key] = doubt
            self._seen.add(doubt.key)

    def take(self, batch: Sequence[Candidate]) -> list[Doubt]:
        """What a question about these may ask besides, in proportion to its size: first what it
        shows anyway. Of two that are both to be judged one must be among them."""
        if any(map(is_suspect, batch)):
            return []
        ids = frozenset(candidate.id for candidate in batch)
        fitting = [one for one in self._waiting.values() if one.is_joined or one.shared_with(ids)]
        fitting.sort(key=lambda one: -one.shared_with(ids))
        taken = fitting[: max(1, len(batch) // 2)]
        for doubt in taken:
            del self._waiting[doubt.key]
        return taken

    def partners(self, one: Candidate) -> set[str]:
        """The ids of those that it waits to be compared with."""
        keys = (key for key in self._waiting if one.id in key)
        return {id_ for key in keys for id_ in key if id_ != one.id}

    def record(self, answers: ModelAnswers) -> None:
        self.answers |= answers
