"""What is believed of a candidate that speaks to a machine. Pure.

Of an article's text the sentences that do are left out before a model reads it. Where headline or
opening do, they cannot be left out without losing what the story is about: there the model's score
counts only as far as the keyword scorer, which obeys nobody, agrees. Either way the keyword
scorer's safety gate reads all of it as well.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from app.agents.scout.judge.injection.detect import READ_AT_MOST, speaks_to_a_machine
from app.agents.scout.judge.prompt import TEXT_TOKENS
from app.agents.scout.judge.shortlist import is_suspect
from app.agents.scout.types import Candidate, Safety, Verdict
from app.parts.model.tokens import at_most_tokens

LOOKED_AT = 8_000
"""Characters; no question shows more of an article."""
OVERLAP = 200
"""So that what stands across the border of two windows is seen as well."""
BELIEVED = 30
"""Points that a model may give a suspect beyond the keyword scorer's."""
ORDERS_READ = 20
SENTENCE_END = re.compile(r"(?<=[.!?;\u3002\uff01\uff1f])\s+|\n+")

Judge = Callable[[Candidate], Verdict]


def harmless(text: str) -> str:
    """The text without the sentences that speak to a machine."""
    text = text[:LOOKED_AT]
    if not speaks(text):
        return text
    return " ".join(part for part in SENTENCE_END.split(text) if not speaks(part))


def orders(text: str) -> list[str]:
    """The sentences that `harmless` leaves out, the first ones."""
    return [part for part in SENTENCE_END.split(text[:LOOKED_AT]) if speaks(part)][:ORDERS_READ]


def speaks(text: str) -> bool:
    step = READ_AT_MOST - OVERLAP
    starts = range(0, max(1, len(text) - OVERLAP), step)
    return any(speaks_to_a_machine(text[start : start + READ_AT_MOST]) for start in starts)


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
