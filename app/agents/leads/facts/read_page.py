"""A company's page as its facts are read from it: lines that a visitor sees, and what waits in
closed drawers.

Offices behind tabs and addresses for visitors without scripts are contact data that no one reads
at first sight; an order to a language model is hidden in the same way. So of what is not seen only
lines that are nothing but a number or an address are taken, and no words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from app.agents.leads.facts.page_lines import Line, read_lines
from app.parts.reading.clean import one_line
from app.parts.reading.document import parse
from app.parts.reading.hidden import drop_hidden
from app.parts.reading.types import Page

_HAS_DRAWERS: Final = re.compile(rb"display\s*:\s*none|<noscript|\shidden[\s=>]", re.IGNORECASE)
_CLOSED: Final = re.compile(r"display\s*:\s*none\s*(?:!important)?;?", re.IGNORECASE)
MAX_TITLE: Final = 300


@dataclass(frozen=True, slots=True)
class ReadPage:
    """`tree` has all that the page declares, also what is not seen. `drawers`: lines that are not
    seen until a visitor opens something, with those seen among them, for what stands around."""

    url: str
    tree: HtmlElement
    title: str | None
    language: str | None
    lines: Sequence[Line]
    drawers: Sequence[Line]


def read_page(page: Page) -> ReadPage:
    """Raises UnreadableError when there is no markup."""
    tree, seen = parse(page), parse(page)
    drop_hidden(seen, even_most=True)
    title = next(seen.iter("title"), None)
    return ReadPage(
        page.url,
        tree,
        one_line(title.text_content(), MAX_TITLE) if title is not None else None,
        tree.get("lang") or tree.get("xml:lang"),
        read_lines(seen),
        _opened(page) if _HAS_DRAWERS.search(page.body) else (),
    )


def _opened(page: Page) -> Sequence[Line]:
    """With each drawer open; what is too small, too pale or off the screen is not seen even so."""
    tree = parse(page)
    for element in tree.iter("*"):
        if element.tag == "noscript":
            element.tag = "div"
        style = element.get("style")
        if style:
            element.set("style", _CLOSED.sub("", style))
        element.attrib.pop("hidden", None)
    drop_hidden(tree, even_most=True)
    return read_lines(tree)
