"""The candidates that still wait for the triage, in the order in which they are asked about, and
those that are asked about again because more was asked than the model manages.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from app.agents.scout.judge.judge_context import with_usage
from app.agents.scout.judge.shortlist import is_suspect
from app.agents.scout.types import Candidate, Judgement, Outcome, Unscored, Verdict

Worth = Callable[[Candidate], float]
"""How promising one is, as far as its headline tells."""
Partners = Callable[[Candidate], Collection[str]]
"""The ids of those that one is to be compared with."""
IN_COMPANY_AT_MOST = 3
"""Who was in so many questions that were too large is asked about alone, which decides it."""


class Backlog:
    """Groups are formed when they are asked about: by then it is known how much the model manages.

    What speaks to a machine goes alone, and last: a model that obeys it has no other item at hand.
    So does what failed in an earlier run: its neighbours are to be spared.
    """

    def __init__(self, worth: Worth, partners: Partners = lambda _one: ()) -> None:
        self._worth, self._partners = worth, partners
        self._together: list[Candidate] = []
        self._alone: list[Candidate] = []
        self._returned: Counter[str] = Counter()
        self._is_in_order = True
        self._known_worth: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._together) + len(self._alone)

    def put(self, candidates: Iterable[Candidate]) -> None:
        for candidate in candidates:
            is_alone = candidate.failed_before or is_suspect(candidate)
            (self._alone if is_alone else self._together).append(candidate)
        self._is_in_order = False

    def put_back(self, candidates: Iterable[Candidate]) -> None:
        """They were in a question that was too large: asked about before the others."""
        for candidate in reversed([*candidates]):
            self._returned[candidate.id] += 1
            is_alone = self._returned[candidate.id] >= IN_COMPANY_AT_MOST
            (self._alone if is_alone else self._together).insert(0, candidate)

    def take(self, size: int, *, evenly: bool = True) -> tuple[Candidate, ...]:
        """The next group, of at most `size`. `evenly`: the groups that are left are of about equal
        size; not where others are still to come, which will fill the last."""
        if not self._together:
            return (self._alone.pop(0),) if self._alone else ()
        groups = math.ceil(len(self._together) / size)
        count = math.ceil(len(self._together) / groups) if evenly else size
        group = self._first(count)
        self._together = [one for one in self._together if one.id not in group]
        return tuple(group.values())

    def _first(self, count: int) -> dict[str, Candidate]:
        """Each with those that it is to be compared with, so that they need not be shown twice."""
        group: dict[str, Candidate] = {}
        for one in self._together:
            near = self._partners(one)
            partners = (other for other in self._together if other.id in near) if near else ()
            for taken in (one, *partners):
                if len(group) < count:
                    group.setdefault(taken.id, taken)
        return group

    def put_in_order(self) -> None:
        """The most promising first, then the newest: where not all can be asked about."""
        if self._is_in_order:
            return
        for waiting in (self._together, self._alone):
            waiting.sort(key=lambda one: (-self._worth_of(one), -age_key(one)))
        self._is_in_order = True

    def _worth_of(self, candidate: Candidate) -> float:
        if candidate.id not in self._known_worth:
            self._known_worth[candidate.id] = self._worth(headline(candidate))
        return self._known_worth[candidate.id]

    def empty(self) -> list[Candidate]:
        """All that were not asked about."""
        left = [*self._together, *self._alone]
        self._together.clear()
        self._alone.clear()
        return left


def age_key(candidate: Candidate) -> float:
    return candidate.published_at.timestamp() if candidate.published_at else 0.0


def headline(candidate: Candidate) -> Candidate:
    """As much as tells how promising it is."""
    return replace(candidate, text="" if candidate.summary else candidate.text[:500])


AGAIN_AT_MOST = 5
"""Halving comes to an end before that; this is for a model whose speed goes up and down."""
OUR_OWN: frozenset[Outcome] = frozenset({"over_budget", "not_reached"})
"""Reasons not to ask that are no failure of the model."""


class Retries:
    """Knows what questions about a candidate cost, and why they failed, until one decides."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._failed: dict[str, Unscored] = {}

    def of(self, judgements: Sequence[Judgement]) -> list[Unscored]:
        """Those of them that are to be asked about once more, in a smaller question or with none
        beside it."""
        again = [
            one
            for one in judgements
            if isinstance(one, Unscored)
            and one.again
            and self._times[one.candidate_id] < AGAIN_AT_MOST
        ]
        for one in again:
            self._times[one.candidate_id] += 1
            before = self._failed.get(one.candidate_id)
            self._failed[one.candidate_id] = with_usage(one, before.usage) if before else one
        return again

    def decided(self, judgement: Judgement) -> Judgement:
        """With what was paid before; and where the model was left alone since, with why it failed
        before."""
        before = self._failed.pop(judgement.candidate_id, None)
        if before is None:
            return judgement
        judgement = with_usage(judgement, before.usage)
        if isinstance(judgement, Verdict) or judgement.tried or judgement.outcome in OUR_OWN:
            return judgement
        return replace(before, usage=judgement.usage, triage=judgement.triage, again=False)
