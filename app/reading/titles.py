"""A page's headline, without the outlet's or section's name attached to it."""

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from app.reading.clean import plain_line
from app.reading.structured import Structured, texts

MAX_TITLE = 300

_DASH = "\\-\u2013\u2014\u2212"
_BAR = "|\uff5c\u00bb\u203a"
_JOINT = re.compile(
    rf"\s+[{_DASH}{_BAR}~:\u00b7\u2022]{{1,2}}\s+|\s*[{_BAR}]\s*|\s*[{_DASH}]{{2}}\s*"
)
_NOT_LETTERS = re.compile(r"[\W_]+")


def find_title(tree: HtmlElement, structured: Structured, site_names: Sequence[str]) -> str | None:
    """The headline, or None when the page has none.

    JSON-LD states it bare; OpenGraph and <title> often with the outlet's name, which the page's
    own h1 and `site_names` help to take off.
    """
    headings = list(_headings(tree))
    for stated in _candidates(tree, structured):
        title = plain_line(stated, MAX_TITLE)
        if title and _squeeze(title) not in {_squeeze(name) for name in site_names}:
            return _without_outlet(title, headings, site_names)
    return headings[0] if headings else None


def _candidates(tree: HtmlElement, structured: Structured) -> Iterable[str]:
    for article in structured.articles:
        yield from texts(article.get("headline"))
    yield from structured.meta.get("og:title", ())
    yield from structured.meta.get("twitter:title", ())
    yield from (structured.meta.get(name, ("",))[0] for name in ("headline", "dc.title", "title"))
    yield from (title.text_content() for title in tree.findall(".//head/title"))


def _headings(tree: HtmlElement) -> Iterable[str]:
    for heading in tree.findall(".//h1")[:10]:
        text = plain_line(heading.text_content(), MAX_TITLE)
        if text:
            yield text


def _without_outlet(title: str, headings: Sequence[str], site_names: Sequence[str]) -> str:
    names = {_squeeze(name) for name in site_names}
    for joint in reversed(list(_JOINT.finditer(title))):
        head, tail = title[: joint.start()].strip(), title[joint.end() :].strip()
        if head in headings or _names_outlet(tail, names):
            title = head
    first = _JOINT.search(title)
    if first and (title[first.end() :] in headings or _names_outlet(title[: first.start()], names)):
        return title[first.end() :].strip()
    return title


def _names_outlet(part: str, names: set[str]) -> bool:
    squeezed = _squeeze(part)
    return bool(squeezed) and any(
        squeezed == name or (len(squeezed) > 3 and name.startswith(squeezed)) for name in names
    )


def _squeeze(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
