"""What a page declares of its company and its people for machines: JSON-LD and microdata of
schema.org, one shape for both."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from app.parts.reading.clean import plain_line
from app.parts.reading.json_ld import Json, Node, read_nodes, texts, types_of

MAX_SCOPES: Final = 300
MAX_DEPTH: Final = 20
"""Of items in items, and of JSON in JSON; more is no description of a company."""
MAX_NODES: Final = 500
_WORDS_AT_MOST: Final = 10
_LONGEST: Final = 100
_WITHIN: Final = (
    *("address", "contactPoint", "contactPoints", "department", "employee", "employees", "founder"),
    *("founders", "member", "members", "publisher", "author", "provider", "location", "branchOf"),
    *("parentOrganization", "subOrganization", "mainEntity", "itemReviewed", "worksFor", "alumni"),
)
_NO_COMPANY: Final = re.compile(
    r"(?:Article|Posting|Page|Product|Offer|Event|Review|Rating|List|ListItem|WebSite|Action|Image"
    r"Object|VideoObject|Person|Place|PostalAddress|ContactPoint|Country|Recipe|Question|Answer"
    r"|Thing|GeoCoordinates|Specification|Brand|Book|Movie|Course|Comment|Quantit\w+)$"
)


@dataclass(frozen=True, slots=True)
class Declared:
    """One property of one thing: its name in schema.org, its value on one line."""

    name: str
    value: str

    @property
    def quote(self) -> str:
        return f"{self.name}: {self.value}"


@dataclass(frozen=True, slots=True)
class Thing:
    """A company, a person, a place to write to. `said`: its properties that are texts."""

    kind: str
    said: tuple[Declared, ...]

    def first(self, *names: str) -> Declared | None:
        return next((one for name in names for one in self.all(name)), None)

    def all(self, name: str) -> Sequence[Declared]:
        return [one for one in self.said if one.name == name]

    @property
    def is_company(self) -> bool:
        return _NO_COMPANY.search(self.kind) is None

    @property
    def is_person(self) -> bool:
        return self.kind == "Person"


def read_declared(tree: HtmlElement, url: str) -> Sequence[Thing]:
    """In the page's order, outer things first; what is malformed or too deep is left out."""
    nodes = [*read_nodes(tree.iter("script")), *_microdata(tree, url)]
    things: list[Thing] = []
    for node in nodes:
        for thing in _things(node, MAX_DEPTH):
            things.append(thing)
            if len(things) == MAX_NODES:
                return things
    return things


def _things(value: Json | Node, depth: int) -> Iterator[Thing]:
    if isinstance(value, list):
        for item in value[:100]:
            yield from _things(item, depth - 1) if depth else ()
    elif isinstance(value, Mapping) and depth:
        kind = next(iter(types_of(value)), "").rpartition("/")[2].rpartition(":")[2]
        said = tuple(one for name, stated in value.items() for one in _said(name, stated))
        if said and kind:
            yield Thing(kind, said[:100])
        for name in _WITHIN:
            yield from _things(value.get(name), depth - 1)


def _said(name: str, stated: Json) -> Iterator[Declared]:
    """A page's words for people are not told here: what is declared is short."""
    if name in _WITHIN and not isinstance(stated, str):
        return
    for text in texts(stated)[:20]:
        value = plain_line(text, _LONGEST * 2)
        if value and len(value) <= _LONGEST and len(value.split()) <= _WORDS_AT_MOST:
            yield Declared(name[:40], value)


def _microdata(tree: HtmlElement, url: str) -> Iterator[Node]:
    """By extruct, which walks items in items: those of a hostile depth are not read."""
    if not _has_few_scopes(tree):
        return
    from extruct.w3cmicrodata import LxmlMicrodataExtractor

    for item in LxmlMicrodataExtractor().extract_items(tree, url):
        node = _as_json_ld(item, MAX_DEPTH)
        if isinstance(node, dict):
            yield node


def _has_few_scopes(tree: HtmlElement) -> bool:
    scopes = [one for one in tree.iter("*") if one.get("itemscope") is not None]
    if not 0 < len(scopes) <= MAX_SCOPES:
        return False
    depths = (
        sum(above.get("itemscope") is not None for above in one.iterancestors()) for one in scopes
    )
    return max(depths) < MAX_DEPTH


def _as_json_ld(item: object, depth: int) -> Json:
    if isinstance(item, str):
        return item
    if isinstance(item, list):
        return [_as_json_ld(one, depth) for one in item[:100]]
    if not isinstance(item, dict) or not depth:
        return None
    said = item.get("properties")
    properties = said if isinstance(said, dict) else {}
    node: dict[str, Json] = {str(k): _as_json_ld(v, depth - 1) for k, v in properties.items()}
    return {**node, "@type": _as_json_ld(item.get("type"), 1)}
