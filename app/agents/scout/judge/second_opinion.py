"""What is believed of a candidate that speaks to a machine. Pure.

Of an article's text the sentences that do are left out before a model reads it. Where headline or
opening do, they cannot be left out without losing what the story is about: there the model's score
counts only as far as the keyword scorer, which obeys nobody, agrees. Either way the keyword
scorer's safety gate reads all of it as well.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from app.agents.scout.judge.prompt import TEXT_TOKENS
from app.agents.scout.judge.shortlist import is_suspect
from app.agents.scout.types import Candidate, Safety, Verdict
from app.parts.model.tokens import at_most_tokens
from app.parts.model.untrusted.orders import LOOKED_AT, harmless, orders, speaks

BELIEVED = 30
"""Points that a model may give a suspect beyond the keyword scorer's."""

Judge = Callable[[Candidate], Verdict]


def is_cut_short(text: str, read_tokens: int) -> bool:
    """Was less of it shown than a model sees that is quick enough?"""
    return read_tokens < TEXT_TOKENS and at_most_tokens(text) > read_tokens


class SecondOpinion:
    """The second opinion on suspects, by a judge that obeys nobody.

    Most runs meet no suspect, and a judge takes a fifth of a second to make: it is made when the
    first one comes.
    """

    def __init__(self, make_judge: Callable[[], Judge]) -> None:
        self._make_judge = make_judge

    @cached_property
    def judge(self) -> Judge:
        return self._make_judge()

    def on_triage(self, verdict: Verdict, candidate: Candidate) -> Verdict:
        """The score as far as it is believed; what passes is reviewed, safety and all."""
        if not is_suspect(candidate):
            return verdict
        return replace(verdict, score=min(verdict.score, self.most_believed(candidate)))

    def on_review(
        self, verdict: Verdict, candidate: Candidate, read_tokens: int = TEXT_TOKENS
    ) -> Verdict:
        """Score and safety as far as they are believed. `read_tokens`: so much the model was shown
        of the text; a slow one may be shown little.
        """
        text = harmless(candidate.text)
        if is_suspect(candidate) or speaks(text):
            verdict = replace(verdict, score=min(verdict.score, self.most_believed(candidate)))
        elif text == candidate.text[:LOOKED_AT] and not is_cut_short(text, read_tokens):
            return verdict
        return replace(verdict, safety=self.stricter(verdict.safety, candidate))

    def most_believed(self, candidate: Candidate) -> int:
        """What the rest of it is worth without its orders, and a little more."""
        rest = replace(
            candidate,
            title=harmless(candidate.title),
            summary=harmless(candidate.summary),
            text=harmless(candidate.text),
        )
        return min(100, self.judge(rest).score + BELIEVED)

    def stricter(self, safety: Safety, candidate: Candidate) -> Safety:
        """Each sentence that no model has read is looked at as if it were a headline."""
        unread = [candidate, *(replace(candidate, title=one) for one in orders(candidate.text))]
        found = (self.judge(one).safety for one in unread)
        return next((one for one in (safety, *found) if not one.safe), safety)
