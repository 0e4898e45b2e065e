"""The words that mails are told by, in `phrases.txt`: what servers say, what people say.

They are values that are handed on, so that a measurement can leave some out.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

MOST_SEARCHED: Final = 20_000
"""So many characters of a text are searched: what a mail is stands at its beginning."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Regular expressions by group, each for text in small letters with single spaces."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]

    def of(self, group: str) -> tuple[str, ...]:
        return dict(self.groups)[group]

    def without(self, left_out: frozenset[str]) -> "Phrases":
        return Phrases(
            tuple(
                (name, tuple(one for one in some if one not in left_out))
                for name, some in self.groups
            )
        )

    def found(self, group: str, text: str) -> "re.Match[str] | None":
        """The first place where one of the group stands. `text` is `squeezed`."""
        return _any_of(self.of(group)).search(text)


@lru_cache(maxsize=256)
def _any_of(phrases: tuple[str, ...]) -> "re.Pattern[str]":
    return re.compile("|".join(f"(?:{one})" for one in phrases) or r"(?!)")


def squeezed(text: str) -> str:
    """In small letters, straight quotes and single spaces, as phrases are written."""
    small = text[:MOST_SEARCHED].casefold().translate(_SIGNS)
    return " ".join(small.split())


_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("\u2019\u2018", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        "\u00a0": " ",
        "\u0451": "\u0435",  # Russian writes yo as ye
    }
)


def read_groups(name: str) -> dict[str, list[str]]:
    """The lines of a file of this folder by the `[group]` they stand below; `#` is a remark."""
    groups: dict[str, list[str]] = {}
    text = files(__package__).joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            groups[heading.group(1)] = []
        elif line and not line.startswith("#"):
            groups[list(groups)[-1]].append(line)
    return groups


PHRASES: Final = Phrases(
    tuple((name, tuple(some)) for name, some in read_groups("phrases.txt").items())
)


def any_of(group: str) -> str:
    """The group as one alternative, to be put into a longer expression."""
    return "|".join(PHRASES.of(group))


_ANSWER: Final = re.compile(rf"\W{{0,2}}(?:{any_of('answer_prefix')})\s?[:\uff1a]", re.I)


def is_answer(subject: str) -> bool:
    """Whether it begins with "Re:", "Fwd:" and the like."""
    return _ANSWER.match(subject) is not None
