"""A page's paragraphs, made ready for trafilatura, and mended where it would lose some.

Each step answers a way in which whole pages were seen to lose text (trafilatura 2.3.1).
"""

from collections import defaultdict
from collections.abc import Iterator

from lxml.html import HtmlElement

# Shorter ones are captions, labels and teasers as often as text.
_PARAGRAPH = 80
_NOT_TEXT = {"aside", "footer", "nav", "form", "figcaption", "li", "figure", "table"}
_SENTENCE = 40
_SENTENCE_END = tuple('.!?:\u2026"\u201d\u201c\u00bb)')
_LINKED_SHARE = 0.7
_INLINE = ("span", "b", "i", "em", "strong", "q")
_MAX_PARTS = 12
_PART = 300
_DOMINANT_SHARE = 0.6


def unlink_sentences(tree: HtmlElement) -> None:
    """Take the links, not their words, out of sentences: trafilatura's precision mode drops a short
    block for a link in it."""
    for paragraph in list(tree.iter("p")):
        links = list(paragraph.iter("a"))
        if links and _is_sentence(paragraph, links):
            for link in links:
                link.drop_tag()


def drop_empty_inline(tree: HtmlElement) -> None:
    """Take out inline elements without words: trafilatura drops the text after one."""
    for element in list(tree.iter(*_INLINE)):
        if element.text is None and len(element) == 0 and element.tail:
            element.drop_tree()


def _is_sentence(paragraph: HtmlElement, links: list[HtmlElement]) -> bool:
    text = _text(paragraph)
    if len(text) < _SENTENCE or not text.endswith(_SENTENCE_END):
        return False
    return sum(len(_text(link)) for link in links) < _LINKED_SHARE * len(text)


def text_paragraphs(tree: HtmlElement) -> Iterator[tuple[HtmlElement, int]]:
    """Paragraphs that read like running text, with their lengths."""
    for paragraph in tree.iter("p"):
        text = _text(paragraph)
        if len(text) < _PARAGRAPH:
            continue
        linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
        if linked <= len(text) / 2 and next(paragraph.iterancestors(*_NOT_TEXT), None) is None:
            yield paragraph, len(text)


def join_parts(tree: HtmlElement) -> bool:
    """Put an article that stands in several containers of one kind into the first, in place.

    trafilatura takes one container. True when there was something to join.
    """
    parts = _main_parts(tree)
    if len(parts) < 2 or any(first in part.iterancestors() for first in parts for part in parts):
        return False
    for part in parts[1:]:
        parts[0].extend(list(part))
    return True


def _main_parts(tree: HtmlElement) -> list[HtmlElement]:
    """The containers, alike in tag and class, that hold most of the page's text together."""
    kinds: dict[tuple[str, str], dict[HtmlElement, int]] = defaultdict(lambda: defaultdict(int))
    total = 0
    for paragraph, length in text_paragraphs(tree):
        parent = paragraph.getparent()
        total += length
        if parent is not None and parent.get("class"):
            kinds[str(parent.tag), parent.get("class", "")][parent] += length
    if not kinds:
        return []
    parts = max(kinds.values(), key=lambda kind: sum(kind.values()))
    held = sum(parts.values())
    if held < _DOMINANT_SHARE * total or len(parts) > _MAX_PARTS or held < _PART * len(parts):
        return []
    return list(parts)


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
