"""The story links of a web page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement, tostring

from app.parts.reading.clean import one_line, shown_text
from app.parts.reading.elements import base_among
from app.parts.reading.like_links import are_stories
from app.parts.reading.link_lists import MAX_LINKS, MAX_TITLE
from app.parts.reading.link_signals import SIGNS, WORDS_OF_A_HEADLINE, LinkSignals, link_signals
from app.parts.reading.same_site import same_site
from app.parts.reading.types import Link, UnreadableError
from app.parts.reading.urls import absolute_url, normal_url

# A front page has a few hundred links; beyond this a page is a trap or a list of everything.
MAX_ANCHORS = 5_000

SHORT_LIST = 40
"""Among so few links there may be none to learn from how the site makes its stories' addresses."""

_NO_STORY = frozenset(SIGNS) - {
    *("dated", "numbered", "uuid", "code", "called_story"),
    *("number_and_headline", "punctuation", "query"),
}
"""Signs of a list, a service or what is paid for."""
_CARD_DEPTH = 4
_ARTICLE_DEPTH = 10
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_Anchor = tuple[str | None, str]


def base_of(tree: HtmlElement, url: str) -> str:
    """What the page's relative addresses are relative to."""
    return base_among(tree.iter("base"), url)


def story_links(tree: HtmlElement, url: str) -> tuple[Link, ...]:
    """Links within the page's own site that look like stories, in the page's order."""
    own, base = normal_url(url), base_of(tree, url)
    found = by_address(_anchors(tree), base)
    links = [
        (key, Link(address, title=title or None), signals)
        for key, (address, title) in found.items()
        if key != own and same_site(address, url) and (signals := link_signals(address, title))
    ]
    judged = are_stories([signals for *_, signals in links])
    headlines = _headlines(tree, base) if len(links) <= SHORT_LIST else frozenset()
    stories = (
        link
        for (key, link, signals), is_one in zip(links, judged, strict=True)
        if is_one or (key in headlines and _reads_like_one(signals))
    )
    return tuple(islice(stories, MAX_LINKS))


def _headlines(tree: HtmlElement, base: str) -> frozenset[str]:
    """Normal addresses: of each <article> the one that its headline leads to, if it is a single
    one. An <article> of several is a list or the page's own."""
    of_article: defaultdict[HtmlElement, set[str]] = defaultdict(set)
    for anchor in islice(tree.iter("a"), MAX_ANCHORS):
        around = list(islice(anchor.iterancestors("*"), _ARTICLE_DEPTH))
        depth = next((at for at, one in enumerate(around) if one.tag == "article"), None)
        if depth is None or not _is_headline(anchor, around[:depth]):
            continue
        address = absolute_url(base, anchor.get("href"))
        if address is not None:
            of_article[around[depth]].add(normal_url(address))
    return frozenset(key for keys in of_article.values() if len(keys) == 1 for key in keys)


def _is_headline(anchor: HtmlElement, around: Sequence[HtmlElement]) -> bool:
    """Is it in a heading, or around one?"""
    return (
        any(one.tag in _HEADINGS for one in around)
        or next(anchor.iter(*_HEADINGS), None) is not None
    )


def _reads_like_one(signals: LinkSignals) -> bool:
    return signals.words >= WORDS_OF_A_HEADLINE and _NO_STORY.isdisjoint(signals.signs)


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
