"""When a page says its article was published."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from app.parts.reading.date_style import style_of
from app.parts.reading.dates import parse_date
from app.parts.reading.elements import Elements
from app.parts.reading.json_ld import Node, texts, with_json_ld
from app.parts.reading.link_lists import FUTURE_ALLOWED, has_come
from app.parts.reading.microdata import Microdata
from app.parts.reading.newest import day_in_address
from app.parts.reading.structured import Structured

# In the order of trust; the last ones say when the page changed, which is better than nothing.
_META_NAMES = (
    *("article:published_time", "og:article:published_time", "og:published_time"),
    *("article:published", "article.published", "datepublished", "pubdate", "publishdate"),
    *("publish-date", "publish_date", "publication_date", "published_time", "published"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "rnews:datepublished"),
    *("date", "dc.date.issued", "dc.date", "dcterms.created", "dcterms.date", "dcterms.issued"),
    *("article:created", "datecreated", "article:modified_time", "og:updated_time"),
)
_NAMED_DATE: Final = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z]))(?:date|datetime|published|pubdate|posted|timestamp)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = 500
_LONGEST_TEXT: Final = 80
_MOST_PIECES: Final = 20
_LOOKED_AT: Final = 20
_TITLE_DATE = re.compile(r"\b([0-3]?\d)\.([01]?\d)\.(20\d\d)\s*$")
_HTMLDATE_FAILURES = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


def find_date(
    tree: HtmlElement,
    structured: Structured,
    url: str,
    *,
    language: str | None = None,
    now: datetime | None = None,
) -> datetime | None:
    """The article's own date, in the zone the page states, else UTC; None when it has none.

    With `now`, none that is still to come. `language` (a tag, "en-ZA") helps to read numbers.
    """
    stated = list(_stated(tree, structured, url))
    moment = _first(stated, stated, language, url, now)
    if moment is None:
        shown = list(shown_dates(tree))
        moment = _first(shown, [*stated, *shown], language, url, now)
    return moment or _visible(tree, url, now)


def _first(
    texts: Sequence[str | None],
    evidence: Sequence[str | None],
    language: str | None,
    url: str,
    now: datetime | None,
) -> datetime | None:
    """The first that is a date, read as all of the evidence suggests."""
    style = style_of(evidence, now=now, language=language, url=url)
    for text in texts:
        moment = parse_date(text, style)
        if moment and has_come(moment, now):
            return moment
    return None


def _stated(tree: HtmlElement, structured: Structured, url: str) -> Iterator[str | None]:
    for article in structured.articles:
        yield from _node_dates(article)
    for name in _META_NAMES:
        yield structured.first(name)
    for node in (*structured.pages, *structured.clips):
        yield from _node_dates(node)
    yield from _times(tree, structured.elements)
    in_url = day_in_address(url)
    if in_url:
        yield in_url.date().isoformat()
    titles = structured.elements.by_tag["title"]
    in_title = _TITLE_DATE.search(titles[0].text or "") if titles else None
    if in_title:
        day, month, year = in_title.groups()
        yield f"{year}-{month:0>2}-{day:0>2}"


def _times(tree: HtmlElement, stated: Elements) -> Iterator[str | None]:
    microdata = Microdata(tree)
    for elements in _by_trust(stated.published, stated.by_tag["time"]):
        element = next(filter(microdata.is_own, elements), None)
        if element is not None:
            yield element.get("datetime") or element.get("content")
            yield element.text


def _by_trust(
    published: Sequence[HtmlElement], times: Sequence[HtmlElement]
) -> Iterator[Iterable[HtmlElement]]:
    yield (one for one in published if one.tag == "time")
    yield published
    yield (one for one in times if one.get("pubdate") is not None)
    yield (one for one in times if any(map(_has_headline, one.iterancestors("article"))))
    yield (one for one in times if _is_in("article", one))
    yield (one for one in times if _is_in("main", one))
    yield times


def _is_in(tag: str, element: HtmlElement) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _has_headline(article: HtmlElement) -> bool:
    return article.find("h1") is not None


def _node_dates(article: Node) -> Iterator[str]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        stated = article.get(key)
        yield from texts(stated)
        if isinstance(stated, int | float) and not isinstance(stated, bool):
            yield str(stated)  # Unix time


def shown_dates(tree: HtmlElement) -> Iterator[str]:
    """The dates that a page shows its readers: the short texts of elements that are named after a
    date, nearest to the headline first.

    Whoever lists other stories shows their dates too.
    """
    headline = 0
    found: list[tuple[int, str]] = []
    for place, element in enumerate(tree.iter()):
        if element.tag == "h1" and not headline:
            headline = place
        elif _is_named(element) and (text := _short_text(element)):
            found.append((place, text))
    found.sort(key=lambda one: (abs(one[0] - headline), one[0] < headline))
    yield from (text for _, text in found[:_LOOKED_AT])


def _is_named(element: HtmlElement) -> bool:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(name) <= _LONGEST_NAME and bool(_NAMED_DATE.search(name))


def _short_text(element: HtmlElement) -> str:
    """ "" where there is more than a date; a whole page may be named after one."""
    pieces = list(islice(element.itertext(), _MOST_PIECES + 1))
    text = " ".join(" ".join(pieces).split())
    return text if len(pieces) <= _MOST_PIECES and len(text) <= _LONGEST_TEXT else ""


def _visible(tree: HtmlElement, url: str, now: datetime | None) -> datetime | None:
    """The day as the page shows it to its readers, by htmldate."""
    from htmldate import find_date as find_day

    shown = deepcopy(tree)
    for script in with_json_ld(shown.iter("script")):
        # It would take any date of them, also of a story that the page only points to.
        script.drop_tree()
    # Without a latest date it would ask the clock, and the extensive search makes dates up.
    latest = f"{now + FUTURE_ALLOWED:%Y-%m-%d}" if now else "2099-12-31"
    try:
        day = find_day(shown, extensive_search=False, original_date=True, max_date=latest, url=url)
    except _HTMLDATE_FAILURES:
        return None
    return parse_date(day)
