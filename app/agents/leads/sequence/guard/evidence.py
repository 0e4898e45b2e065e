"""What a page says, sentence by sentence, as far as a mail may rest on it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.agents.leads.sequence.guard.languages import is_english
from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import Token, plain_text, sentences, tokens
from app.agents.leads.sequence.types import Fact
from app.parts.model.untrusted.orders import speaks
from app.parts.reading.clean import visible

LONGEST_SENTENCE = 600
LINK = re.compile(r"https?:|www\.|@|\b[\w-]+\.(?:com|net|org|example|co|io|info|biz|xyz)\b", re.I)
QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb", '\'\'"""""')


@dataclass(frozen=True, slots=True)
class PageSentence:
    """A sentence of a page that a fact quotes, wholly or in part. `first` and `last`: the tokens
    that the quote covers, `last` excluded. One that is not English can only be quoted whole."""

    fact: Fact
    tokens: tuple[Token, ...]
    first: int
    last: int
    is_english: bool


def stands_on_page(fact: Fact) -> bool:
    """Is the quote on the stored page word for word, not cut within a word or number?"""
    return place_of(fact.quote, fact.page_text) is not None


def place_of(quote: str, page_text: str) -> re.Match[str] | None:
    words = quote.translate(QUOTES).split()
    if not words:
        return None
    spelt = r"\s+".join(map(re.escape, words))
    return re.search(rf"(?<!\w)(?<!\d[.,]){spelt}(?!\w)(?![.,]\d)", page_text.translate(QUOTES))


def is_usable(fact: Fact) -> bool:
    """May a mail rest on it? Not on what is not on the page, gives an order, asks, or is hidden."""
    if not fact.quote.strip() or not stands_on_page(fact) or visible(fact.quote) != fact.quote:
        return False
    if speaks(fact.quote) or LINK.search(fact.quote):
        return False
    return not any(is_request(one) for one in sentences(fact.quote))


def is_request(sentence: str) -> bool:
    """Does it ask or tell its reader to do something, instead of saying something?"""
    words = [one for one in tokens(plain_text(sentence)) if not one.is_mark]
    if "?" in sentence or not words:
        return True
    return words[0].form in vocabulary().page_imperatives or any(
        one.form in {"your", "you"} and after.form in {"answer", "response", "reply", "output"}
        for one, after in pairwise(words)
    )


def page_sentences(fact: Fact) -> Iterator[PageSentence]:
    """Those that the quote covers, whole, as the page has them."""
    place = place_of(fact.quote, fact.page_text)
    if place is None:
        return
    for start, end in spans(fact.page_text):
        if start < place.end() and place.start() < end and end - start <= LONGEST_SENTENCE:
            before = fact.page_text[start : max(start, place.start())]
            inside = fact.page_text[max(start, place.start()) : min(end, place.end())]
            after = fact.page_text[min(end, place.end()) : end]
            head, body, tail = (tokens(plain_text(one)) for one in (before, inside, after))
            known = is_english(fact.page_text[start:end], fact.page_text)
            yield PageSentence(fact, (*head, *body, *tail), len(head), len(head) + len(body), known)


def spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for border in re.finditer(r"(?<=[.!?])\s+|\n+", text):
        yield start, border.start()
        start = border.end()
    yield start, len(text)
