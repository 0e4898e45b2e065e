"""What a page says about its article: headline, authors, date, language, address, outlet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from app.parts.reading.canonical import canonical_address
from app.parts.reading.clean import one_line, plain_line
from app.parts.reading.json_ld import texts
from app.parts.reading.published import find_date
from app.parts.reading.structured import MAX_NAME, Structured
from app.parts.reading.titles import find_title

MAX_AUTHORS = 20
MAX_SUMMARY = 1_000

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?=$|[-_])(?:[-_]\w{2,8})*")
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|written by|words by)\s*:?\s+", re.IGNORECASE)
_NAMES_APART = re.compile(r"\s*(?:;|\||,|\s&\s|\band\b|\bund\b|\bet\b|\by\b)\s*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """As in Extract. `published_at` keeps the page's own zone; a missing one is taken for UTC."""

    title: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    language: str | None
    canonical_url: str
    site_name: str | None
    summary: str | None


def read_metadata(
    tree: HtmlElement, structured: Structured, url: str, now: datetime | None = None
) -> Metadata:
    """Everything but the text. Reads the tree, changes nothing."""
    language = _language(tree, structured)
    return Metadata(
        title=find_title(structured, url),
        authors=_authors(tree, structured),
        published_at=find_date(tree, structured, url, language=language, now=now),
        language=_without_region(language),
        canonical_url=canonical_address(structured, url),
        site_name=next(iter(structured.site_names()), None),
        summary=plain_line(
            structured.first("og:description", "description", "twitter:description"), MAX_SUMMARY
        ),
    )


def _authors(tree: HtmlElement, structured: Structured) -> tuple[str, ...]:
    for stated in _stated_authors(tree, structured):
        names = [name for text in stated for name in _names(text)]
        if names:
            return tuple(dict.fromkeys(names))[:MAX_AUTHORS]
    return ()


def _stated_authors(tree: HtmlElement, structured: Structured) -> Iterator[Sequence[str]]:
    for node in structured.articles[:1]:
        yield structured.names(node.get("author"))
    yield [*structured.meta.get("author", ()), *structured.meta.get("article:author", ())]
    yield [element.text_content() for element in tree.iterfind(".//a[@rel='author']")]


def _names(text: str) -> list[str]:
    line = plain_line(text, MAX_NAME * 5)
    if line is None or "://" in line:
        return []
    parts = (one_line(_BY.sub("", part), MAX_NAME) for part in _NAMES_APART.split(line))
    return [part for part in parts if part and "@" not in part]


def _language(tree: HtmlElement, structured: Structured) -> str | None:
    """As it is stated, with the region if that is."""
    stated = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    stated += [tree.get("xml:lang"), structured.first("og:locale", "language", "content-language")]
    stated += [text for node in structured.articles for text in texts(node.get("inLanguage"))]
    for text in stated:
        found = _LANGUAGE.match(text.strip()) if text else None
        if found:
            return found[0]
    return None


def _without_region(language: str | None) -> str | None:
    return re.split(r"[-_]", language.lower())[0] if language else None
