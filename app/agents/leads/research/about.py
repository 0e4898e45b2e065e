"""The sentence in which a company says what it is. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.agents.leads.facts.page_lines import Line
from app.agents.leads.facts.read_page import ReadPage
from app.agents.leads.research.guard import is_statement
from app.agents.leads.sequence.guard.words import sentences, without_legal_form
from app.parts.reading.clean import one_line

_LONGEST: Final = 400
_WORDS: Final = range(5, 51)
_DESCRIPTIONS: Final = frozenset({"description", "og:description"})
_NOT_OF_IT: Final = re.compile(
    r"cookie|privacy|consent|browser|javascript|rights reserved|newsletter|subscribe|log ?in|"
    r"sign up|add to cart|loading|404|\bclick\b|terms (of|and)",
    re.IGNORECASE,
)
_OF_ITSELF: Final = re.compile(
    r"(?:we|our (?:company|team|firm|family|business|bakery|kitchen|school|centre|group|agency)|"
    r"welcome to [\w&' -]{2,60}, |(?:founded|established|based|started|family[- ]owned)\b)",
    re.IGNORECASE,
)
_SAYS_WHAT: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|been|makes?|bakes?|builds?|sells?|offers?|provides?|supplies|"
    r"supply|serves?|helps?|runs?|designs?|delivers?|produces?|manages?|specialises?|specializes?|"
    r"operates?|employs?|owns?|trains?|repairs?|grows?|rents?|hosts?|organises?|organizes?)\b",
    re.IGNORECASE,
)


def own_sentence(read: ReadPage, company: str) -> str:
    """The likeliest, word for word; "" when the page has none."""
    ranked = [*_described(read, company), *_shown(read, company)]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else ""


def _shown(read: ReadPage, company: str) -> Iterator[tuple[float, str]]:
    """What visitors read; the earlier the likelier."""
    for place, sentence in enumerate(_sentences(read.lines)):
        score = _likeness(sentence, company)
        if score and _may_be(sentence):
            yield score - min(place, 400) / 1000, sentence


def _described(read: ReadPage, company: str) -> Iterator[tuple[float, str]]:
    """What is declared for search engines: it mostly says what the company is."""
    for meta in read.tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        line = one_line(meta.get("content"), _LONGEST) if name in _DESCRIPTIONS else None
        for sentence in sentences(line)[:1] if line else ():
            if _may_be(sentence) and _SAYS_WHAT.search(sentence):
                yield 1.5 + _likeness(sentence, company) / 4, sentence


def _sentences(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        if not line.is_heading and len(line.text.split()) >= _WORDS.start:
            yield from sentences(line.text)


def _likeness(sentence: str, company: str) -> float:
    """0 for a sentence that does not speak of the company."""
    says = 1.0 if _SAYS_WHAT.search(sentence) else 0.0
    short = without_legal_form(company.split(" (")[0])
    if without_legal_form(sentence) == short:
        return 0.0  # in a foot, for example
    if len(short) > 2 and sentence.casefold().startswith(short.casefold()):
        return 2.0 + says
    if _OF_ITSELF.match(sentence):
        return 1.0 + says
    return 0.0


def _may_be(sentence: str) -> bool:
    return (
        len(sentence.split()) in _WORDS
        and len(sentence) <= _LONGEST
        and not _NOT_OF_IT.search(sentence)
        and is_statement(sentence)
    )
