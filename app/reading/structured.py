"""What a page says about itself for machines: JSON-LD (schema.org) and meta elements."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from app.reading.clean import plain_line

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Node = Mapping[str, Json]

MAX_NAME = 100
MAX_SCRIPT_LENGTH = 1_000_000
_MAX_SCRIPTS = 50
_MAX_NODES = 2_000
_MAX_DEPTH = 8
_MAX_META = 500
_ARTICLE = re.compile(
    r"(?:^|/)(?:[A-Za-z]*Article|BlogPosting|SocialMediaPosting|LiveBlogPosting|Report|Recipe"
    r"|Review|VideoObject)$"
)
_COMMENT_WRAP = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, slots=True)
class Structured:
    """`articles`: JSON-LD nodes of an article kind, best first. `others`: all other typed nodes.

    `meta`: contents by lower-case property, name or itemprop, in the page's order.
    """

    articles: tuple[Node, ...]
    others: tuple[Node, ...]
    meta: Mapping[str, tuple[str, ...]]

    def first(self, *names: str) -> str | None:
        """The first meta content under the first of `names` that has one."""
        return next((self.meta[name][0] for name in names if self.meta.get(name)), None)

    def site_names(self) -> tuple[str, ...]:
        """What the page calls its outlet, best first."""
        stated = [*self.meta.get("og:site_name", ())]
        stated += [name for node in self.articles for name in texts(node.get("publisher"))]
        stated += [*self.meta.get("application-name", ())]
        lines = (plain_line(name, MAX_NAME) for name in stated)
        return tuple(dict.fromkeys(line for line in lines if line))


def read_structured(tree: HtmlElement) -> Structured:
    """Reads JSON-LD and meta elements; what is malformed is left out."""
    nodes = list(_nodes(tree))
    articles = [node for node in nodes if _is_article(node)]
    # A headline tells the page's own article from teasers of others in a list.
    articles.sort(key=lambda node: (not node.get("headline"), "VideoObject" in types_of(node)))
    others = tuple(node for node in nodes if not _is_article(node))
    return Structured(tuple(articles), others, _meta(tree))


def types_of(node: Node) -> tuple[str, ...]:
    """The schema.org types of a node, as written."""
    stated = node.get("@type")
    listed = stated if isinstance(stated, list) else [stated]
    return tuple(name for name in listed if isinstance(name, str))


def _is_article(node: Node) -> bool:
    return any(_ARTICLE.search(name) for name in types_of(node))


def texts(value: Json) -> tuple[str, ...]:
    """The strings in a JSON-LD value: itself, its items, or their `name` or `@value`."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(text for item in value[:50] for text in texts(item))
    if isinstance(value, dict):
        named = value.get("name") or value.get("@value")
        return texts(named) if not isinstance(named, dict) else ()
    return ()


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    seen = 0
    for script in list(tree.iterfind(".//script[@type='application/ld+json']"))[:_MAX_SCRIPTS]:
        for node in _walk(_loads(script.text or ""), _MAX_DEPTH):
            yield node
            seen += 1
            if seen == _MAX_NODES:
                return


def _loads(text: str) -> Json:
    if not text or len(text) > MAX_SCRIPT_LENGTH:
        return None
    text = _COMMENT_WRAP.sub("", text).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            value: Json = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _walk(value: Json, depth: int) -> Iterator[Node]:
    """Typed nodes, outermost first, through lists, graphs and what a page says it is about."""
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _walk(value.get(key), depth - 1)


def _meta(tree: HtmlElement) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for number, element in enumerate(tree.iter("meta")):
        if number == _MAX_META:
            break
        content = (element.get("content") or "").strip()
        names = {element.get(kind, "").strip().lower() for kind in ("property", "name", "itemprop")}
        for name in names - {""} if content else ():
            found.setdefault(name, []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}
