"""What an article names, and where: the evidence that score, safety and reason work from."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from app.agents.scout.judge.keyword.lexicon_files import word_list
from app.agents.scout.judge.keyword.phrases import Found
from app.agents.scout.judge.keyword.tokens import Word, clean, words
from app.agents.scout.judge.keyword.vocabulary import Sense, Senses
from app.agents.scout.types import Candidate

Place = Literal["title", "summary", "text"]

MAX_TITLE, MAX_SUMMARY, MAX_TEXT = 400, 1_500, 1_200
"""Characters read of each. What a story is about stands at its beginning."""

LEAD = 300
"""Characters that count as a story's beginning; they stand in for a missing summary."""

MAX_SMALL_WORD = 3
"""Letters of the words that headlines leave small: "of", "and", "the"."""

PUBLISHER = re.compile(r"\s+[-\u2013\u2014|]\s+([^-\u2013\u2014|]{2,40})$")


@dataclass(frozen=True, slots=True)
class Part:
    """One cleaned part of an article, cut into words."""

    place: Place
    text: str
    words: tuple[Word, ...]

    @property
    def in_title_case(self) -> bool:
        """Most longer words have a capital, so that a capital says nothing."""
        longer = [word for word in self.words if len(word.form) > MAX_SMALL_WORD]
        return sum(word.capital for word in longer) > len(longer) * 0.6


@dataclass(frozen=True, slots=True)
class Article:
    """An article made ready to be read: its parts, and the publisher its title named."""

    parts: tuple[Part, ...]
    publisher: str
    url: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One phrase that means something to the brand. `at` counts characters into its part."""

    sense: Sense
    quote: str
    place: Place
    at: int


def prepare(candidate: Candidate) -> Article:
    """The candidate's parts, cleaned and bounded; the publisher is taken off the title."""
    title, publisher = _without_publisher(clean(candidate.title[:MAX_TITLE]), candidate.site)
    summary = clean(candidate.summary[:MAX_SUMMARY])
    text = clean(candidate.text[:MAX_TEXT])
    if not summary:
        summary, text = text[:LEAD], text[LEAD:]
    parts = (
        Part("title", title, tuple(words(title))),
        Part("summary", summary, tuple(words(summary))),
        Part("text", text, tuple(words(text))),
    )
    return Article(parts, publisher, candidate.url)


def _without_publisher(title: str, site: str) -> tuple[str, str]:
    """News searches append the outlet: "Pizza day is here - News24"."""
    match = PUBLISHER.search(title)
    if not match:
        return title, ""
    name = match[1]
    is_outlet = "." in name or name.casefold() == site.casefold() or _looks_like_a_name(name)
    if is_outlet and len(title[: match.start()].split()) >= 3:
        return title[: match.start()], name
    return title, ""


def _looks_like_a_name(text: str) -> bool:
    parts = text.split()
    return len(parts) <= 4 and all(not part[0].islower() for part in parts)


def find_signals(article: Article, *books: Senses) -> tuple[Signal, ...]:
    """Every signal of the article by each book in turn, title first.

    Look-alikes and people's names are read over.
    """
    return tuple(
        Signal(
            _settled(sense, part, found),
            part.text[found.start : found.end],
            part.place,
            found.start,
        )
        for book in books
        for part in article.parts
        for found in book.find(part.words)
        if not _is_surname(part, found)
        for sense in _meant(found)
    )


def _settled(sense: Sense, part: Part, found: Found[Sense]) -> Sense:
    """A rival with the name of a common word is meant where only a name has a capital, unless it
    is a part of a longer one: "Cohen & Steers".
    """
    is_shared = sense.kind == "rival" and not sense.clear
    if is_shared and _is_telling_capital(part, found) and not _follows_a_name(part, found):
        return replace(sense, clear=True)
    return sense


def _follows_a_name(part: Part, found: Found[Sense]) -> bool:
    before = [word for word in part.words if word.end < found.start]
    return bool(before) and before[-1].capital


def _quote(part: Part, found: Found[Sense]) -> str:
    return part.text[found.start : found.end]


def _meant(found: Found[Sense]) -> tuple[Sense, ...]:
    is_lookalike = any(sense.kind == "lookalike" for sense in found.meanings)
    return () if is_lookalike else found.meanings


def _is_surname(part: Part, found: Found[Sense]) -> bool:
    """ "Burger joins the Royals": a capital inside a sentence that is not written in capitals."""
    quote = _quote(part, found)
    return (
        quote.istitle()
        and quote.casefold() in word_list("lookalikes", "surnames")
        and _is_telling_capital(part, found)
        and not any(sense.name for sense in found.meanings)
    )


def _is_telling_capital(part: Part, found: Found[Sense]) -> bool:
    inside = found.start > 0 and part.text[found.start - 2] not in ".:!?"
    return inside and not part.in_title_case
