"""What of a sentence is not looked at word by word: quotations of a page, the names that any mail
to this lead has, and what the team wrote itself in another language. Pure."""

import re
from collections.abc import Sequence

from app.agents.leads.sequence.guard.clauses import GIVEN, LEAD, MASKS, QUOTED
from app.agents.leads.sequence.guard.entailment import dangers
from app.agents.leads.sequence.guard.evidence import PageSentence, is_usable, place_of
from app.agents.leads.sequence.guard.languages import is_english
from app.agents.leads.sequence.guard.surface import host_of
from app.agents.leads.sequence.guard.words import (
    Token,
    plain_text,
    sentences,
    tokens,
    without_legal_form,
)
from app.agents.leads.sequence.types import Brief, Fact, Lead

QUOTATION = re.compile(
    '[\u201c\u201d\u201e"\u00ab]([^\u201c\u201d\u201e"\u00ab\u00bb]+)[\u201c\u201d"\u00bb]'
    "|(?<!\\w)[\u2018']([^\u2018\u2019']{4,})[\u2019'](?!\\w)"
)
BETWEEN = re.compile("|".join(MASKS))


class Masking:
    """For one brief. A mask is a word that no text has (`clauses.py`)."""

    def __init__(
        self, brief: Brief, quotable: Sequence[PageSentence], written: Sequence[str]
    ) -> None:
        """`written`: what of the draft the team wrote itself, in any language."""
        self._brief, self._quotable = brief, quotable
        self._hosts = [host_of(one) for one in brief.facts if is_usable(one)]
        foreign = (one for one in written if not is_english(one, " ".join(written)))
        self._written = frozenset(
            part for text in foreign for one in sentences(text) for part in self._between_names(one)
        )

    def without_quotations(self, sentence: str) -> tuple[str, list[Fact], str]:
        facts: list[Fact] = []
        for found in QUOTATION.finditer(sentence):
            inside = (found[1] or found[2]).strip()
            fact = self._quoted(inside.rstrip(".,!?")) if len(inside.split()) > 1 else None
            if fact is None:
                return sentence, [], "It quotes what no fact says"
            facts.append(fact)
        return QUOTATION.sub(f" {QUOTED} ", sentence), facts, ""

    def _quoted(self, inside: str) -> Fact | None:
        """The fact whose quote has these words, without changing what the page's clause says."""
        said = tokens(plain_text(inside))
        found = (one for one in self._quotable if place_of(inside, one.fact.quote))
        return next((one.fact for one in found if keeps_meaning(said, one)), None)

    def is_written(self, sentence: str) -> bool:
        """Did the team write it, but for names and statements of its own, in another language?"""
        parts = self._between_names(sentence)
        return bool(parts) and parts <= self._written

    def _between_names(self, text: str) -> frozenset[tuple[str, ...]]:
        """The words between what a template fills in."""
        for one in (*self._brief.offer.statements, self._brief.offer.sender_name):
            text = masked(text, one.strip().rstrip(".!?"), GIVEN)
        parts = BETWEEN.split(self.without_names(text))
        words = (tuple(one.form for one in tokens(plain_text(part))) for part in parts)
        return frozenset(one for one in words if any(form.isalnum() for form in one))

    def without_names(self, text: str) -> str:
        lead = self._brief.lead
        for name in (lead.company, short_name(lead), lead.name, lead.first_name):
            text = masked(text, name, LEAD)
        for given in (lead.title, lead.country, *self._hosts):
            text = masked(text, given, GIVEN)
        return text


def keeps_meaning(said: Sequence[Token], page: PageSentence) -> bool:
    """Of words of a page that are quoted: all of the sentence that the guard cannot read; of
    another, what leaves no "not" out."""
    if not page.is_english:
        return words_of(said) == words_of(page.tokens)
    covered = page.tokens[page.first : page.last]
    return dangers(said) == dangers(covered) == dangers(page.tokens)


def words_of(some: Sequence[Token]) -> list[str]:
    return [one.form for one in some if not one.is_mark]


def short_name(lead: Lead) -> str:
    return without_legal_form(lead.company)


def masked(text: str, name: str, mask: str) -> str:
    if not name.strip():
        return text
    spelt_name = r"\s+".join(map(re.escape, name.split()))
    return re.sub(rf"(?<!\w){spelt_name}(?!\w)", f" {mask} ", text)
