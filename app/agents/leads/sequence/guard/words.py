"""Cuts a text into sentences and words that can be compared: forms, bases, numbers as values. Pure.

English only. Words are compared by their inflections and no further: a stemmer that makes one
word of "organ" and "organisation" would let one stand for the other.
"""

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from app.agents.leads.sequence.guard.numbers import NUMBER, Amount, amount_of, amount_of_words
from app.agents.leads.sequence.guard.vocabulary import vocabulary

CONTRACTIONS = (
    (re.compile(r"\bwon['’]t\b", re.IGNORECASE), "will not"),  # noqa: RUF001
    (re.compile(r"\b(ca)n['’]t\b", re.IGNORECASE), "can not"),  # noqa: RUF001
    (re.compile(r"(?<=\w)n['’]t\b", re.IGNORECASE), " not"),  # noqa: RUF001
    (re.compile(r"(?<=\w)['’]re\b", re.IGNORECASE), " are"),  # noqa: RUF001
    (re.compile(r"(?<=\w)['’]ll\b", re.IGNORECASE), " will"),  # noqa: RUF001
    (re.compile(r"(?<=\w)['’]ve\b", re.IGNORECASE), " have"),  # noqa: RUF001
    (re.compile(r"(?<=\w)['’]d\b", re.IGNORECASE), " would"),  # noqa: RUF001
    (re.compile(r"\bI['’]m\b"), "I am"),  # noqa: RUF001
    (re.compile(r"\b(it|that|here|there|what|who|he|she|let)['’]s\b", re.IGNORECASE), r"\1 is"),  # noqa: RUF001
    (re.compile(r"(?<=\w)['’]s\b|(?<=s)['’](?=\s)", re.IGNORECASE), ""),  # noqa: RUF001
)
SIGNS = (
    (re.compile(r"(?<=\d)\s?\+(?!\d)"), " plus"),
    (re.compile(r"(?<![\w)-])[-\u2212]\s?(?=[$\u20ac\u00a3]?\d)"), "minus "),
    (re.compile(r"[~\u2248\u223c]\s?(?=[$\u20ac\u00a3]?\d)"), "about "),
    (re.compile(r"\u00b1\s?(?=\d)"), "about "),
    (re.compile(r"[<\u2264]\s?(?=[$\u20ac\u00a3]?\d)"), "under "),
    (re.compile(r"[>\u2265]\s?(?=[$\u20ac\u00a3]?\d)"), "over "),
)
"""Beside a number they are words: "40+ vans" is not what "40 vans" says."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # noqa: RUF001
MARK = re.compile(r"[,;:()\u2013\u2014]| - ")
PIECE = re.compile(
    f"(?P<number>{NUMBER.pattern})|(?P<word>{WORD.pattern})|(?P<mark>{MARK.pattern})"
)
SENTENCE_END = re.compile(r"(?<=[.!?])['\"”’)]*\s+|\n+")  # noqa: RUF001
ENDINGS = ("s", "es", "ed", "d", "ing")
LEGAL_FORM = re.compile(
    r"[ ,]*(?:\((?:pty|proprietary)\) ltd|pty ltd|ltd|limited|inc|llc|gmbh|ag|cc|plc|b\.?v|s\.?a)"
    r"\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark between clauses; `text[start:end]` as printed. `is_name`: written
    like one within a sentence, were it "Will" or "May"."""

    form: str
    start: int
    end: int
    capital: bool = False
    amount: Amount | None = None
    is_mark: bool = False
    is_name: bool = False

    @property
    def bases(self) -> frozenset[str]:
        return bases(self.form)

    def same(self, other: "Token") -> bool:
        if self.amount or other.amount:
            return self.amount == other.amount
        return not self.bases.isdisjoint(other.bases)


@lru_cache(maxsize=50_000)
def bases(form: str) -> frozenset[str]:
    """What the word may be an inflection of, itself among them."""
    found = {form, vocabulary().irregular.get(form, form)}
    for ending in ENDINGS:
        stem = form.removesuffix(ending)
        if stem != form and len(stem) >= 3:
            found |= {stem, stem + "e"} if ending in {"ed", "ing"} else {stem}
            if ending in {"ed", "ing"} and stem[-1] == stem[-2]:
                found.add(stem[:-1])
            if stem.endswith("i"):
                found.add(stem[:-1] + "y")
    return frozenset(found)


def is_listed(form: str, words: Set[str]) -> bool:
    """Is it one of the words, or the present of one: "arranges", "arranging", never "arranged"?"""
    if form in words:
        return True
    return form.endswith(("s", "ing")) and not words.isdisjoint(bases(form) - {form})


def plain_text(text: str) -> str:
    """NFKC, contractions and signs of numbers written out."""
    text = unicodedata.normalize("NFKC", text)
    for pattern, written in (*CONTRACTIONS, *SIGNS):
        text = pattern.sub(written, text)
    return text


def tokens(text: str) -> list[Token]:
    """Of a `plain_text`, in order; number words are numbers."""
    found = []
    for piece in PIECE.finditer(text):
        word = piece[0]
        form = word.lower()
        amount = amount_of(piece) if piece["number"] else None
        capital = word[0].isupper() and not amount
        found.append(
            Token(
                word if piece["mark"] else form,
                piece.start(),
                piece.end(),
                capital,
                amount,
                piece["mark"] is not None,
            )
        )
    return joined_numbers(found)


def joined_numbers(found: Sequence[Token]) -> list[Token]:
    """ "twenty five" as one number; "one" alone is left a word."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        amount, length = amount_of_words([one.form for one in found[at : at + 8]])
        if amount is None:
            joined.append(found[at])
            at += 1
            continue
        last = found[at + length - 1]
        joined.append(Token(str(amount.value), found[at].start, last.end, amount=amount))
        at += length
    return joined


def with_names(words: Sequence[Token]) -> list[Token]:
    """The words of one sentence, with those marked that are written like names."""
    return [
        replace(one, is_name=True)
        if at and one.capital and one.form != "i" and words[at - 1].form != ":"
        else one
        for at, one in enumerate(words)
    ]


def is_content(token: Token) -> bool:
    return token.is_name or not (token.is_mark or token.form in vocabulary().function)


def sentences(text: str) -> list[str]:
    return [one.strip() for one in SENTENCE_END.split(text) if one.strip()]


def without_legal_form(company: str) -> str:
    """As people call it: "Acme" for "Acme (Pty) Ltd"."""
    return LEGAL_FORM.sub("", company).strip()
