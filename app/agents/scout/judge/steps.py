"""The two steps of judging: a triage of many candidates in a call, by title, site, age and opening
lines; a review of one in a call, by its text: what it says can touch no other.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.agents.scout.judge.asking import NOT_USABLE, NoAnswer, Question
from app.agents.scout.judge.judge_context import JudgeContext, is_useless, with_usage
from app.agents.scout.judge.pair_question import pair_question
from app.agents.scout.judge.prompt import review_prompt, triage_prompt
from app.agents.scout.judge.replies import PairReply, ReviewReply, TriageReply
from app.agents.scout.judge.shortlist import thirds
from app.agents.scout.types import Candidate, Judgement, Unscored, Verdict
from app.parts.model.tokens import at_most_tokens
from app.parts.model.untrusted.fence import Fence
from app.parts.model.untrusted.orders import harmless

TRIAGE_TOKENS = 100
TOKENS_PER_ITEM = 120
"""About three times what an entry of the answer takes, for a small model may talk until it is cut:
each token costs a slow one time."""
TOKENS_PER_PAIR = 15
WORTH_ANOTHER_TRY_ALONE = {"invalid"}
"""A refusal of the same story would come again, and an answer about it would be cut again."""


@dataclass(frozen=True, slots=True)
class Triage:
    context: JudgeContext

    async def judge(self, batch: Sequence[Candidate]) -> list[Judgement]:
        """The batch's judgements in its order. What got none is asked about once more, and by a
        model that manages less, alone."""
        self.context.repeats.planned()
        first = await self._judge_once(batch)
        failed = [
            item for item, judgement in zip(batch, first, strict=True) if may_be_better(judgement)
        ]
        again = await self._judge_again(failed, all_failed=len(failed) == len(batch))
        once = self._smaller_next([one for one in first if one.candidate_id not in again], batch)
        known = again | {one.candidate_id: one for one in once}
        return [
            with_usage(known[one.candidate_id], one.usage)
            if one.candidate_id in again
            else known[one.candidate_id]
            for one in first
        ]

    async def _judge_again(
        self, failed: Sequence[Candidate], *, all_failed: bool
    ) -> dict[str, Judgement]:
        """By candidate, as far as repeats are left.

        When a whole batch failed, one item may have been too much for the model: in thirds, the
        others go free of it.
        """
        groups = thirds(failed) if all_failed else [tuple(failed)] * bool(failed)
        allowed = [group for group in groups if self.context.repeats.take()]
        judged = await asyncio.gather(*(self._judge_once(group) for group in allowed))
        kept = (self._smaller_next(*pair) for pair in zip(judged, allowed, strict=True))
        return {judgement.candidate_id: judgement for group in kept for judgement in group}

    def _smaller_next(
        self, judged: Sequence[Judgement], asked: Sequence[Candidate]
    ) -> list[Judgement]:
        """What the model made no sense of is asked about again, if it has made none of so many at
        once: it may manage fewer, or one by itself."""
        load = self.context.asker.load
        failed = [one for one in judged if failed_in_company(one)]
        if not failed or load.makes_sense_of("triage", len(asked)):
            return list(judged)
        load.was_too_much("triage", len(asked))
        return [
            replace(one, again=True) if isinstance(one, Unscored) and one in failed else one
            for one in judged
        ]

    async def _judge_once(self, batch: Sequence[Candidate]) -> list[Judgement]:
        at = self.context
        lessons = at.teach(batch)
        pairs = pair_question(batch, at.doubts.take(batch), at.doubts.spare)
        asked = triage_prompt(
            at.brand,
            batch,
            lessons,
            Fence(at.make_mark()),
            at.clock(),
            pairs.names,
            pairs.shown,
        )
        tokens = TRIAGE_TOKENS + TOKENS_PER_ITEM * len(batch) + TOKENS_PER_PAIR * len(pairs.names)
        reply = PairReply if pairs.names else TriageReply

        def is_usable(reply: TriageReply) -> bool:
            return not asked.candidates.keys().isdisjoint(reply.by_id())

        said = await at.asker.ask(Question("triage", len(batch), asked, reply, tokens, is_usable))
        shares = said.usage.split(len(batch))
        if isinstance(said, NoAnswer):
            return [said.about(item.id, share) for item, share in zip(batch, shares, strict=True)]
        if isinstance(said.value, PairReply):
            at.doubts.record(pairs.answers(said.value))
        usable = said.value.by_id()
        return [
            at.second_opinion.on_triage(at.stamp.triage(item, usable[item_id], share), item)
            if item_id in usable
            else Unscored(item.id, "invalid", NOT_USABLE, share)
            for (item_id, item), share in zip(asked.candidates.items(), shares, strict=True)
        ]


def may_be_better(judgement: Judgement) -> bool:
    """If the model is asked the same once more."""
    if not isinstance(judgement, Unscored) or not is_useless(judgement):
        return False
    return not judgement.alone or judgement.outcome in WORTH_ANOTHER_TRY_ALONE


def failed_in_company(judgement: Judgement) -> bool:
    return isinstance(judgement, Unscored) and is_useless(judgement) and not judgement.alone


REVIEW_TOKENS = 800
WORTH_ANOTHER_TRY = {"invalid", "truncated"}
"""A refusal of the same article would come again."""


@dataclass(frozen=True, slots=True)
class Review:
    context: JudgeContext

    async def judge(self, candidate: Candidate) -> Judgement:
        """The candidate's judgement. An answer of the wrong shape is asked for once more."""
        repeats = self.context.repeats
        repeats.planned()
        judgement = await self._judge_once(candidate)
        failed = isinstance(judgement, Unscored) and judgement.outcome in WORTH_ANOTHER_TRY
        if failed and repeats.take():
            return with_usage(await self._judge_once(candidate), judgement.usage)
        return judgement

    async def _judge_once(self, candidate: Candidate) -> Judgement:
        at = self.context
        lessons = at.teach([candidate])
        shown = replace(candidate, text=harmless(candidate.text))
        at_most = at.asker.load.load.review
        asked = review_prompt(at.brand, shown, lessons, Fence(at.make_mark()), at.clock(), at_most)
        size = min(at_most, at_most_tokens(shown.text))

        def is_usable(reply: ReviewReply) -> bool:
            return reply.id in asked.candidates and reply.usable

        said = await at.asker.ask(
            Question("review", size, asked, ReviewReply, REVIEW_TOKENS, is_usable)
        )
        if isinstance(said, NoAnswer):
            return said.about(candidate.id, said.usage)
        verdict = at.stamp.review(candidate, said.value, said.usage)
        return at.second_opinion.on_review(verdict, candidate, read_tokens=at_most)


async def reviewed(review: Review, candidate: Candidate, triage: Verdict) -> list[Judgement]:
    """The review of one candidate, with what was paid for it before. Where it fails, what the
    triage said is kept: it need not be paid again."""
    judgement = with_usage(await review.judge(candidate), triage.usage)
    return [replace(judgement, triage=triage) if isinstance(judgement, Unscored) else judgement]
