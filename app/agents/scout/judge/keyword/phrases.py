"""Finds the phrases of a vocabulary in a text: longest first, each word read once.

Words match by stem ("restaurants" finds "restaurant"); names match as written but for case,
apostrophes and a possessive, so that "dominoes" is never "Domino's" and "Spurs" never "Spur".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from app.agents.scout.judge.keyword.tokens import Word, words

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Phrase(Generic[Meaning]):
    """A wording and what it means. `name`: written with a capital, not inflected.

    A name of one word in capitals ("US", "ICE") matches only where it stands in capitals.
    """

    wording: str
    meaning: Meaning
    name: bool = False


@dataclass(frozen=True, slots=True)
class Found(Generic[Meaning]):
    """A phrase met in a text, at characters `start` to `end`."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


Keys = tuple[str, ...]


@lru_cache(maxsize=50_000)
def _cut(wording: str) -> tuple[Word, ...]:
    """The word lists are the same for every brand, and are put into several books."""
    return tuple(words(wording))


class PhraseBook(Generic[Meaning]):
    """Phrases ready to be found in one pass over a text's words."""

    def __init__(self, phrases: Iterable[Phrase[Meaning]]) -> None:
        self._stems: dict[Keys, tuple[Meaning, ...]] = {}
        self._names: dict[Keys, tuple[Meaning, ...]] = {}
        self._possessives: dict[Keys, tuple[Meaning, ...]] = {}
        self._acronyms: dict[Keys, tuple[Meaning, ...]] = {}
        self._longest: dict[str, int] = {}
        for phrase in phrases:
            self._add(phrase)

    def _add(self, phrase: Phrase[Meaning]) -> None:
        parts = _cut(phrase.wording)
        if not parts:
            return
        if phrase.name and len(parts) == 1 and parts[0].acronym:
            self._put(self._acronyms, (parts[0].form,), phrase.meaning)
        elif phrase.name:
            forms = tuple(part.form for part in parts)
            self._put(self._names, forms, phrase.meaning)
            self._put(self._possessives, (*forms[:-1], f"{forms[-1]}s"), phrase.meaning)
        else:
            self._put(self._stems, tuple(part.stem for part in parts), phrase.meaning)

    def _put(self, table: dict[Keys, tuple[Meaning, ...]], keys: Keys, meaning: Meaning) -> None:
        known = table.get(keys, ())
        if meaning not in known:
            table[keys] = (*known, meaning)
        self._longest[keys[0]] = max(self._longest.get(keys[0], 0), len(keys))

    def find(self, text: Sequence[Word]) -> list[Found[Meaning]]:
        """Every phrase in the text, left to right, without overlaps."""
        found = []
        at = 0
        while at < len(text):
            longest = self._longest_from(text[at])
            length, meanings = self._at(text, at, longest) if longest else (1, ())
            if meanings:
                found.append(Found(text[at].start, text[at + length - 1].end, meanings))
            at += length
        return found

    def _longest_from(self, word: Word) -> int:
        """How many words the longest phrase that begins with this word has; mostly 0."""
        longest = self._longest.get(word.stem, 0)
        return longest if word.form == word.stem else max(longest, self._longest.get(word.form, 0))

    def _at(self, text: Sequence[Word], at: int, longest: int) -> tuple[int, tuple[Meaning, ...]]:
        """How many words the longest phrase here has, and its meanings; else one and none."""
        for length in range(min(longest, len(text) - at), 0, -1):
            meanings = self._meanings(text[at : at + length])
            if meanings:
                return length, meanings
        return 1, ()

    def _meanings(self, span: Sequence[Word]) -> tuple[Meaning, ...]:
        meanings = self._stems.get(tuple(word.stem for word in span), ())
        if span[0].capital:
            forms = tuple(word.form for word in span)
            meanings += self._names.get(forms, ())
            if span[-1].apostrophe:
                meanings += self._possessives.get(forms, ())
        if span[0].acronym and len(span) == 1:
            known = self._acronyms
            meanings += known.get((span[0].form,)) or known.get((span[0].stem,), ())
        return meanings
