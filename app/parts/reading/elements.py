"""The elements in which a page speaks of itself, found in one walk.

To walk through a page takes a hundredth of the time that it takes to read it, and every reader of
headings, links, times or scripts would do so again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from app.parts.reading.urls import absolute_url

_KINDS: Final = ("base", "h1", "link", "meta", "script", "time", "title")


@dataclass(frozen=True, slots=True)
class Elements:
    """By tag, in the page's order; `published`: those that are its date by microdata."""

    by_tag: Mapping[str, Sequence[HtmlElement]]
    published: Sequence[HtmlElement]

    @property
    def canonical(self) -> list[str | None]:
        """The addresses that the page names for itself."""
        return [one.get("href") for one in self.by_tag["link"] if one.get("rel") == "canonical"]

    @property
    def titles(self) -> list[HtmlElement]:
        """A picture may have a title, too."""
        return [one for one in self.by_tag["title"] if _is_in_head(one)]


def elements_of(tree: HtmlElement) -> Elements:
    by_tag: dict[str, list[HtmlElement]] = {kind: [] for kind in _KINDS}
    published: list[HtmlElement] = []
    for element in tree.iter("*"):
        of_its_kind = by_tag.get(element.tag)
        if of_its_kind is not None:
            of_its_kind.append(element)
        if element.get("itemprop") == "datePublished":
            published.append(element)
    return Elements(by_tag, published)


def base_among(bases: Iterable[HtmlElement], url: str) -> str:
    """What the page's relative addresses are relative to."""
    declared = next((one.get("href") for one in bases if one.get("href") is not None), None)
    return (absolute_url(url, declared) if declared is not None else None) or url


def _is_in_head(title: HtmlElement) -> bool:
    parent = title.getparent()
    return parent is not None and parent.tag == "head"
