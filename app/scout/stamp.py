"""Makes a Verdict of what the model said about an item. Pure.

Only the score is taken as it is. The rule must be one of the brand's, the quote must stand in
the article, the words lose links and markup, and an angle with a banned word is no angle.
"""

from dataclasses import dataclass

from app.scout import wording
from app.scout.brand import Brand
from app.scout.replies import ReviewReply, TriageItem
from app.scout.types import Candidate, Safety, Usage, Verdict


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all verdicts of an evaluator have in common."""

    brand: Brand
    model: str
    prompt_version: str

    def triage(self, candidate: Candidate, item: TriageItem, usage: Usage) -> Verdict:
        rule = self.rule(item.no_go or "")
        return Verdict(
            candidate_id=candidate.id,
            score=item.score or 0,
            reason=wording.plain(item.reason or "", wording.REASON_CHARACTERS),
            angle="",
            safety=Safety(safe=rule is None, rule=rule),
            scorer="model",
            step="triage",
            model=self.model,
            prompt_version=self.prompt_version,
            usage=usage,
        )

    def review(self, candidate: Candidate, reply: ReviewReply, usage: Usage) -> Verdict:
        safety = self.safety(candidate, reply)
        return Verdict(
            candidate_id=candidate.id,
            score=reply.score or 0,
            reason=wording.plain(reply.reason or "", wording.REASON_CHARACTERS),
            angle=self.angle(reply.angle or "") if safety.safe else "",
            safety=safety,
            scorer="model",
            step="review",
            subject=wording.plain(reply.subject or "", wording.SUBJECT_CHARACTERS),
            model=self.model,
            prompt_version=self.prompt_version,
            usage=usage,
        )

    def safety(self, candidate: Candidate, reply: ReviewReply) -> Safety:
        """Unsafe stays unsafe without rule and quote; those are only shown when they hold true."""
        if reply.safe:
            return Safety(safe=True)
        quote = wording.plain(reply.quote or "", wording.QUOTE_CHARACTERS)
        article = f"{candidate.title}\n{candidate.summary}\n{candidate.text}"
        stands = wording.occurs(quote, article)
        return Safety(safe=False, rule=self.rule(reply.rule or ""), quote=quote if stands else None)

    def rule(self, named: str) -> str | None:
        """The brand's own wording of the topic that the model named, perhaps among other words."""
        topics = (topic for topic in self.brand.no_go_topics if wording.occurs(topic, named))
        return next(topics, None)

    def angle(self, words: str) -> str:
        angle = wording.plain(words, wording.ANGLE_CHARACTERS)
        return "" if wording.uses_any(angle, self.brand.banned_words) else angle
