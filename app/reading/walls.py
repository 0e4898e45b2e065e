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

from app.reading.types import Wall

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


@dataclass(frozen=True, slots=True)
class _Words:
    subjects: tuple[re.Pattern[str], ...]
    asks: re.Pattern[str]
    others: Mapping[Wall, re.Pattern[str]]


def wall_of(text: str, title: str | None = None) -> Wall | None:
    """What a page of this text asks for; None when it may well tell a story."""
    if not text.strip() or len(text) > LONGEST_WALL:
        return None
    sentences = [part for part in map(str.strip, _SENTENCE_END.split(text)) if part]
    if _asks_for_consent(sentences, title or ""):
        return "consent"
    if len(text) > _LONGEST_BUT_CONSENT:
        return None
    others = _words().others
    return next((wall for wall in others if _is(others[wall], sentences, title or "")), None)


def _asks_for_consent(sentences: Sequence[str], title: str) -> bool:
    words, whole = _words(), "\n".join([title, *sentences])
    spoken_of = [subject for subject in words.subjects if subject.search(whole)]
    if len(spoken_of) < _SUBJECTS_OF_CONSENT or not words.asks.search(whole):
        return False
    about = (part for part in sentences if _has_any(spoken_of, part))
    needed = _SHARE_OF_CONSENT * _length(sentences)
    return _length(about) >= (needed / 2 if _has_any(spoken_of, title) else needed)


def _is(words: re.Pattern[str], sentences: Collection[str], title: str) -> bool:
    about = [part for part in sentences if words.search(part)]
    is_in_title = bool(about) and words.search(title) is not None
    return is_in_title or _length(about) >= _SHARE * _length(sentences)


def _has_any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _length(parts: Iterable[str]) -> int:
    return sum(map(len, parts))


@cache
def _words() -> _Words:
    written = yaml.safe_load(Path(__file__).with_name("wall_words.yaml").read_text("utf-8"))
    consent = written["consent"]
    return _Words(
        subjects=tuple(map(_any, consent["subjects"].values())),
        asks=_any(consent["asks"]),
        others={wall: _any(written[wall]) for wall in _OTHER_WALLS},
    )


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)
