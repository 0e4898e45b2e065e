"""Which of the brand's own lines fit an article: those of the occasions that it is about. Pure."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.keyword.lexicon_files import fields
from app.agents.scout.judge.keyword.reason import OWN_BRAND, moments, telling
from app.agents.scout.judge.keyword.signals import Signal
from app.agents.scout.judge.keyword.tokens import clean, words

MOMENT = "moment"
"""The occasion of whatever any brand may join: a match, a holiday, a hit."""


class OwnLines:
    """`example_copy` of a brand file, without the lines that hold one of its banned words."""

    def __init__(self, brand: Brand) -> None:
        self._occasions = [
            (stems(occasion.replace("_", " ")), allowed(brand, lines))
            for occasion, lines in brand.example_copy.items()
        ]
        self._subjects = {field.name: field.subject for field in fields()}

    def fitting(self, signals: Sequence[Signal]) -> tuple[str, ...]:
        """Best first; none for what the brand has no occasion for.

        Of lines that fit alike the same story always gets the same first one, and two stories of
        a kind not always.
        """
        named = foremost(signals)
        seed = zlib.crc32(" ".join(signal.quote for signal in named).encode())
        found: dict[str, None] = {}
        for name in dict.fromkeys(self._names(named)):
            lines = self._lines(stems(name))
            start = seed % len(lines) if lines else 0
            found |= dict.fromkeys(lines[start:] + lines[:start])
        return tuple(found)

    def _names(self, named: Iterable[Signal]) -> Iterator[str]:
        """What an occasion may be called that the article is one of, the nearest first."""
        for signal in named:
            if signal.sense.kind in {"brand", "product"}:
                yield OWN_BRAND
            yield self._subjects.get(signal.sense.field, "")
            yield signal.sense.field
            yield signal.quote
            if signal.sense.kind == MOMENT:
                yield MOMENT

    def _lines(self, wanted: list[str]) -> list[str]:
        """Of the occasion of this name, or else of the kind that it is one of: "food delivery" is
        a delivery, and no food."""
        exact: list[str] = []
        kind: list[str] = []
        for has, lines in self._occasions:
            if has and has == wanted:
                exact += lines
            elif has and has == wanted[-len(has) :]:
                kind += lines
        return exact or kind


def foremost(signals: Sequence[Signal]) -> list[Signal]:
    """What the headline names, or else the summary: a text names much that it is not about."""
    found = telling(signals)
    title = [signal for signal in found if signal.place == "title"]
    named = title or [signal for signal in found if signal.place == "summary"]
    return [*named, *moments(signals)]


def stems(text: str) -> list[str]:
    return [word.stem for word in words(clean(text))]


def allowed(brand: Brand, lines: Iterable[str]) -> list[str]:
    banned = [re.compile(rf"(?<!\w){re.escape(w)}", re.IGNORECASE) for w in brand.banned_words]
    return [line for line in lines if not any(word.search(line) for word in banned)]
