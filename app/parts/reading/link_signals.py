"""What a link shows of itself: the signals that tell a story from a section or a service. Pure.

They are of form (how many words, how deep, dated, numbered) and of words that any news site's own
pages and lists use (`link_words.py`). How much each counts stands in `story.py`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from app.parts.reading.link_words import HOST_SIGNS, PATH_SIGNS, TEXT_SIGNS

SIGNS: Final = (
    *("no_page", "query", "number_and_headline"),
    *PATH_SIGNS,
    *HOST_SIGNS,
    *TEXT_SIGNS,
)
MAX_TEXT: Final = 2_000
# Scripts without spaces: about three characters make a word.
UNSPACED: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_WORD_BREAK: Final = re.compile(r"[-_+.]|%20")
_LETTER: Final = re.compile(r"[^\W\d_]")
_EXTENSION: Final = re.compile(r"\.[a-z]{2,5}$")
WORDS_OF_A_HEADLINE: Final = 4
_NUMBERS: Final = frozenset({"numbered", "uuid", "code"})


class Form(NamedTuple):
    """How an address is made, which the stories of one site have in common."""

    host: str
    section: str
    """The first part of the path, if more follows."""
    depth: int
    end: str
    """Of the path: a slash, the extension of a file, or ""."""
    mark: str
    """What says which story it is: a date, a number, both or ""."""
    is_headline: bool
    """Has its last part the words of a headline?"""


@dataclass(frozen=True, slots=True)
class LinkSignals:
    """`depth`: parts of the path; `longest` and `name`: words in the longest of them and in the
    last; `words`: of the anchor text; `signs`: which of SIGNS it has."""

    depth: int
    longest: int
    name: int
    words: int
    signs: tuple[str, ...]
    form: Form


def link_signals(url: str, text: str) -> LinkSignals | None:
    """None for an address that cannot be taken apart."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    path = parts.path.lower()
    segments = [segment for segment in path.split("/") if segment]
    words = [_slug_words(segment) for segment in segments] or [0]
    line = " ".join(text[:MAX_TEXT].split())
    said = _text_words(line)
    signs = tuple(_signs(parts, host, path, line))
    if said >= WORDS_OF_A_HEADLINE and _is_numbered(signs):
        signs = (*signs, "number_and_headline")
    form = _form(host, path, segments, signs, words[-1])
    return LinkSignals(len(segments), max(words), words[-1], said, signs, form)


def _signs(parts: SplitResult, host: str, path: str, line: str) -> Iterator[str]:
    if parts.scheme not in {"", "http", "https"}:
        yield "no_page"
    yield from _found(PATH_SIGNS, path)
    yield from _found(HOST_SIGNS, host)
    yield from _found(TEXT_SIGNS, line)
    if parts.query:
        yield "query"


def _found(signs: Mapping[str, re.Pattern[str]], text: str) -> Iterator[str]:
    return (name for name, pattern in signs.items() if pattern.search(text))


def _form(host: str, path: str, segments: list[str], signs: tuple[str, ...], name: int) -> Form:
    extension = _EXTENSION.search(path)
    return Form(
        host=host,
        section=segments[0] if len(segments) > 1 else "",
        depth=len(segments),
        end="/" if path.endswith("/") else extension[0] if extension else "",
        mark=("d" if "dated" in signs else "") + ("n" if _is_numbered(signs) else ""),
        is_headline=name >= WORDS_OF_A_HEADLINE,
    )


def _is_numbered(signs: tuple[str, ...]) -> bool:
    return not _NUMBERS.isdisjoint(signs)


def _slug_words(segment: str) -> int:
    return sum(bool(_LETTER.search(word)) for word in _WORD_BREAK.split(segment))


def _text_words(line: str) -> int:
    words = len(line.split())
    return max(words, len(line) // 3) if UNSPACED.search(line) else words
