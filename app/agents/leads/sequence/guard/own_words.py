"""What the team says itself, and whether a sentence keeps to it. Pure.

Of the team's own statements words may be put together anew, but a number, or a word that promises
("free", "always"), only beside the word that it stands beside there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.agents.leads.sequence.guard.numbers import Amount
from app.agents.leads.sequence.guard.vocabulary import vocabulary
from app.agents.leads.sequence.guard.words import Token, is_content, plain_text, sentences, tokens

NEAR = 2
"""Words between a number and what it counts."""
AROUND = 5
"""Words on each side of one that promises."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The statements of the offer, and what the team wrote into a template, by sentence."""

    statements: tuple[tuple[Token, ...], ...]

    def covers(self, words: Sequence[Token], at: int) -> bool:
        """Does the team say the word at that place of a sentence itself?"""
        word = words[at]
        is_bound = word.amount is not None or word.form in vocabulary().sensitive
        return any(
            says(said, word)
            and (said.capital or not word.is_name)
            and (not is_bound or keeps_company(words, at, statement, place))
            for statement in self.statements
            for place, said in enumerate(statement)
        )


def own_words(statements: Sequence[str]) -> OwnWords:
    """`statements` as they are written."""
    parts = (one for statement in statements for one in sentences(plain_text(statement)))
    return OwnWords(tuple(tuple(tokens(part)) for part in parts))


def says(said: Token, word: Token) -> bool:
    """Is it the word of the statement, or its present? "We bring" is not "we brought"."""
    is_past = word.form.endswith("ed") or word.form in vocabulary().irregular
    return word.same(said) and (not is_past or word.form == said.form)


def keeps_company(words: Sequence[Token], at: int, statement: Sequence[Token], place: int) -> bool:
    """Is the word near what it is near in the statement, and limited as there ("up to 300")?"""
    if limits(words, at) != limits(statement, place) or amounts(words) - amounts(statement):
        return False
    if negates(words) != negates(statement):
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    if after is not None and is_content(after) and words[at].amount:
        return any(after.same(one) for one in near(statement, place))
    around = [one for one in neighbours(words, at) if is_content(one)]
    return any(one.same(other) for one in around for other in neighbours(statement, place))


def negates(words: Sequence[Token]) -> bool:
    return any(one.form in vocabulary().danger["negation"] for one in words)


def amounts(words: Sequence[Token]) -> set[Amount]:
    return {one.amount for one in words if one.amount}


def neighbours(words: Sequence[Token], at: int) -> Sequence[Token]:
    return (*words[max(0, at - AROUND) : at], *words[at + 1 : at + 1 + AROUND])


def near(statement: Sequence[Token], place: int) -> list[Token]:
    """The content words right behind, up to the next number or mark."""
    found: list[Token] = []
    for one in statement[place + 1 :]:
        if one.is_mark or one.amount or one.form in {"and", "or"} or len(found) == NEAR:
            break
        if is_content(one):
            found.append(one)
    return found


def limits(words: Sequence[Token], at: int) -> frozenset[str]:
    danger = vocabulary().danger
    bounds = danger["bound"] | danger["almost"] | danger["part"]
    return frozenset(one.form for one in words[max(0, at - NEAR) : at]) & bounds
