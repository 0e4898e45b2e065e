"""Which column of a file is which field of a lead, by its name in several languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from app.agents.leads.intake.given import FIELDS, GivenLead
from app.agents.leads.law.places import folded
from app.lib.printable import one_line

COLUMNS: Final = Path(__file__).with_name("columns.yaml")
_SIGNS: Final = re.compile(r"[^\w]+|_")
_ALL_OF_THEM: Final = frozenset({"location"})
"""Fields of several columns: city, province."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`places`: by field, the positions of its columns; `unused`: names that are no field's."""

    head: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    unused: tuple[str, ...]

    def lead(self, cells: Sequence[str]) -> GivenLead:
        """A field's first column counts, later ones where it is empty."""
        found = {field: self._texts(cells, field) for field in self.places}
        texts = {field: self._text(found, field) for field in FIELDS if field != "tags"}
        texts["name"] = texts["name"] or " ".join(
            self._text(found, part) for part in ("first_name", "last_name")
        )
        return GivenLead(**texts, tags=found.get("tags", ()))

    def said(self) -> list[str]:
        """Each field with its columns, and what is not used, for whoever gave the file."""
        lines = [
            f"{field} is read from {_in_a_row(self.head[place] for place in places)}"
            for field, places in self.places.items()
        ]
        return [*lines, f"not used: {_in_a_row(self.unused)}"] if self.unused else lines

    def _texts(self, cells: Sequence[str], field: str) -> tuple[str, ...]:
        found = (cells[place].strip() for place in self.places[field] if place < len(cells))
        return tuple(text for text in found if text)

    def _text(self, found: Mapping[str, tuple[str, ...]], field: str) -> str:
        texts = found.get(field, ())
        return ", ".join(texts) if field in _ALL_OF_THEM else next(iter(texts), "")


def columns_of(head: Sequence[str]) -> Columns:
    places: dict[str, list[int]] = {}
    unused = []
    for place, name in enumerate(head):
        field = _fields_by_name().get(_plain(name))
        if field is not None:
            places.setdefault(field, []).append(place)
        elif name.strip():
            unused.append(name)
    _nom_is_the_whole_name(places)
    known = {field: tuple(where) for field, where in places.items()}
    return Columns(tuple(head), known, tuple(unused))


def _nom_is_the_whole_name(places: dict[str, list[int]]) -> None:
    """In a file without the other half, "Nom" or "Nome" heads the names."""
    halves = [half for half in ("first_name", "last_name") if half in places]
    if len(halves) == 1 and "name" not in places:
        places["name"] = places.pop(halves[0])


def _plain(name: str) -> str:
    return " ".join(_SIGNS.sub(" ", folded(name[:100])).split())


@cache
def _fields_by_name() -> Mapping[str, str]:
    read: Mapping[str, list[str]] = yaml.safe_load(COLUMNS.read_text("utf-8"))
    return {_plain(str(name)): field for field, names in read.items() for name in names}


def _in_a_row(names: Iterable[str]) -> str:
    return ", ".join(f"'{one_line(name, 60)}'" for name in names)
