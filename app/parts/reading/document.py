"""The tree of a page, parsed once (lxml) for everything that reads it."""

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from app.parts.reading.decode import decode, looks_utf16
from app.parts.reading.types import Page, UnreadableError

# libxml2 stops in mid-document at U+0000; browsers and this service read on.
_UNPARSABLE = bytes([*range(9), 11, 12, *range(14, 32)])
_BINARY = bytes([*range(9), 11, *range(14, 27), *range(28, 32)])
_SNIFFED = 1_445
# Every element is one kind of object: lxml asks its own table of forms and inputs, in Python, for
# each element that a walk comes by, ten thousand times a page.
_PLAIN_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
_NOT_HTML = "The page is not HTML that can be read, or it is too large."


def parse(page: Page) -> HtmlElement:
    """The page's tree, comments left out. Raises UnreadableError when there is no markup."""
    if _is_binary(page.body):
        raise UnreadableError(
            "The address does not lead to a web page but to another kind of file."
        )
    text = decode(page.body, page.charset)
    markup = text.encode("utf-8", "replace").translate(None, _UNPARSABLE)
    if not markup.strip():
        raise UnreadableError("The page is empty.")
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, no_network=True
    )
    parser.set_element_class_lookup(_PLAIN_ELEMENTS)
    try:
        tree = document_fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        # libxml2 says no more than "unknown error" when its memory ends.
        raise UnreadableError(_NOT_HTML) from error
    if not isinstance(tree, HtmlElement):
        raise UnreadableError(_NOT_HTML)
    return tree


def _is_binary(body: bytes) -> bool:
    """WHATWG MIME Sniffing, 7.2: a binary data byte near the start, and no markup there."""
    start = body[:_SNIFFED].lstrip()
    if start.startswith(
        (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
    ):
        return True
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_utf16(body):
        return False
    return b"<" not in start and start.translate(None, _BINARY) != start
