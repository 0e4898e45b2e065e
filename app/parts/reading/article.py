"""The text of an article, by trafilatura, from a page's parse."""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import chain, islice
from types import ModuleType

from lxml import etree
from lxml.html import HtmlElement

from app.parts.reading.clean import one_line, shown_text, visible
from app.parts.reading.hidden import drop_hidden
from app.parts.reading.paragraphs import (
    drop_empty_inline,
    join_parts,
    text_paragraphs,
    unlink_sentences,
)
from app.parts.reading.types import UnreadableError

MAX_TEXT = 200_000

# The page has this much more running text than was found: look again.
_SUSPICIOUS = 1.25
# From this share of the running text on trafilatura's first finding stands without the second
# opinions of readability and jusText: a quarter of the time, and on 327 pages never another text.
_MOST = 0.5
# A second finding must be this much longer to be believed over the first, more careful one.
_MUCH_LONGER = 1.25
_TWICE = 2.0
_SHORT = 1_000
_TITLE_WITHIN = 4
_TITLE_EXTRA = 60
_POINTER = re.compile(
    r"[-\u2013\u2014>\u2192\u00bb\u2022\s]*(?:read (?:more|also|next)|see also|also read|related"
    r"|recommended|more from|more on|lesen sie (?:auch|hier|dazu)|auch interessant|mehr zum thema"
    r"|les (?:også|mer)|læs også|läs (?:också|mer)|lees (?:ook|meer)|(?:à )?lire aussi|lee también"
    r"|leer más|te puede interesar|noticia relacionada|leggi anche|leia (?:também|mais)"
    r"|czytaj (?:też|także|więcej)|baca juga|xem thêm)\b",
    re.IGNORECASE,
)
_POINTER_LENGTH = 200
_WITHIN_A_SCREEN = 80
# Characters. Half of the people who mark articles count shorter ones as text, half do not.
_LEAD = 160
_MOST_HEADINGS = 200
_BLOCKS = ("p", "div", "section", "br", "ul")
# What trafilatura would carry along through its four copies of a page, and read from none of them.
_NOT_TEXT = ".//script[not(contains(@type, 'ld+json'))] | .//style | head/meta | head/link"
# What stands beside a story: what its pictures show, and boxes of facts about its subject. A page
# that says all in these is left to the bolder look. Conditions of XPath; the first `contains` of
# each spares most elements the slower rest.
_IS_CAPTION = (
    "self::figcaption or contains(@class, 'aption')"
    " and (self::p or self::div or self::span) and string-length(.) < 600"
)
_BOX_NAMES = ("factbox", "fact-box", "infobox", "info-box")
_NAMED = " or ".join(f"contains(translate(@class, 'FIB', 'fib'), '{one}')" for one in _BOX_NAMES)
_IS_BOX = f"contains(@class, 'ox') and ({_NAMED})"
# What trafilatura 2.3 and lxml were seen to raise on broken markup.
_FAILURES = (etree.LxmlError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@cache
def load_trafilatura() -> ModuleType:
    """Imports it where it is used: it takes 0.15 s and 20 MB."""
    with warnings.catch_warnings():
        # Of a proxy that nobody here uses.
        warnings.simplefilter("ignore")
        return import_module("trafilatura")


def article_text(
    tree: HtmlElement, title: str | None, headings: Sequence[str], leads: Sequence[str]
) -> str:
    """Paragraphs, a line each, without the headline; "" when there is no article.

    `headings` are those of the first rank that the page shows: many state another title elsewhere.
    `leads` are summaries the page gives of itself: one that stands under its headline as a
    paragraph comes first; a shorter one is a second headline. Changes the tree. Raises
    UnreadableError when the markup is beyond reading.
    """
    try:
        drop_hidden(tree)
        lead = _lead(tree, title, leads)
        lines = _without_chrome(_lines(tree), _headlines(title, headings))
    except _FAILURES as error:
        raise UnreadableError("The page's markup is too broken to find the article in.") from error
    text = "\n".join(lines)
    if text and lead and lead[:60] not in text:
        text = f"{lead}\n{text}"
    return visible(text)[:MAX_TEXT].strip()


def _lines(tree: HtmlElement) -> list[str]:
    unlink_sentences(tree)
    drop_empty_inline(tree)
    running = sum(length for _, length in text_paragraphs(tree))
    lines = _found(tree, careful=True, alone=True)
    if _size(lines) < max(_SHORT, _MOST * running):
        lines = _found(tree, careful=True)
    if running > _SUSPICIOUS * _size(lines) and join_parts(tree):
        lines = _longer(_found(tree, careful=True), lines, _MUCH_LONGER)
    if running > _SUSPICIOUS * _size(lines) or _size(lines) < _SHORT:
        lines = _longer(_found(tree, careful=False), lines, _TWICE)
    return lines


def _found(tree: HtmlElement, *, careful: bool, alone: bool = False) -> list[str]:
    # Given a tree, trafilatura works on a copy; dates and names are read elsewhere, from the same.
    document = load_trafilatura().bare_extraction(
        tree,
        favor_precision=careful,
        include_comments=False,
        with_metadata=False,
        prune_xpath=[_NOT_TEXT, f".//*[{_IS_CAPTION} or {_IS_BOX}]"] if careful else _NOT_TEXT,
        fast=alone,
    )
    if document is None or isinstance(document, dict) or not document.text:
        return []
    lines = (" ".join(line.split()) for line in document.text.split("\n"))
    return [line for line in lines if line]


def _longer(second: list[str], first: list[str], times: float) -> list[str]:
    return second if _size(second) > times * _size(first) else first


def _size(lines: Iterable[str]) -> int:
    """Of what is said: a notice may stand beside each of many pictures."""
    return sum(map(len, set(lines)))


def _headlines(title: str | None, headings: Iterable[str]) -> list[str]:
    """One line each, as the text has them."""
    stated = (title, *(one_line(heading, 300) for heading in headings))
    return [headline for headline in stated if headline]


def _without_chrome(lines: list[str], headlines: Sequence[str]) -> list[str]:
    return [
        line
        for number, line in enumerate(lines)
        if not (number < _TITLE_WITHIN and any(_is_headline(line, one) for one in headlines))
        and not (len(line) < _POINTER_LENGTH and _POINTER.match(line))
    ]


def _is_headline(line: str, title: str) -> bool:
    """The title itself, its greater part, or it with a kicker."""
    stated, wanted = line.casefold(), title.casefold()
    if len(stated) > 20 and stated in wanted:
        return True
    return stated == wanted or (wanted in stated and len(stated) < len(wanted) + _TITLE_EXTRA)


def _lead(tree: HtmlElement, title: str | None, leads: Sequence[str]) -> str | None:
    """The page's summary of itself, if a reader sees it within a screen under the headline."""
    starts = {lead[:40].casefold() for lead in leads if len(lead) >= 40}
    heading = _heading(tree, title) if starts else None
    if heading is None:
        return None
    for element in islice(_following(heading), _WITHIN_A_SCREEN):
        if element.tag not in {"script", "style"} and _is_one_block(element):
            text = one_line(element.text_content()[:2_000], 600)
            if text and _LEAD <= len(text) <= 500 and text[:40].casefold() in starts:
                return text
    return None


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    """What stands behind an element in the page, outermost first."""
    for before in (element, *element.iterancestors()):
        for sibling in before.itersiblings():
            yield from sibling.iter("*")


def _is_one_block(element: HtmlElement) -> bool:
    return next(element.iterdescendants(*_BLOCKS), None) is None


def _heading(tree: HtmlElement, title: str | None) -> HtmlElement | None:
    headings = list(islice(tree.iter("h1", "h2"), _MOST_HEADINGS))
    named = (one for one in headings if title and one_line(shown_text(one), 300) == title)
    return next(chain(named, (one for one in headings if one.tag == "h1")), None)
