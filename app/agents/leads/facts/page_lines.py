"""A page as lines of text, each with the links in it: what facts are read from and quoted by.

A line ends where a browser ends one: at a block, a cell and a break. Menus and feet are kept,
because that is where a company says how to reach it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from app.parts.reading.clean import visible

MAX_LINES: Final = 4_000
MAX_LINE: Final = 2_000
MAX_TEXT: Final = 300_000
"""In characters. The longest of 240 real contact and company pages has 60,000."""
MAX_LINKS: Final = 3_000
_NOT_SHOWN: Final = frozenset(
    {
        *("script", "style", "noscript", "template", "head", "iframe", "svg", "math"),
        *("select", "textarea", "object", "audio", "video"),
    }
)
_WITHIN_A_LINE: Final = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "s"),
        *("samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"),
        *("var", "wbr"),
    }
)
_SET_APART: Final = frozenset({"span", "small", "label", "time", "big", "img"})
_CLOSING: Final = tuple(",.:;!?)\u2026\u201c\u201d\u2019\u00bb")
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "strong", "b"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads, as it is written, and its words."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """Text as it is seen, white space collapsed; `is_heading`: all of it stands out."""

    text: str
    links: tuple[Target, ...] = ()
    is_heading: bool = False


def read_lines(tree: HtmlElement) -> Sequence[Line]:
    """In the page's order, those with text or a link; of a page that is too long, the first."""
    lines: list[Line] = []
    length = 0
    for line in _Reader().lines(tree):
        length += len(line.text)
        if len(lines) == MAX_LINES or length > MAX_TEXT:
            break
        lines.append(line)
    return lines


class _Reader:
    """Where one is in a page."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._plain = 0
        self._links: list[Target] = []
        self._linked = 0
        self._open: tuple[str, int] | None = None
        self._headings = 0

    def lines(self, tree: HtmlElement) -> Iterator[Line]:
        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            if event == "start" and element.tag in _NOT_SHOWN:
                walk.skip_subtree()
            elif event == "start":
                yield from self._enter(element)
            else:
                yield from self._leave(element)
        yield from self._finished()

    def _enter(self, element: HtmlElement) -> Iterator[Line]:
        if element.tag not in _WITHIN_A_LINE:
            yield from self._finished()
        self._headings += element.tag in _HEADINGS
        if element.tag == "a" and element.get("href"):
            self._set_apart(element)
            self._open = (element.get("href", ""), len(self._pieces))
        self._take(element.text)

    def _leave(self, element: HtmlElement) -> Iterator[Line]:
        if element.tag == "a" and self._open is not None:
            href, start = self._open
            if self._linked < MAX_LINKS:
                self._links.append(Target(href, _joined(self._pieces[start:])))
                self._linked += 1
            self._open = None
            self._set_apart(element)
        if element.tag not in _NOT_SHOWN:
            self._headings -= element.tag in _HEADINGS
            if element.tag not in _WITHIN_A_LINE:
                yield from self._finished()
        if element.tag in _SET_APART and not (element.tail or "").startswith(_CLOSING):
            self._pieces.append(" ")
        self._take(element.tail)

    def _set_apart(self, link: HtmlElement) -> None:
        """An address or a number is no part of the word it stands beside."""
        if link.get("href", "").lower().startswith(("mailto:", "tel:")):
            self._pieces.append(" ")

    def _take(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            self._plain += not self._headings and not text.isspace()

    def _finished(self) -> Iterator[Line]:
        text = _joined(self._pieces)
        if text or self._links:
            yield Line(text, tuple(self._links), is_heading=not self._plain)
        self._pieces, self._links, self._plain = [], [], 0
        if self._open is not None:
            self._open = (self._open[0], 0)


def _joined(pieces: Sequence[str]) -> str:
    return " ".join(visible("".join(pieces)[: MAX_LINE * 4]).split())[:MAX_LINE]
