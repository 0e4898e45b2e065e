"""A page's headline, without the outlet's or section's name attached to it."""

import re
from collections.abc import Collection, Iterable, Sequence

from lxml.html import HtmlElement

from app.reading.clean import plain_line
from app.reading.link_lists import MAX_TITLE
from app.reading.structured import Structured, texts
from app.reading.urls import host_of

_BAR = "|\u3163\u2502\uff5c\u00bb\u203a\u2022\u00b7"
_JOINT = re.compile(rf"\s*(?:[{_BAR}]|[-\u2013\u2014\u2212~:]{{1,2}})\s*")
_NOT_LETTERS = re.compile(r"[\W_]+")
_OUTLET_WORDS = 4


def find_title(tree: HtmlElement, structured: Structured, url: str) -> str | None:
    """The headline, or None when the page has none.

    JSON-LD states it bare; OpenGraph and <title> often with the outlet's name, which the page's
    own h1 and what it calls itself help to take off.
    """
    headings = list(_headings(tree))
    names = _attached_names(structured, url)
    for stated in _candidates(tree, structured):
        title = plain_line(stated, MAX_TITLE)
        if title and _squeeze(title) not in names:
            return _without_names(title, headings, names)
    return headings[0] if headings else None


def _candidates(tree: HtmlElement, structured: Structured) -> Iterable[str]:
    for article in structured.articles:
        yield from texts(article.get("headline"))
    for name in ("headline", "og:title", "twitter:title", "dc.title", "title"):
        yield from structured.meta.get(name, ())
    yield from (title.text_content() for title in tree.findall(".//head/title"))


def _headings(tree: HtmlElement) -> Iterable[str]:
    for heading in tree.findall(".//h1")[:10]:
        text = plain_line(heading.text_content(), MAX_TITLE)
        if text:
            yield text


def _attached_names(structured: Structured, url: str) -> set[str]:
    """What the page calls its outlet and section, squeezed."""
    host = host_of(url).removeprefix("www.")
    stated = [host, *host.split(".")[:-1], *structured.site_names()]
    stated += structured.meta.get("article:section", ())
    stated += [name for node in structured.articles for name in texts(node.get("articleSection"))]
    return {_squeeze(name) for name in stated} - {""}


def _without_names(title: str, headings: Sequence[str], names: Collection[str]) -> str:
    for joint in reversed(list(_JOINT.finditer(title))):
        head, tail = title[: joint.start()], title[joint.end() :]
        if head in headings or (head and _is_name(tail, names)):
            title = head
    first = _JOINT.search(title)
    if first and _squeeze(title[: first.start()]) in names and title[first.end() :]:
        return title[first.end() :]
    return title


def _is_name(part: str, names: Collection[str]) -> bool:
    """One of the names, or a longer or shorter form of one ("BBC News" for "BBC")."""
    squeezed = _squeeze(part)
    if squeezed in names:
        return True
    if len(squeezed) < 4 or len(part.split()) > _OUTLET_WORDS or part[:1].islower():
        return False
    return any(
        name.startswith(squeezed)
        or name.endswith(squeezed)
        or squeezed.startswith(name)
        or squeezed.endswith(name)
        for name in names
        if len(name) > 2
    )


def _squeeze(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
