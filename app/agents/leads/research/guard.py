"""Which facts stand: the one place through which all of them pass, whoever found them. Pure.

A page may give orders to whoever reads it. What is stored of its prose are only sentences that
state something, each word for word in the stored text, and whole: a part of a sentence can say
what the sentence does not.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.agents.leads.facts.types import Fact
from app.agents.leads.sequence.guard.evidence import is_request
from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import sentences
from app.parts.model.untrusted.orders import speaks
from app.parts.reading.clean import visible

PROSE: Final = frozenset({"company_info", "recent_activity", "personal_interests"})
"""Fields that carry what a page says in words; the others carry names, numbers and addresses."""
_CLAUSE_END: Final = re.compile(r"(?<=[.!?])(?=[A-Z\u201c\"'])|[:;\u2013\u2014|\u2022\u00bb]|\s-\s")
_AMID: Final = re.compile(
    r"([A-Z][a-z]+)(?=\s(?:an?|the|me|us|this|these|those|that|your|my|it|all|every|each|some|any|how|why"
    r"|what|whether|\d+)\b)"
)
_SIGNS_BEFORE: Final = re.compile(r"^[\W\d_]+")
_PLEASE: Final = re.compile(r"\bplease\b", re.IGNORECASE)
NAMES: Final = frozenset({"company", "title"})
"""Fields whose value is a name by the page's own words: an order may stand where a name does."""
LONGEST_VALUE: Final = 500
LONGEST_QUOTE: Final = 1_000


def standing(facts: Iterable[Fact], text: str) -> Iterator[Fact]:
    """Those whose quote stands in the stored text of the page and says what it is stored for."""
    for fact in facts:
        if stands(fact, text):
            yield fact


def stands(fact: Fact, text: str) -> bool:
    if not fact.quote.strip() or not fact.value.strip() or fact.quote not in text:
        return False
    if len(fact.value) > LONGEST_VALUE or len(fact.quote) > LONGEST_QUOTE:
        return False
    if fact.field in NAMES and not is_statement(fact.value):
        return False
    if fact.field == "website_url" and not is_statement(fact.quote):
        return False
    return fact.field not in PROSE or (
        fact.value in fact.quote
        and is_statement(fact.value)
        and all(map(is_statement, whole_sentences(fact.quote, text)))
    )


def is_statement(text: str) -> bool:
    """Does it say something, to people, instead of asking or telling somebody to do it?"""
    if visible(text) != text or speaks(text) or _holds_an_order(text):
        return False
    return not any(map(is_request, _clauses(text)))


def _clauses(text: str) -> Iterator[str]:
    """Smaller than sentences: an order may follow a colon, a full stop without a space, a year or
    another sign."""
    for sentence in sentences(text):
        for clause in _CLAUSE_END.split(sentence):
            words = _SIGNS_BEFORE.sub("", clause)
            if words:
                yield words


def _holds_an_order(text: str) -> bool:
    """In the middle of a line: markup runs one thing into the next."""
    verbs = vocabulary().page_imperatives
    return any(found[1].lower() in verbs for found in _AMID.finditer(text)) or bool(
        _PLEASE.search(text)
    )


def whole_sentences(quote: str, text: str) -> list[str]:
    """The sentences of the text that a quote stands in, wholly or in part, at its first place."""
    start = text.find(quote)
    before, after = text[:start].rpartition("\n")[2], text[start + len(quote) :].partition("\n")[0]
    passage = f"{before}{quote}{after}"
    touched: list[str] = []
    place = 0
    for sentence in sentences(passage):
        place = passage.find(sentence, place)
        if place < len(before) + len(quote) and place + len(sentence) > len(before):
            touched.append(sentence)
    return touched
