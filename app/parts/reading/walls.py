"""What a page asks of its reader instead of telling a story, by its words.

A wall is short and speaks of little else. The words alone do not make one: there are stories of
cookies and of logins. Whoever knows what the story was to be about compares that as well.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from app.parts.reading.types import Wall

LONGEST_WALL: Final = 8_000
"""Characters; lists of partners and purposes are long."""
_LONGEST_BUT_CONSENT: Final = 1_500
_SHARE_OF_CONSENT: Final = 0.5
_SHARE: Final = 0.34
"""Of a text, what stands in sentences with such words."""
_SUBJECTS_OF_CONSENT: Final = 2
_SENTENCE_END: Final = re.compile(r"[.!?\n\u3002\uff01\uff1f]+")
_OTHER_WALLS: Final[tuple[Wall, ...]] = (
    *("robot", "age", "region", "missing", "closed", "account"),
)
# What may differ from find to find: a group, a set, a class of characters, an optional one.
_VARIABLE: Final = re.compile(
    r"\(\?:[^()]*\)[?*+]?|\[[^]]*\](?:[?*+]|\{\d+,\d+\})?|\\[a-z][?*+]?|.[?*]"
)
_PLAIN: Final = re.compile(r"[\w\s'-]*")


@dataclass(frozen=True, slots=True)
class _Word:
    """An expression, and the plain `stem` that is in all that it finds.

    Few words of the list are on a page, and stems are looked for in a twentieth of the time.
    """

    stem: str
    expression: str


_Words = Sequence[_Word]
_Found = Sequence[re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Lists:
    subjects: tuple[_Words, ...]
    asks: _Words
    others: Mapping[Wall, _Words]


def wall_of(text: str, title: str | None = None) -> Wall | None:
    """What a page of this text asks for; None when it may well tell a story."""
    if not text.strip() or len(text) > LONGEST_WALL:
        return None
    sentences = [part for part in map(str.strip, _SENTENCE_END.split(text)) if part]
    whole = folded("\n".join([title or "", *sentences]))
    if _asks_for_consent(sentences, title or "", whole):
        return "consent"
    if len(text) > _LONGEST_BUT_CONSENT:
        return None
    possible = ((wall, _possible(words, whole)) for wall, words in _lists().others.items())
    return next((wall for wall, words in possible if _is(words, sentences, title or "")), None)


def _asks_for_consent(sentences: Sequence[str], title: str, folded: str) -> bool:
    lists, whole = _lists(), "\n".join([title, *sentences])
    possible = (_possible(subject, folded) for subject in lists.subjects)
    spoken_of = [subject for subject in possible if _has_any(subject, whole)]
    if len(spoken_of) < _SUBJECTS_OF_CONSENT or not _has_any(_possible(lists.asks, folded), whole):
        return False
    words = [word for subject in spoken_of for word in subject]
    about = (part for part in sentences if _has_any(words, part))
    needed = _SHARE_OF_CONSENT * _length(sentences)
    return _length(about) >= (needed / 2 if _has_any(words, title) else needed)


def _is(words: _Found, sentences: Collection[str], title: str) -> bool:
    about = [part for part in sentences if _has_any(words, part)]
    is_in_title = bool(about) and _has_any(words, title)
    return is_in_title or _length(about) >= _SHARE * _length(sentences)


def _possible(words: _Words, folded: str) -> _Found:
    return [_compiled(word.expression) for word in words if word.stem in folded]


def _has_any(words: _Found, text: str) -> bool:
    return any(word.search(text) for word in words)


def _length(parts: Iterable[str]) -> int:
    return sum(map(len, parts))


@cache
def _lists() -> _Lists:
    written = yaml.safe_load(Path(__file__).with_name("wall_words.yaml").read_text("utf-8"))
    consent = written["consent"]
    return _Lists(
        subjects=tuple(map(_words, consent["subjects"].values())),
        asks=_words(consent["asks"]),
        others={wall: _words(written[wall]) for wall in _OTHER_WALLS},
    )


def _words(expressions: Iterable[str]) -> _Words:
    return [_Word(stem_of(one), one) for one in expressions]


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def stem_of(expression: str) -> str:
    """The longest plain piece, folded; "", which is in any text, where it is not plain what is one.

    The expression is looked for in any case.
    """
    pieces = _VARIABLE.split(expression)
    return folded(max(pieces, key=len)) if all(map(_PLAIN.fullmatch, pieces)) else ""


def folded(text: str) -> str:
    """Equal wherever expressions in any case take letters for equal: all forms of i are one."""
    return text.casefold().replace("\u0307", "").replace("\u0131", "i")
