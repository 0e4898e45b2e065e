"""Forms as people fill them in: what was typed stays in the fields, and what is wrong with a field
stands beside it. Every field comes from anywhere and is used only as it is read here: on lines
without signs that act, no longer than its place, one of what may be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from app.lib.printable import harmless

MOST_FIELDS = 1_000
LONGEST_NUMBER, LONGEST_ID = 9, 10
"""Digits."""


@dataclass(frozen=True, slots=True)
class Typed:
    """By field all that was typed or ticked."""

    fields: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        return self.fields.get(name, ())

    def text(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def lines(self, name: str) -> list[str]:
        return self.text(name).split("\n")

    def is_ticked(self, name: str) -> bool:
        return bool(self.text(name))

    def numbers(self, name: str, highest: int) -> tuple[int, ...]:
        """Ids that were ticked, each once; what is none was ticked on no page of ours."""
        short = (text for text in self.all(name) if text.isdecimal() and len(text) <= LONGEST_ID)
        return tuple(dict.fromkeys(n for n in map(int, short) if 1 <= n <= highest))


@dataclass(frozen=True, slots=True)
class Form:
    """`wrong`: by field, in words for whoever filled it in; `problem`: with the whole of it."""

    typed: Typed
    wrong: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


def filled(**values: str) -> Typed:
    """As if it had been typed, for what stands there already."""
    return Typed({name: (value,) for name, value in values.items()})


def without_acting_signs(text: str) -> str:
    return "\n".join(harmless(line) for line in text.splitlines())


async def read_typed(request: Request) -> Typed:
    """The texts of a form; a file in it is not for this."""
    form = await request.form(max_files=1, max_fields=MOST_FIELDS)
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields[name] = (*fields.get(name, ()), without_acting_signs(value))
    return Typed(fields)


TypedForm = Annotated[Typed, Depends(read_typed)]


@dataclass(slots=True)
class Reading:
    """Reads a form field by field and keeps what is wrong."""

    typed: Typed
    wrong: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, longest: int, needed: str = "") -> str:
        """On one line. `needed`: what is said where nothing stands."""
        said = " ".join(self.typed.text(name).split())
        if not said and needed:
            self.wrong[name] = needed
        if len(said) > longest:
            self.wrong[name] = too_long(said, longest)
        return said[:longest]

    def whole_text(self, name: str, longest: int, needed: str = "") -> str:
        """With its lines as they are."""
        said = self.typed.text(name)
        if needed and not said.strip():
            self.wrong[name] = needed
        if len(said) > longest:
            self.wrong[name] = too_long(said, longest)
        return said[:longest]

    def lines(self, name: str, longest: int, most: int) -> tuple[str, ...]:
        """Those that are not empty."""
        said = [" ".join(line.split()) for line in self.typed.lines(name)]
        kept = [line for line in said if line]
        if len(kept) > most:
            self.wrong[name] = f"It has {len(kept)} lines, and {most} fit."
        for line in kept:
            if len(line) > longest:
                self.wrong[name] = f"“{line[:30]}…”: {too_long(line, longest)}"
        return tuple(kept)

    def whole(self, name: str, least: int, most: int) -> int | None:
        """None for an empty field, and for what is wrong."""
        said = self.typed.text(name).strip()
        if not said:
            return None
        if said.isdecimal() and len(said) <= LONGEST_NUMBER and least <= int(said) <= most:
            return int(said)
        self.wrong[name] = f"It has to be a whole number from {least:,} to {most:,}."
        return None

    def choice(self, name: str, choices: Sequence[str]) -> str:
        said = self.typed.text(name)
        if said in choices:
            return said
        self.wrong[name] = "Choose one of these."
        return choices[0]

    def form(self, problem: str = "") -> Form:
        return Form(self.typed, self.wrong, problem)


def too_long(text: str, longest: int) -> str:
    return f"It has {len(text):,} characters, and {longest:,} fit."
