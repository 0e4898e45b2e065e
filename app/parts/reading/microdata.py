"""Which properties of a page's microdata tell of the page itself."""

from functools import cached_property
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from app.parts.reading.own_nodes import is_article

_MAX_SCOPES = 500


class Path:
    """A compiled expression that selects elements; in the page's order.

    Elements by XPath: lxml walks a tree in C, where its `find` methods do so in Python.
    """

    def __init__(self, expression: str) -> None:
        self._compiled = etree.XPath(expression)

    def __call__(self, element: HtmlElement) -> list[HtmlElement]:
        found = self._compiled(element)
        listed = found if isinstance(found, list) else []
        return [one for one in listed if isinstance(one, HtmlElement)]


_SCOPES: Final = Path("descendant::*[@itemscope]")


class Microdata:
    """Related stories, clips and comments in a page have properties of the same names.

    Items have no address to go by: of several articles the page's own is the one with its h1.
    """

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree

    def is_own(self, element: HtmlElement) -> bool:
        """Is it a property of the page's article, or of no item at all?"""
        scope = element.getparent()
        while scope is not None and scope.get("itemscope") is None:
            scope = scope.getparent()
        return scope is None or scope.tag in {"html", "body"} or scope in self._own

    @cached_property
    def _own(self) -> list[HtmlElement]:
        """Looked for when it is asked for: most pages have no items."""
        scopes = _SCOPES(self._tree)[:_MAX_SCOPES]
        articles = [scope for scope in scopes if _is_article(scope)]
        with_headline = [scope for scope in articles if scope.find(".//h1") is not None]
        return with_headline or (articles if len(articles) == 1 else [])


def _is_article(scope: HtmlElement) -> bool:
    kinds = (scope.get("itemtype") or "").split()
    return is_article({"@type": [kind.rstrip("/") for kind in kinds]})
