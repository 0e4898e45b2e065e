"""A page's headline, without the outlet's or section's name attached to it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.parts.reading.clean import plain_line
from app.parts.reading.json_ld import Node, texts
from app.parts.reading.link_lists import MAX_TITLE
from app.parts.reading.own_nodes import OwnWords, headlines
from app.parts.reading.structured import Structured
from app.parts.reading.urls import host_of

_BAR = "|\u3163\u2502\uff5c\u00bb\u203a\u2022\u00b7"
_JOINT = re.compile(rf"\s*(?:[{_BAR}]|[-\u2013\u2014\u2212~:]{{1,2}})\s*")
_NOT_LETTERS = re.compile(r"[\W_]+")
_OUTLET_WORDS = 4
_CUT_AT_LEAST = 10


@dataclass(frozen=True, slots=True)
class _Names:
    """Squeezed: what the page calls its outlet, and that with its sections."""

    outlet: Collection[str]
    all: Collection[str]


def find_title(structured: Structured, url: str) -> str | None:
    """The headline, or None when the page has none.

    JSON-LD states it bare; OpenGraph and <title> often with the outlet's name, which the page's
    own h1 and what it calls itself help to take off.
    """
    headings = list(_headings(structured))
    names = _names(structured, url)
    for stated in _candidates(structured):
        title = plain_line(stated, MAX_TITLE)
        if title and _squeeze(title) not in names.outlet:
            return _whole(_without_names(title, headings, names), headings)
    return headings[0] if headings else None


def _candidates(structured: Structured) -> Iterable[str]:
    for article in structured.articles:
        yield from _stated_by(article, structured.own)
    for name in ("headline", "og:title", "twitter:title", "dc.title", "title"):
        yield from structured.meta.get(name, ())
    for clip in structured.clips:
        yield from headlines(clip)
    yield from (title.text_content() for title in structured.elements.titles)


def _stated_by(article: Node, own: OwnWords) -> Iterable[str]:
    """Encyclopedias have the title in `name` and what it is about in `headline`."""
    stated, named = texts(article.get("headline")), texts(article.get("name"))
    if not any(map(own.agrees, stated)):
        yield from filter(own.agrees, named)
    yield from stated


def _headings(structured: Structured) -> Iterable[str]:
    for heading in structured.headings:
        text = plain_line(heading, MAX_TITLE)
        if text:
            yield text


def _names(structured: Structured, url: str) -> _Names:
    host = host_of(url).removeprefix("www.")
    sections = [*host.split(".")[:-1], *structured.meta.get("article:section", ())]
    sections += [name for node in structured.articles for name in texts(node.get("articleSection"))]
    outlet = {_squeeze(name) for name in (host, *structured.site_names())} - {""}
    return _Names(outlet, {_squeeze(name) for name in sections} | outlet)


def _without_names(title: str, headings: Sequence[str], names: _Names) -> str:
    for joint in reversed(list(_JOINT.finditer(title))):
        head, tail = title[: joint.start()], title[joint.end() :]
        if head in headings or (head and _is_name(tail, names)):
            title = head
    first = _JOINT.search(title)
    if first and _squeeze(title[: first.start()]) in names.all and title[first.end() :]:
        return title[first.end() :]
    return title


def _whole(title: str, headings: Sequence[str]) -> str:
    """Some templates cut what they state; readers see the whole headline."""
    start = title.removesuffix("...").removesuffix("\u2026").rstrip()
    if start == title or len(start) < _CUT_AT_LEAST:
        return title
    return next((heading for heading in headings if heading.startswith(start)), title)


def _is_name(part: str, names: _Names) -> bool:
    """A name, or a longer or shorter form of the outlet's ("BBC News" for "BBC")."""
    squeezed = _squeeze(part)
    if squeezed in names.all:
        return True
    if len(squeezed) < 4 or len(part.split()) > _OUTLET_WORDS or part[:1].islower():
        return False
    return any(
        name.startswith(squeezed)
        or name.endswith(squeezed)
        or squeezed.startswith(name)
        or squeezed.endswith(name)
        for name in names.outlet
        if len(name) > 2
    )


def _squeeze(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
