"""Elements by XPath: lxml walks a tree in C, where its `find` methods do so in Python."""

from lxml import etree
from lxml.html import HtmlElement


class Path:
    """A compiled expression that selects elements; in the page's order."""

    def __init__(self, expression: str) -> None:
        self._compiled = etree.XPath(expression)

    def __call__(self, element: HtmlElement) -> list[HtmlElement]:
        found = self._compiled(element)
        listed = found if isinstance(found, list) else []
        return [one for one in listed if isinstance(one, HtmlElement)]
