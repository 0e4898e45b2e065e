"""What a page says about itself for machines: JSON-LD (schema.org), microdata, meta elements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from app.parts.reading.clean import plain_line, shown_text
from app.parts.reading.elements import Elements, base_among, elements_of
from app.parts.reading.json_ld import Json, Node, read_nodes, references, texts
from app.parts.reading.microdata import Microdata
from app.parts.reading.own_nodes import (
    OwnWords,
    is_article,
    is_clip,
    is_this_page,
    own_articles,
    own_words,
)
from app.parts.reading.urls import absolute_url

MAX_NAME = 100
_MAX_META = 500
_MAX_HEADINGS = 10


@dataclass(frozen=True, slots=True)
class Structured:
    """`articles`: the JSON-LD nodes of an article kind that are the page's own, best first.

    `clips`: its own videos and sounds, which may be of another day. `pages`: it as a web page.
    `headlines`: how many nodes, of others too, have one. `headings`: the first it shows. `base`:
    what its addresses are relative to. `meta`: contents by lower-case property, name or itemprop,
    in the page's order. `named`: nodes by `@id`, to which others refer. `own`: the page's other
    words.
    """

    articles: tuple[Node, ...]
    clips: tuple[Node, ...]
    pages: tuple[Node, ...]
    headlines: int
    headings: tuple[str, ...]
    base: str
    meta: Mapping[str, tuple[str, ...]]
    named: Mapping[str, Node]
    own: OwnWords
    elements: Elements

    def first(self, *names: str) -> str | None:
        """The first meta content under the first of `names` that has one."""
        return next((self.meta[name][0] for name in names if self.meta.get(name)), None)

    def site_names(self) -> tuple[str, ...]:
        """What the page calls its outlet, best first."""
        stated = [*self.meta.get("og:site_name", ())]
        stated += [name for node in self.articles for name in self.names(node.get("publisher"))]
        stated += [*self.meta.get("application-name", ())]
        lines = (plain_line(name, MAX_NAME) for name in stated)
        return tuple(dict.fromkeys(line for line in lines if line))

    def names(self, value: Json) -> tuple[str, ...]:
        """The names in a value, or of the nodes it refers to."""
        found = texts(value)
        if found or isinstance(value, str):
            return found
        nodes = (self.named[one] for one in references(value) if one in self.named)
        return tuple(name for node in nodes for name in texts(node.get("name")))


def read_structured(tree: HtmlElement, url: str) -> Structured:
    """Reads JSON-LD and meta elements; what is malformed is left out."""
    elements = elements_of(tree)
    nodes, meta = list(read_nodes(elements.by_tag["script"])), _meta(tree, elements.by_tag["meta"])
    headings = tuple(map(shown_text, elements.by_tag["h1"][:_MAX_HEADINGS]))
    titles = [*_stated_titles(meta), *map(shown_text, elements.titles[:3]), *headings]
    own = own_words(_addresses(elements.canonical, meta, url), titles)
    articles = [node for node in nodes if is_article(node)]
    chosen = own_articles(articles, own, url)
    return Structured(
        articles=tuple(node for node in chosen if not is_clip(node)),
        clips=tuple(node for node in chosen if is_clip(node)),
        pages=tuple(node for node in nodes if is_this_page(node, own, url)),
        headlines=sum("headline" in node for node in articles),
        headings=headings,
        base=base_among(elements.by_tag["base"], url),
        meta=meta,
        named={one: node for node in nodes for one in texts(node.get("@id"))},
        own=own,
        elements=elements,
    )


def _addresses(
    canonical: Sequence[str | None], meta: Mapping[str, tuple[str, ...]], url: str
) -> list[str | None]:
    stated = (*canonical[:5], *meta.get("og:url", ())[:5])
    return [url, *(absolute_url(url, one) for one in stated)]


def _stated_titles(meta: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [title for name in ("og:title", "twitter:title") for title in meta.get(name, ())[:3]]


def _meta(tree: HtmlElement, elements: Iterable[HtmlElement]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    microdata = Microdata(tree)
    for number, element in enumerate(elements):
        if number == _MAX_META:
            break
        content = (element.get("content") or "").strip()
        names = {element.get(kind, "").strip().lower() for kind in ("property", "name")}
        if content and element.get("itemprop") and microdata.is_own(element):
            names.add(element.get("itemprop", "").strip().lower())
        for name in names - {""} if content else ():
            found.setdefault(name, []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}
