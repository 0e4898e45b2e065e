"""The XML of a sitemap, parsed as a stream: no tree is kept, whatever the size of the file.

Programs that write sitemaps forget to declare prefixes, to close elements and to escape
characters. What such a file means is plain all the same.
"""

import re
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from html.entities import html5
from typing import Final, cast

from lxml import etree

from app.parts.reading.link_lists import MAX_LINKS
from app.parts.reading.types import UnreadableError

# What sitemaps.org allows in one file. Of one that has more, the last are kept too: in a list
# that grows at its end those are the new ones.
MAX_ENTRIES: Final = 50_000
_ROOT: Final = re.compile(
    r"(<(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex))(?=[\s/>])([^<>]{0,4000})", re.IGNORECASE
)
_ROOT_WITHIN: Final = 64 * 1024
_STEP_BYTES: Final = 64 * 1024
_CONTROL: Final = bytes([*range(9), 11, 12, *range(14, 32)])
_REFERENCE: Final = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)([a-zA-Z][a-zA-Z0-9]{1,30};)?"
)
_NO_TAG: Final = re.compile(r"<(?=[\s\d=])")
# Field, and the elements it may stand in: a picture's title and address are not the page's.
_FIELDS: Final = {
    "loc": frozenset({"url", "sitemap", "urlset", "sitemapindex"}),
    "lastmod": frozenset({"url", "sitemap", "urlset", "sitemapindex"}),
    "title": frozenset({"news", "url"}),
    "publication_date": frozenset({"news", "url"}),
}
_ENTRIES: Final = frozenset({"url", "sitemap"})
_LISTS_SITEMAPS: Final = frozenset({"sitemap", "sitemapindex"})
_MEDIA: Final = re.compile(r"sitemap-(?:image|video)")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says, as it is written; "" for what it does not."""

    loc: str
    is_sitemap: bool
    lastmod: str = ""
    title: str = ""
    publication_date: str = ""


def read_entries(text: str) -> list[Entry]:
    """The entries of a urlset or sitemapindex, in its order. Raises UnreadableError when it is
    neither."""
    root = _ROOT.search(text, 0, _ROOT_WITHIN)
    if root is None:
        raise UnreadableError("The address does not lead to a sitemap.")
    # What stands before the root declares entities at most, and none is wanted.
    whole = f"{root[1]}{_undeclared(root[2])}{text[root.end(1) :]}"
    sound = _NO_TAG.sub("&lt;", _REFERENCE.sub(_sound_reference, whole))
    return _collected(sound.encode("utf-8", "replace").translate(None, _CONTROL))


def _undeclared(attributes: str) -> str:
    """Declarations of the prefixes that tell pictures and clips, where they are forgotten."""
    missing = (name for name in ("image", "video") if f"xmlns:{name}" not in attributes)
    return "".join(f' xmlns:{name}="sitemap-{name}"' for name in missing)


def _collected(markup: bytes) -> list[Entry]:
    collector = _Collector()
    parser = etree.XMLParser(
        # The stubs ask for a method for comments; without one, lxml passes them over.
        target=cast("etree.ParserTarget", collector),
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=True,
    )
    try:
        for start in range(0, len(markup), _STEP_BYTES):
            parser.feed(markup[start : start + _STEP_BYTES])
        parser.close()
    except (etree.XMLSyntaxError, ValueError):
        pass  # what came before the damage is good
    return collector.close()


def _sound_reference(reference: re.Match[str]) -> str:
    """HTML's names for characters are none of XML's, and an address may have a bare `&`."""
    name = reference[1] or ""
    return escape(html5[name], quote=False) if name in html5 else f"&amp;{name}"


@lru_cache(maxsize=256)
def _known(tag: str) -> tuple[str, frozenset[str]]:
    """The name without namespace or prefix, declared or not; where it may stand, if it counts."""
    name = tag.rpartition("}")[2].rpartition(":")[2].lower()
    return name, frozenset() if _MEDIA.search(tag) else _FIELDS.get(name, frozenset())


class _Collector:
    """What lxml's parser tells of each element goes into the entry at hand."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._last: deque[Entry] = deque(maxlen=MAX_LINKS)
        self._path: list[str] = []
        self._said: dict[str, str] = {}
        self._field = ""
        self._text: list[str] = []
        self._in_index = False

    def start(self, tag: str, _attributes: object) -> None:
        name, places = _known(tag)
        if not self._field:
            if places and self._path and self._path[-1] in places:
                self._field, self._text = name, []
            elif name in _ENTRIES:
                self._end_entry()
        self._path.append(name)

    def data(self, text: str) -> None:
        if self._field:
            self._text.append(text)

    def end(self, _tag: str) -> None:
        name = self._path.pop()
        if name == self._field:
            self._end_field()
        elif name in _ENTRIES:
            self._end_entry()

    def close(self) -> list[Entry]:
        self._end_entry()
        return [*self._entries, *self._last]

    def _end_field(self) -> None:
        text, field = " ".join("".join(self._text).split()), self._field
        self._field = ""
        if field == "loc":
            if "loc" in self._said:
                self._end_entry()
            # Inside CDATA, and where the program escaped twice, the reference is still there.
            text = text.replace("&amp;", "&")
        self._said.setdefault(field, text)
        if field == "loc" and self._path:
            self._in_index = self._path[-1] in _LISTS_SITEMAPS

    def _end_entry(self) -> None:
        said, self._said = self._said, {}
        if said.get("loc"):
            entry = Entry(is_sitemap=self._in_index, **said)
            (self._entries if len(self._entries) < MAX_ENTRIES else self._last).append(entry)
