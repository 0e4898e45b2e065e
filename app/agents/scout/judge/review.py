"""Step 2: one candidate in a call, judged by its text; what it says can touch no other."""

from dataclasses import dataclass, replace

from app.agents.scout.judge.asking import NoAnswer, Question
from app.agents.scout.judge.injection.fence import Fence
from app.agents.scout.judge.injection.second_opinion import harmless
from app.agents.scout.judge.judge_context import Circumstances, with_usage
from app.agents.scout.judge.prompt import review_prompt
from app.agents.scout.judge.replies import ReviewReply
from app.agents.scout.types import Candidate, Judgement, Unscored, Verdict
from app.parts.model.tokens import at_most_tokens

TOKENS = 800
WORTH_ANOTHER_TRY = {"invalid", "truncated"}
"""A refusal of the same article would come again."""


@dataclass(frozen=True, slots=True)
class Review:
    circumstances: Circumstances

    async def judge(self, candidate: Candidate) -> Judgement:
        """The candidate's judgement. An answer of the wrong shape is asked for once more."""
        repeats = self.circumstances.repeats
        repeats.planned()
        judgement = await self._judge_once(candidate)
        failed = isinstance(judgement, Unscored) and judgement.outcome in WORTH_ANOTHER_TRY
        if failed and repeats.take():
            return with_usage(await self._judge_once(candidate), judgement.usage)
        return judgement

    async def _judge_once(self, candidate: Candidate) -> Judgement:
        at = self.circumstances
        lessons = at.teach([candidate])
        shown = replace(candidate, text=harmless(candidate.text))
        at_most = at.asker.load.load.review
        asked = review_prompt(at.brand, shown, lessons, Fence(at.make_mark()), at.clock(), at_most)
        size = min(at_most, at_most_tokens(shown.text))

        def is_usable(reply: ReviewReply) -> bool:
            return reply.id in asked.candidates and reply.usable

        said = await at.asker.ask(Question("review", size, asked, ReviewReply, TOKENS, is_usable))
        if isinstance(said, NoAnswer):
            return said.about(candidate.id, said.usage)
        verdict = at.stamp.review(candidate, said.value, said.usage)
        return at.second.on_review(verdict, candidate, read_tokens=at_most)


async def reviewed(review: Review, candidate: Candidate, triage: Verdict) -> list[Judgement]:
    """The review of one candidate, with what was paid for it before. Where it fails, what the
    triage said is kept: it need not be paid again."""
    judgement = with_usage(await review.judge(candidate), triage.usage)
    return [replace(judgement, triage=triage) if isinstance(judgement, Unscored) else judgement]
