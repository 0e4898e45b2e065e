"""Removes the elements of a page that no reader sees.

What a person cannot see must not reach the language model: it may be an instruction to it.
"""

import re

from lxml.html import HtmlElement

from app.parts.reading.hidden_style import Sight, sight
from app.parts.reading.style_sheets import hidden_names

_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:[\w-]*[-_])?(?:sr-only|visually-?hidden|screen-?reader(?:-?text|-?only)?)(?:\s|$)"
)
_HINTS = ("sr-only", "hidden", "screen")

# Of a page's paragraph text; what is hidden against a reader is a few sentences.
_ARTICLE_SHARE = 0.5


def drop_hidden(tree: HtmlElement, *, even_most: bool = False) -> None:
    """Remove, in place, every element a browser would not draw, keeping the text after it.

    An element with most of the page's paragraphs stays: behind a paywall or consent notice the
    article itself waits hidden until a script shows it (with `even_most`, for pages that have no
    such article, only the body may). So does what fades in as it is scrolled to, when that is most
    of the page put together.
    """
    hidden, waiting = _unseen(tree)
    if not hidden and not waiting:
        return
    most = _paragraph_text(tree) * _ARTICLE_SHARE
    if sum(map(_paragraph_text, waiting)) <= most:
        hidden += waiting
    for element in hidden:
        may_wait = element.tag == "body" if even_most else 0 < most < _paragraph_text(element)
        if element is not tree and not may_wait:
            element.drop_tree()


def _unseen(tree: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """The elements that are hidden, and those that a script may still reveal."""
    hidden: list[HtmlElement] = []
    waiting: list[HtmlElement] = []
    look = _Look(hidden_names(tree))
    for element in tree.iter("*"):
        seen = look.at(element)
        if seen is not Sight.SEEN:
            (hidden if seen is Sight.HIDDEN else waiting).append(element)
    return hidden, waiting


class _Look:
    """At the elements of a page whose own style sheets hide some names."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._ids = frozenset(name for name in names if name.startswith("#"))
        # A page has ten times as many elements as values of `class`.
        self._classes: dict[str | None, Sight] = {None: Sight.SEEN}

    def at(self, element: HtmlElement) -> Sight:
        stated = element.get
        if element.tag == "template" or stated("hidden") is not None:
            return Sight.HIDDEN
        # Hidden from screen readers is seen by others: icons go, text stays.
        if stated("aria-hidden") == "true" and next(element.iter("p"), None) is None:
            return Sight.HIDDEN
        named = stated("class")
        seen = self._classes.get(named)
        if seen is None:
            seen = self._classes[named] = self._of_class((named or "").lower())
        if self._ids and seen is Sight.SEEN and f"#{stated('id', '').lower()}" in self._ids:
            seen = Sight.WAITS
        style = stated("style")
        return max(seen, sight(style)) if style else seen

    def _of_class(self, named: str) -> Sight:
        if any(map(named.__contains__, _HINTS)) and _FOR_SCREEN_READERS.search(named):
            return Sight.HIDDEN
        is_hidden = self._names and not self._names.isdisjoint(f".{name}" for name in named.split())
        return Sight.WAITS if is_hidden else Sight.SEEN


def _paragraph_text(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))
