"""Reads the word lists in `lexicon/`: what the world's words mean, whatever the brand."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import yaml

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A part of the world and its words. `moment`: a happening any brand may join.

    `aside`: its stories name the neighbouring fields without being about them.
    """

    name: str
    subject: str
    beside: frozenset[str]
    words: Words = ()
    hints: Words = ()
    names: Words = ()
    shared_names: Words = ()
    moment: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A region and what says that a story plays there."""

    name: str
    names: Words
    words: Words
    publishers: Words
    domains: Words


@dataclass(frozen=True, slots=True)
class DangerTopic:
    """A subject a brand may not want to be seen with, and the words that give it away."""

    name: str
    known_as: Words
    outright: Words
    likely: Words
    unsure: Words
    against: bool = False


@cache
def fields() -> tuple[Field, ...]:
    return tuple(
        Field(
            name,
            entry.text("subject"),
            frozenset(entry.words("beside")),
            entry.words("words"),
            entry.words("hints"),
            entry.words("names"),
            entry.words("shared_names"),
            entry.text("moment") == "true",
            entry.text("aside") == "true",
        )
        for name, entry in _entries("fields")
    )


@cache
def places() -> tuple[Place, ...]:
    return tuple(
        Place(
            name,
            entry.words("names"),
            entry.words("words"),
            entry.words("publishers"),
            entry.words("domains"),
        )
        for name, entry in _entries("places")
    )


@cache
def danger_topics() -> tuple[DangerTopic, ...]:
    return tuple(
        DangerTopic(
            name,
            entry.words("known_as"),
            entry.words("outright"),
            entry.words("likely"),
            entry.words("unsure"),
            entry.text("against") == "true",
        )
        for name, entry in _entries("danger")
    )


@cache
def word_list(file: str, name: str) -> Words:
    """A plain list of a file that holds lists by name."""
    return tuple(str(word) for word in _read(file)[name])


class _Entry:
    """One mapping of a word file, read key by key."""

    def __init__(self, values: dict[str, str | list[str]]) -> None:
        self._values = values

    def text(self, key: str) -> str:
        return str(self._values.get(key, ""))

    def words(self, key: str) -> Words:
        value = self._values.get(key, [])
        return tuple(value) if isinstance(value, list) else ()


def _entries(file: str) -> list[tuple[str, _Entry]]:
    return [(name, _Entry(values)) for name, values in _read(file).items()]


@cache
def _read(name: str) -> dict[str, dict[str, str | list[str]]]:
    """A word file, or all files of a folder as one."""
    lexicon = resources.files("app.agents.scout.judge.keyword") / "lexicon"
    source = lexicon / name
    if not source.is_dir():
        return _parse(lexicon / f"{name}.yaml")
    files = sorted(source.iterdir(), key=lambda file: file.name)
    return {key: value for file in files for key, value in _parse(file).items()}


def _parse(file: Traversable) -> dict[str, dict[str, str | list[str]]]:
    # Of the base loaders, which keep every scalar as text: `on` stays a word. The one in Python
    # takes 0.3 s for these files, in each run.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return dict(yaml.load(file.read_text("utf-8"), Loader=loader))  # noqa: S506
