"""The dates that a page shows its readers beside its headline."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

_NAMED_DATE: Final = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z]))(?:date|datetime|published|pubdate|posted|timestamp)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = 500
_LONGEST_TEXT: Final = 80
_MOST_PIECES: Final = 20
_LOOKED_AT: Final = 20


def shown_dates(tree: HtmlElement) -> Iterator[str]:
    """The short texts of elements that are named after a date, nearest to the headline first.

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
