"""What each clause of a sentence rests on, or what is wrong with it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.agents.leads.sequence.guard.clause_rules import (
    ADVERBS,
    denies_of_lead,
    foretells,
    has_verb_of_lead,
    is_about_lead,
    is_given,
    is_impersonal,
    is_intent,
    is_lead_as_other,
    is_plain,
    is_skipped,
    supposed,
    tells_of_lead,
)
from app.agents.leads.sequence.guard.clauses import MASKS, QUOTED, Clause, Stance
from app.agents.leads.sequence.guard.entailment import fact_for
from app.agents.leads.sequence.guard.evidence import PageSentence
from app.agents.leads.sequence.guard.own_words import OwnWords
from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import Token, is_content
from app.agents.leads.sequence.types import Fact


@dataclass(frozen=True, slots=True)
class ClauseGuard:
    """`own`: the team's words; `plain`: those that any mail may use; `names`: of the lead."""

    own: OwnWords
    plain: frozenset[str]
    pages: Sequence[PageSentence]
    names: frozenset[str]

    def look(
        self, clause: Clause, sentence: Sequence[Token], *, is_subject: bool
    ) -> tuple[list[Fact], str]:
        """The facts that the clause rests on, and its problem."""
        stance = clause.stance
        if is_subject and not (has_verb_of_lead(clause) or denies_of_lead(clause)):
            stance = Stance.ASK
        if foretells(clause) or (stance is Stance.OWN and tells_of_lead(clause)):
            stance = Stance.CLAIM
        if stance is Stance.CLAIM:
            return self._claim(clause, sentence)
        may_ask = stance is Stance.ASK or is_impersonal(clause) or is_intent(clause)
        allowed = self.plain | (vocabulary().ask if may_ask else frozenset())
        allowed |= ADVERBS if may_ask and not is_subject else frozenset()
        if clause.reports:
            allowed |= vocabulary().reporting | vocabulary().claim_frame
        if problem := supposed(clause, stance):
            return [], problem
        is_ours = clause.stance is Stance.OWN and not clause.names_lead and not clause.reports
        return self._rest_of(clause, allowed, sentence, () if is_ours else self.pages)

    def _rest_of(
        self,
        clause: Clause,
        allowed: frozenset[str],
        sentence: Sequence[Token],
        pages: Sequence[PageSentence],
    ) -> tuple[list[Fact], str]:
        """Of a clause that claims nothing: the words that are neither plain nor the team's must
        stand on one of the pages."""
        words = clause.tokens
        open_words = [
            one
            for at, one in enumerate(words)
            if is_content(one)
            and one.form not in MASKS
            and not is_plain(words, at, allowed)
            and not self.own.covers(words, at)
        ]
        if not open_words:
            return [], ""
        fact = fact_for(open_words, open_words, sentence, pages, self.names)
        return ([fact], "") if fact else ([], not_found(open_words))

    def _claim(self, clause: Clause, sentence: Sequence[Token]) -> tuple[list[Fact], str]:
        if problem := supposed(clause, Stance.CLAIM):
            return [], problem
        words = clause.tokens
        content = [
            one
            for at, one in enumerate(words)
            if (is_content(one) and not is_skipped(one)) or is_lead_as_other(words, at)
        ]
        forms = {one.form for one in clause.tokens}
        if not content:
            if not clause.names_lead or clause.reports or QUOTED in forms or is_given(clause):
                return [], ""
            return [], "It says something about the lead, and no fact says it"
        if fact := fact_for(content, words, sentence, self.pages, self.names):
            return [fact], ""
        if not is_about_lead(clause):
            return self._rest_of(clause, self.plain, sentence, ())
        return [], f"It says something about the lead that no fact says ({spelt(content)})"


def not_found(words: Sequence[Token]) -> str:
    return f"It says what neither a fact nor the offer says ({spelt(words)})"


def spelt(words: Sequence[Token]) -> str:
    return ", ".join(dict.fromkeys(one.form for one in words[:6]))
