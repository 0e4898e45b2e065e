"""A page as its reader goes through it: blocks of text, and which of them only lead elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from app.parts.reading.link_signals import UNSPACED

_NOT_READ: Final = frozenset(
    {
        *("script", "style", "noscript", "template", "head", "iframe", "svg", "math"),
        *("nav", "footer", "aside", "form", "select", "button", "textarea"),
    }
)
"""What is no text, or stands around what a page is about."""
_INLINE: Final = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font"),
        *("i", "img", "ins", "kbd", "label", "mark", "picture", "q", "s", "samp", "small"),
        *("source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    }
)
_SHORTEST_HEADLINE: Final = 20
_SHARE_OF_LINKS: Final = 0.6


@dataclass(slots=True)
class Anchor:
    """A link, with its words."""

    href: str
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def length(self) -> int:
        return length_of(self.text)


@dataclass(slots=True)
class Block:
    """A paragraph, heading or cell: lengths of its text, of that in links, and the links."""

    tag: str = ""
    text_length: int = 0
    link_length: int = 0
    anchors: list[Anchor] = field(default_factory=list)

    @property
    def headline_links(self) -> list[Anchor]:
        """The links of a block that is little more: those as long as a headline, or a picture."""
        if self.link_length < _SHARE_OF_LINKS * self.text_length:
            return []
        texts = ((anchor, anchor.text) for anchor in self.anchors)
        return [
            anchor for anchor, text in texts if not text or length_of(text) >= _SHORTEST_HEADLINE
        ]


def read_blocks(tree: HtmlElement) -> Iterator[Block]:
    """All blocks that have text or a link, in the page's order."""
    reader = _Reader()
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        is_start = event == "start"
        if is_start and element.tag in _NOT_READ:
            walk.skip_subtree()
            continue
        finished = reader.enter(element) if is_start else reader.leave(element)
        if finished is not None:
            yield finished
    yield reader.block


def reads_the_same_alone(element: HtmlElement) -> bool:
    """Has it the same blocks whether it is read by itself or with all that stands around it?"""
    around = element.iterancestors("a", *_NOT_READ)
    return element.tag not in _INLINE | _NOT_READ and next(around, None) is None


class _Reader:
    """Where one is in a page. A link around whole blocks counts when it ends."""

    def __init__(self) -> None:
        self.block = Block()
        self._anchor: Anchor | None = None

    def enter(self, element: HtmlElement) -> Block | None:
        finished = None if element.tag in _INLINE else self._begin(element.tag)
        if element.tag == "a" and element.get("href"):
            self._anchor = Anchor(element.get("href", ""))
        self._read(element.text)
        return finished

    def leave(self, element: HtmlElement) -> Block | None:
        finished = None
        if element.tag == "a" and self._anchor is not None:
            self.block.anchors.append(self._anchor)
            self._anchor = None
        elif element.tag not in _NOT_READ and element.tag not in _INLINE:
            finished = self._begin("")
        self._read(element.tail)
        return finished

    def _begin(self, tag: str) -> Block | None:
        block = self.block
        if block.text_length or block.anchors:
            self.block = Block(tag)
            return block
        block.tag = tag
        return None

    def _read(self, text: str | None) -> None:
        words = text.strip() if text else ""
        if not words:
            return
        length = length_of(words)
        self.block.text_length += length
        if self._anchor is not None:
            self.block.link_length += length
            self._anchor.words.append(words)


def length_of(text: str) -> int:
    """In letters: a sign of a script without spaces says as much as two."""
    return len(text) if text.isascii() else len(text) + len(UNSPACED.findall(text))
