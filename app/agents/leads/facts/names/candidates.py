"""Which words of a line may be somebody's name: two to four capitalised ones in a row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.agents.leads.facts.names.word_lists import beside_names

MAX_RUN: Final = 12
LONGEST_NAME: Final = 4
_UPPER: Final = (
    "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u010c\u0112\u0118\u0130\u0141\u015a\u0160\u0179"
    "\u017b\u017d\u0410-\u042f"
)
_TOKEN: Final = re.compile(
    rf"(?<![\w@.&/])(?<!\w-)(?:[{_UPPER}]\.(?:\s?[{_UPPER}]\.)?"
    rf"|[{_UPPER}](?:\w|['\u2019](?!s\b))*(?:-[{_UPPER}]?\w+)?)(?![\w@])"
)
_GAP: Final = re.compile(
    r"\s(?:(?:\"[^\"]{1,20}\"|\([A-Z][a-z]{1,12}\)|[“'\u2018][A-Z][a-z]{1,12}[”'\u2019])\s)?"
    r"(?:(?:[A-Za-z]{1,3}\s){1,2})?"
)
"""Between two words of a name: a space, a nickname, particles such as "van der"."""


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int

    @property
    def is_initial(self) -> bool:
        return len(self.text.replace(".", "").replace(" ", "")) <= 2 and (
            self.text.endswith(".") or len(self.text) == 1
        )

    @property
    def is_particle(self) -> bool:
        """Also in capitals: "Jan Van Der Merwe" has two words, as "Jan van der Merwe" has."""
        return len(self.text) > 1 and self.text.lower() in beside_names("particles")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens of a line; `run` is how many capitalised words stand in a row around them, and
    `place` how many of those stand before."""

    line: int
    tokens: tuple[Token, ...]
    run: int
    place: int

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)


def candidates(text: str, line: int) -> Iterator[Candidate]:
    """All windows of the runs in a line; of a run that is too long, those at its start."""
    for run in _runs(text):
        for start in range(len(run)):
            for size in range(2, LONGEST_NAME + 3):
                tokens = tuple(run[start : start + size])
                if len(tokens) == size and _may_be_name(tokens):
                    yield Candidate(line, tokens, len(run), start)


def _may_be_name(tokens: Sequence[Token]) -> bool:
    """Two to four words and particles between; no title or degree, and not all of it initials."""
    if all(token.is_initial for token in tokens) or tokens[0].is_particle or tokens[-1].is_particle:
        return False
    if sum(not token.is_particle for token in tokens) > LONGEST_NAME:
        return False
    words = (token.text.rstrip(".").lower() for token in tokens if not token.is_initial)
    return not any(word in beside_names("titles") | beside_names("degrees") for word in words)


def _runs(text: str) -> Iterator[Sequence[Token]]:
    run: list[Token] = []
    for found in _TOKEN.finditer(text):
        token = Token(found[0], found.start(), found.end())
        if run and (len(run) == MAX_RUN or not _continues(text[run[-1].end : token.start])):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _continues(gap: str) -> bool:
    if gap == " ":
        return True
    if len(gap) > 40 or not _GAP.fullmatch(gap):
        return False
    bare = re.sub(r"[\"(“'\u2018].*?[\")”'\u2019]", "", gap).split()
    return all(word.lower() in beside_names("particles") for word in bare)
