"""Does a draft say anything that no page, and not the team, has said? Pure.

    draft -> surface (lengths, placeholders, links, scripts) -> sentences -> clauses -> words

Each clause is known by its own words (`clauses.py`): what tells of us may use the team's words and
a small vocabulary without news in it; what asks, a few more; every other clause is a claim, and
each of its words must be a page's, nearly as the page has them (`evidence.py`). A word that is in
none of these places is a problem: nothing has to be recognised as an invention.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.agents.leads.sequence.guard.clause_rules import (
    ADVERBS,
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
from app.agents.leads.sequence.guard.clauses import (
    GIVEN,
    LEAD,
    MASKS,
    QUOTED,
    Clause,
    Stance,
    clauses,
)
from app.agents.leads.sequence.guard.entailment import dangers, fact_for
from app.agents.leads.sequence.guard.evidence import (
    PageSentence,
    is_usable,
    page_sentences,
    place_of,
)
from app.agents.leads.sequence.guard.languages import english_sentences, is_english
from app.agents.leads.sequence.guard.own_words import OwnWords, own_words
from app.agents.leads.sequence.guard.surface import host_of, surface_problems, text_problems
from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import (
    Token,
    is_content,
    plain_text,
    sentences,
    tokens,
    with_names,
)
from app.agents.leads.sequence.types import Brief, Checked, Claim, Draft, Fact, Lead, Offer
from app.parts.model.clean_text import comparable

QUOTATION = re.compile(
    '[\u201c\u201d\u201e"\u00ab]([^\u201c\u201d\u201e"\u00ab\u00bb]+)[\u201c\u201d"\u00bb]'
    "|(?<!\\w)[\u2018']([^\u2018\u2019']{4,})[\u2019'](?!\\w)"
)
LEGAL_FORM = re.compile(
    r"[ ,]*(?:\((?:pty|proprietary)\) ltd|pty ltd|ltd|limited|inc|llc|gmbh|ag|cc|plc|b\.?v|s\.?a)"
    r"\.?$",
    re.IGNORECASE,
)
BETWEEN = re.compile("|".join(MASKS))


def check(draft: Draft, brief: Brief) -> Checked:
    """The claims of the draft with what they rest on, and each problem in plain words."""
    guard = Guard(brief, own_words(words_of_team(brief.offer, draft)), draft.own_words)
    subject = guard.look(draft.subject, is_subject=True)
    parts = [guard.look(one.text, one.facts) for one in draft.parts]
    problems = [*surface_problems(draft, brief), *subject.problems]
    problems += [problem for one in parts for problem in one.problems]
    body = zip(draft.sentences, parts, strict=False)
    return Checked(
        tuple(claim for one in parts for claim in one.claims),
        tuple(dict.fromkeys(problems)),
        tuple(sentence for sentence, one in body if one.problems),
    )


def words_of_team(offer: Offer, draft: Draft) -> tuple[str, ...]:
    """Those that may be put together anew."""
    said, written = english_sentences(offer.statements), english_sentences(draft.own_words)
    return (*said, offer.sender_name, offer.postal_address, *written)


def usable_facts(brief: Brief) -> tuple[Fact, ...]:
    """Those that a mail may rest on."""
    return tuple(one for one in brief.facts if is_usable(one))


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in one part of a draft."""

    claims: tuple[Claim, ...]
    problems: tuple[str, ...]


class Guard:
    """Looks at the sentences of drafts for one brief."""

    def __init__(self, brief: Brief, own: OwnWords, written: Sequence[str] = ()) -> None:
        """`written`: what of the draft the team wrote itself, in any language."""
        self._brief, self._own = brief, own
        self._facts = usable_facts(brief)
        self._quotable = [page for fact in self._facts for page in page_sentences(fact)]
        self._pages = [page for page in self._quotable if page.is_english]
        names = (brief.lead.name, brief.lead.first_name, short_name(brief.lead), brief.lead.company)
        self._names = frozenset(one.form for name in names for one in tokens(plain_text(name)))
        said = (one for text in brief.offer.statements for one in sentences(text))
        self._said = frozenset(map(comparable, said))
        self._words = vocabulary().own | (
            vocabulary().followed_up if brief.earlier else frozenset()
        )
        foreign = (one for one in written if not is_english(one, " ".join(written)))
        self._written = frozenset(
            part for text in foreign for one in sentences(text) for part in self._between_names(one)
        )

    def look(
        self, text: str, named_facts: Sequence[str] = (), *, is_subject: bool = False
    ) -> Looked:
        """`named_facts`: the ids that the model gives; that they are right is not believed."""
        claims: list[Claim] = []
        problems = list(text_problems(text, self._brief))
        known = {one.id for one in self._facts}
        problems += [
            f'The fact "{name[:40]}" is not there, or cannot be used: {text}'
            for name in named_facts
            if name not in known
        ]
        for sentence in sentences(text) or [text]:
            found, problem = self._sentence(sentence, is_subject=is_subject)
            claims += [Claim(sentence=text, quote=fact.quote, url=fact.url) for fact in found]
            if problem:
                problems.append(f"{problem}: {sentence}")
        return Looked(tuple(unique(claims)), tuple(problems))

    def _sentence(self, sentence: str, *, is_subject: bool) -> tuple[list[Fact], str]:
        """The facts that it rests on, and the first problem."""
        if comparable(sentence) in self._said:
            return [], ""
        masked, facts, problem = self._without_quotations(sentence)
        if problem:
            return [], problem
        if self._is_written(masked):
            return facts, ""
        words = with_names(tokens(plain_text(self._without_names(masked))))
        reports = False
        for clause in clauses(words, is_question="?" in sentence):
            reports = reports or clause.reports
            found, problem = self._clause(clause, words, is_subject=is_subject)
            if problem:
                return [], problem
            facts += found
        if reports and not facts:
            return [], "It says that something was read, and no fact says what"
        return facts, ""

    # --- what is masked

    def _without_quotations(self, sentence: str) -> tuple[str, list[Fact], str]:
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

    def _is_written(self, sentence: str) -> bool:
        """Did the team write it, but for names and statements of its own, in another language?"""
        parts = self._between_names(sentence)
        return bool(parts) and parts <= self._written

    def _between_names(self, text: str) -> frozenset[tuple[str, ...]]:
        """The words between what a template fills in."""
        for one in (*self._brief.offer.statements, self._brief.offer.sender_name):
            text = masked(text, one.strip().rstrip(".!?"), GIVEN)
        parts = BETWEEN.split(self._without_names(text))
        words = (tuple(one.form for one in tokens(plain_text(part))) for part in parts)
        return frozenset(one for one in words if any(form.isalnum() for form in one))

    def _without_names(self, text: str) -> str:
        lead = self._brief.lead
        for name in (lead.company, short_name(lead), lead.name, lead.first_name):
            text = masked(text, name, LEAD)
        for given in (lead.title, lead.country, *map(host_of, self._facts)):
            text = masked(text, given, GIVEN)
        return text

    # --- clauses

    def _clause(
        self, clause: Clause, sentence: Sequence[Token], *, is_subject: bool
    ) -> tuple[list[Fact], str]:
        stance = clause.stance
        if is_subject and not has_verb_of_lead(clause):
            stance = Stance.ASK
        if stance is Stance.OWN and tells_of_lead(clause):
            stance = Stance.CLAIM
        if stance is Stance.CLAIM:
            return self._claim(clause, sentence)
        may_ask = stance is Stance.ASK or is_impersonal(clause) or is_intent(clause)
        allowed = self._words | (vocabulary().ask if may_ask else frozenset())
        allowed |= ADVERBS if may_ask and not is_subject else frozenset()
        if clause.reports:
            allowed |= vocabulary().reporting | vocabulary().claim_frame
        if problem := supposed(clause, stance):
            return [], problem
        is_ours = stance is Stance.OWN and not clause.names_lead and not clause.reports
        return self._rest_of(clause, allowed, sentence, () if is_ours else self._pages)

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
            and not self._own.covers(words, at)
        ]
        if not open_words:
            return [], ""
        fact = fact_for(open_words, open_words, sentence, pages, self._names)
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
        if fact := fact_for(content, words, sentence, self._pages, self._names):
            return [fact], ""
        if not is_about_lead(clause):
            return self._rest_of(clause, self._words, sentence, ())
        return [], f"It says something about the lead that no fact says ({spelt(content)})"


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
    return LEGAL_FORM.sub("", lead.company).strip()


def masked(text: str, name: str, mask: str) -> str:
    if not name.strip():
        return text
    spelt_name = r"\s+".join(map(re.escape, name.split()))
    return re.sub(rf"(?<!\w){spelt_name}(?!\w)", f" {mask} ", text)


def not_found(words: Sequence[Token]) -> str:
    return f"It says what neither a fact nor the offer says ({spelt(words)})"


def spelt(words: Sequence[Token]) -> str:
    return ", ".join(dict.fromkeys(one.form for one in words[:6]))


def unique(claims: Sequence[Claim]) -> list[Claim]:
    return [one for at, one in enumerate(claims) if one not in claims[:at]]
