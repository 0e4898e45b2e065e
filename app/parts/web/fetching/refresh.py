"""Pages that send their readers on: the Refresh header, and its place in HTML's head."""

import html
import re
from collections.abc import Mapping
from typing import Final

# Nothing that is shown for two seconds is there to be read.
_LONGEST_SECONDS: Final = 2
_LOOKED_AT_BYTES: Final = 16 * 1024
_PAGES: Final = frozenset({"", "text/html", "application/xhtml+xml"})
# HTML, "shared declarative refresh steps"; `url=` may be left out.
_REFRESH: Final = re.compile(
    r"\s*(?=[\d.])(\d{0,9})[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(\S.*)", re.IGNORECASE | re.DOTALL
)
_OTHER_SCHEME: Final = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# What is no part of the page, or only for a reader that runs no scripts: most often a notice.
_PASSED_OVER: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rb"|<(script|style|noscript|template|textarea|title|iframe)\b.*?(?:</\1|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_META: Final = re.compile(rb"<meta[\s/]([^<>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    rb"([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)


def refresh_target(headers: Mapping[str, str], media: str, body: bytes) -> str | None:
    """Where a page sends its reader at once, as it is written; None for a page to read."""
    stated = headers.get("refresh")
    if stated is None and media in _PAGES:
        stated = _stated_in(body[:_LOOKED_AT_BYTES])
    return _target(stated) if stated else None


def _stated_in(start: bytes) -> str | None:
    if b"refresh" not in start.lower():
        return None
    for meta in _META.finditer(_PASSED_OVER.sub(b"", start)):
        said = {
            found[1].lower(): found[2] or found[3] or found[4] or b""
            for found in _ATTRIBUTE.finditer(meta[1])
        }
        if said.get(b"http-equiv", b"").strip().lower() == b"refresh" and b"content" in said:
            return html.unescape(said[b"content"].decode("utf-8", "replace"))
    return None


def _target(stated: str) -> str | None:
    found = _REFRESH.match(stated)
    if found is None or int(found[1] or 0) > _LONGEST_SECONDS:
        return None
    target = found[2].strip()
    if target[0] in "\"'":
        target = target[1:].partition(target[0])[0].strip()
    return None if not target or _OTHER_SCHEME.match(target) else target
