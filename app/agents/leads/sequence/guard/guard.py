"""Does a draft say anything that no page, and not the team, has said? Pure.

    draft -> surface (lengths, placeholders, links, scripts) -> sentences, masked (`masking.py`)
    -> clauses (`clauses.py`), each looked at by its words (`clause_guard.py`)

Each clause is known by its own words (`clauses.py`): what tells of us may use the team's words and
a small vocabulary without news in it; what asks, a few more; every other clause is a claim, and
each of its words must be a page's, nearly as the page has them (`evidence.py`). A word that is in
none of these places is a problem: nothing has to be recognised as an invention.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.agents.leads.sequence.guard.clause_guard import ClauseGuard
from app.agents.leads.sequence.guard.clauses import clauses
from app.agents.leads.sequence.guard.evidence import is_usable, page_sentences
from app.agents.leads.sequence.guard.languages import english_sentences
from app.agents.leads.sequence.guard.masking import Masking, short_name
from app.agents.leads.sequence.guard.own_words import OwnWords, own_words
from app.agents.leads.sequence.guard.surface import surface_problems, text_problems
from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import plain_text, sentences, tokens, with_names
from app.agents.leads.sequence.types import Brief, Checked, Claim, Draft, Fact, Offer
from app.parts.model.clean_text import comparable


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
        self._brief = brief
        self._facts = usable_facts(brief)
        quotable = [page for fact in self._facts for page in page_sentences(fact)]
        self._masking = Masking(brief, quotable, written)
        names = (brief.lead.name, brief.lead.first_name, short_name(brief.lead), brief.lead.company)
        words = vocabulary()
        self._clauses = ClauseGuard(
            own=own,
            plain=words.own | (words.followed_up if brief.earlier else frozenset()),
            pages=[page for page in quotable if page.is_english],
            names=frozenset(one.form for name in names for one in tokens(plain_text(name))),
        )
        said = (one for text in brief.offer.statements for one in sentences(text))
        self._said = frozenset(map(comparable, said))

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
        masked, facts, problem = self._masking.without_quotations(sentence)
        if problem:
            return [], problem
        if self._masking.is_written(masked):
            return facts, ""
        words = with_names(tokens(plain_text(self._masking.without_names(masked))))
        reports = False
        for clause in clauses(words, is_question="?" in sentence):
            reports = reports or clause.reports
            found, problem = self._clauses.look(clause, words, is_subject=is_subject)
            if problem:
                return [], problem
            facts += found
        if reports and not facts:
            return [], "It says that something was read, and no fact says what"
        return facts, ""


def unique(claims: Sequence[Claim]) -> list[Claim]:
    return [one for at, one in enumerate(claims) if one not in claims[:at]]
