"""What is asked about again in one evaluation, because more was asked than the model manages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.agents.scout.judge.judge_context import with_usage
from app.agents.scout.types import Judgement, Outcome, Unscored, Verdict

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
