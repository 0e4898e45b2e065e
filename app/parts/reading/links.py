"""The story links of a web page."""

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml.html import HtmlElement, tostring

from app.parts.reading.clean import one_line, shown_text
from app.parts.reading.elements import base_among
from app.parts.reading.like_links import are_stories
from app.parts.reading.link_lists import MAX_LINKS, MAX_TITLE
from app.parts.reading.link_signals import link_signals
from app.parts.reading.same_site import same_site
from app.parts.reading.types import Link, UnreadableError
from app.parts.reading.urls import absolute_url, normal_url

# A front page has a few hundred links; beyond this a page is a trap or a list of everything.
MAX_ANCHORS = 5_000

_CARD_DEPTH = 4
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_Anchor = tuple[str | None, str]


def base_of(tree: HtmlElement, url: str) -> str:
    """What the page's relative addresses are relative to."""
    return base_among(tree.iter("base"), url)


def story_links(tree: HtmlElement, url: str) -> tuple[Link, ...]:
    """Links within the page's own site that look like stories, in the page's order."""
    own = normal_url(url)
    found = by_address(_anchors(tree), base_of(tree, url))
    links = [
        (Link(address, title=title or None), signals)
        for key, (address, title) in found.items()
        if key != own and same_site(address, url) and (signals := link_signals(address, title))
    ]
    judged = are_stories([signals for _, signals in links])
    stories = (link for (link, _), is_one in zip(links, judged, strict=True) if is_one)
    return tuple(islice(stories, MAX_LINKS))


def selected_links(tree: HtmlElement, url: str, link_selector: str) -> tuple[Link, ...]:
    """Every link the CSS selector picks or that stands inside what it picks.

    Raises UnreadableError when the selector is not valid CSS.
    """
    found = by_address(_selected_anchors(tree, link_selector), base_of(tree, url))
    links = tuple(Link(address, title=title or None) for address, title in found.values())
    return links[:MAX_LINKS]


def _anchors(tree: HtmlElement) -> Iterator[_Anchor]:
    for number, anchor in enumerate(tree.iter("a")):
        if number == MAX_ANCHORS:
            return
        label = anchor.get("title") or anchor.get("aria-label")
        text = shown_text(anchor)
        yield anchor.get("href"), _title(text if text.strip() else _headline_beside(anchor), label)


def _headline_beside(anchor: HtmlElement) -> str:
    """Of the card that a link without words covers, which has no link to anything else."""
    for card in list(anchor.iterancestors("*"))[:_CARD_DEPTH]:
        if any(other.get("href") != anchor.get("href") for other in card.iter("a")):
            return ""
        heading = next(card.iter(*_HEADINGS), None)
        if heading is not None:
            return shown_text(heading)
    return ""


def _selected_anchors(tree: HtmlElement, link_selector: str) -> Iterator[_Anchor]:
    from bs4 import BeautifulSoup
    from soupsieve import SelectorSyntaxError

    soup = BeautifulSoup(tostring(tree, encoding="unicode"), "lxml")
    try:
        picked = soup.select(link_selector, limit=MAX_ANCHORS)
    except (SelectorSyntaxError, NotImplementedError) as error:
        raise UnreadableError(
            f"The site's link_selector {link_selector!r} is not a CSS selector that can be used."
        ) from error
    for element in picked:
        for anchor in [element] if element.name == "a" else element.find_all("a"):
            label = anchor.get("title") or anchor.get("aria-label")
            href = anchor.get("href")
            yield str(href) if href else None, _title(anchor.get_text(), str(label or ""))


def _title(text: str, label: str | None) -> str:
    return one_line(text, MAX_TITLE) or one_line(label, MAX_TITLE) or ""


def by_address(anchors: Iterable[_Anchor], base: str) -> dict[str, tuple[str, str]]:
    """By normal address: its first spelling, and the longest text of the links to it."""
    found: dict[str, tuple[str, str]] = {}
    for href, text in anchors:
        address = absolute_url(base, href)
        if address is None:
            continue
        key = normal_url(address)
        first, longest = found.get(key, (address, ""))
        found[key] = (first, max(longest, text, key=len))
    return found
