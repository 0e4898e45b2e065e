"""Which classes and ids the style elements of a page hide. Simple selectors only.

What a page's scripts may bring up again is left alone: a name that another rule shows.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from app.parts.reading.hidden_style import Sight, plain_css, sight

MAX_SHEETS = 200_000
"""Characters of a page's style elements that are read."""

_SIMPLE = re.compile(r"(?:\*|[a-z][a-z0-9]*)?([.#][\w-]+)")
_NAME = re.compile(r"[.#][\w-]+")
_FOR_SCREENS = re.compile(r"@(?:media\s*(?:only\s+)?(?:screen|all)?|layer\b.*|supports\b.*)\s*")
# Few rules of a sheet hide or show: the others are not looked into. Plain words are found in a
# tenth of the time that a pattern takes.
_SHOWING = ("display", "visibility", "opacity", "transform", "clip")
_HIDING = (*_SHOWING, "font-size:0", "font:", "text-indent", "color", "-999", "height:0", "width:0")

Rule = tuple[str, str]


def hidden_names(tree: HtmlElement) -> frozenset[str]:
    """ ".name" and "#name" of what the page's own style sheets keep from being seen."""
    texts = (
        element.text or ""
        for element in tree.iter("style")
        if getattr(element.getparent(), "tag", "noscript") != "noscript"
    )
    return _names(" ".join(texts)[:MAX_SHEETS])


@lru_cache(maxsize=32)
def _names(sheets: str) -> frozenset[str]:
    # The pages of a site bring the same sheets.
    rules = list(_rules(plain_css(sheets)))
    hidden = {name for rule in rules for name in _hides(rule)}
    if not hidden:
        return frozenset()
    shown = {name for rule in rules for name in _shows(rule, hidden)}
    return frozenset(hidden - shown)


def _rules(css: str) -> Iterator[Rule]:
    """Selectors and declarations of the rules that hold for every screen and may hide or show."""
    around: list[str] = []
    for chunk in css.split("}"):
        *outer, declarations = chunk.split("{")
        if not outer:
            around = around[:-1]
            continue
        around += outer[:-1]
        if any(map(declarations.__contains__, _HIDING)) and _is_for_screens(around):
            yield outer[-1].rpartition(";")[2], declarations


def _is_for_screens(around: list[str]) -> bool:
    return all(_FOR_SCREENS.fullmatch(prelude.strip()) for prelude in around) if around else True


def _hides(rule: Rule) -> Iterator[str]:
    """The simple selectors of a rule that hides what they select."""
    selectors, declarations = rule
    simple = [match[1] for match in map(_SIMPLE.fullmatch, _listed(selectors)) if match]
    if simple and sight(declarations) is not Sight.SEEN:
        yield from simple


def _listed(selectors: str) -> Iterator[str]:
    return map(str.strip, selectors.split(","))


def _shows(rule: Rule, hidden: set[str]) -> Iterator[str]:
    """The names among `hidden` that a rule shows, wherever they are in its selectors."""
    selectors, declarations = rule
    if any(map(declarations.__contains__, _SHOWING)):
        names = hidden.intersection(_NAME.findall(selectors))
        if names and sight(declarations) is Sight.SEEN:
            yield from names
