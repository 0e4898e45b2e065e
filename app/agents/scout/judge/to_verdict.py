"""Makes a Verdict of what the model said about an item. Pure.

Only the score is taken as it is. The rule must be one of the brand's, the quote must stand in
the article, the words lose links and markup, and an angle with a banned word is no angle.
"""

from dataclasses import dataclass

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.replies import ReviewReply, TriageItem
from app.agents.scout.types import Candidate, Safety, Usage, Verdict
from app.parts.model import clean_text


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
            reason=clean_text.plain(item.reason or "", clean_text.REASON_CHARACTERS),
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
            reason=clean_text.plain(reply.reason or "", clean_text.REASON_CHARACTERS),
            angle=self.angle(reply.angle or "") if safety.safe else "",
            safety=safety,
            scorer="model",
            step="review",
            subject=clean_text.plain(reply.subject or "", clean_text.SUBJECT_CHARACTERS),
            model=self.model,
            prompt_version=self.prompt_version,
            usage=usage,
        )

    def safety(self, candidate: Candidate, reply: ReviewReply) -> Safety:
        """Unsafe stays unsafe without rule and quote; those are only shown when they hold true."""
        if reply.safe:
            return Safety(safe=True)
        quote = clean_text.plain(reply.quote or "", clean_text.QUOTE_CHARACTERS)
        article = f"{candidate.title}\n{candidate.summary}\n{candidate.text}"
        stands = clean_text.occurs(quote, article)
        return Safety(safe=False, rule=self.rule(reply.rule or ""), quote=quote if stands else None)

    def rule(self, named: str) -> str | None:
        """The brand's own wording of the topic that the model named, perhaps among other words."""
        topics = (topic for topic in self.brand.no_go_topics if clean_text.occurs(topic, named))
        return next(topics, None)

    def angle(self, words: str) -> str:
        angle = clean_text.plain(words, clean_text.ANGLE_CHARACTERS)
        return "" if clean_text.uses_any(angle, self.brand.banned_words) else angle
