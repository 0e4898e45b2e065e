"""Step 1: many candidates in a call, scored by title, site, age and opening lines."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from app.scout.asking import NoAnswer, Question
from app.scout.fence import Fence
from app.scout.plan import thirds
from app.scout.prompt import triage_prompt
from app.scout.replies import TriageReply
from app.scout.step import NOT_USABLE, Circumstances, is_useless, with_usage
from app.scout.types import Candidate, Judgement, Unscored

TOKENS = 200
TOKENS_PER_ITEM = 120
"""About three times what an entry of the answer takes."""


@dataclass(frozen=True, slots=True)
class Triage:
    circumstances: Circumstances

    async def judge(self, batch: Sequence[Candidate]) -> list[Judgement]:
        """The batch's judgements in its order. What got none is asked about once more."""
        self.circumstances.repeats.planned()
        first = await self._judge_once(batch)
        failed = [
            item for item, judgement in zip(batch, first, strict=True) if is_useless(judgement)
        ]
        second = await self._judge_again(failed, all_failed=len(failed) == len(batch))
        return [
            with_usage(second[judgement.candidate_id], judgement.usage)
            if judgement.candidate_id in second
            else judgement
            for judgement in first
        ]

    async def _judge_again(
        self, failed: Sequence[Candidate], *, all_failed: bool
    ) -> dict[str, Judgement]:
        """By candidate, as far as repeats are left.

        When a whole batch failed, one item may have been too much for the model: in thirds, the
        others go free of it.
        """
        groups = thirds(failed) if all_failed else [tuple(failed)] * bool(failed)
        allowed = [group for group in groups if self.circumstances.repeats.take()]
        judged = await asyncio.gather(*(self._judge_once(group) for group in allowed))
        return {judgement.candidate_id: judgement for group in judged for judgement in group}

    async def _judge_once(self, batch: Sequence[Candidate]) -> list[Judgement]:
        at = self.circumstances
        lessons = at.teach(batch)
        asked = triage_prompt(at.brand, batch, lessons, Fence(at.make_mark()), at.clock())
        tokens = TOKENS + TOKENS_PER_ITEM * len(batch)
        said = await at.asker.ask(Question("triage", len(batch), asked, TriageReply, tokens))
        shares = said.usage.split(len(batch))
        if isinstance(said, NoAnswer):
            return [said.about(item.id, share) for item, share in zip(batch, shares, strict=True)]
        usable = said.value.by_id()
        return [
            at.second.on_triage(at.stamp.triage(item, usable[item_id], share), item)
            if item_id in usable
            else Unscored(item.id, "invalid", NOT_USABLE, share)
            for (item_id, item), share in zip(asked.candidates.items(), shares, strict=True)
        ]
