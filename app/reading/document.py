"""A page's one parse, shared by everything that reads it."""

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from app.reading.decode import decode
from app.reading.types import Page, UnreadableError

# libxml2 stops in mid-document at U+0000; browsers and this service read on.
_UNPARSABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000)])


def parse(page: Page) -> HtmlElement:
    """The page's tree, comments left out. Raises UnreadableError when there is no markup."""
    text = decode(page.body, page.charset).translate(_UNPARSABLE)
    if not text.strip():
        raise UnreadableError("The page is empty.")
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, no_network=True
    )
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableError("The page is not HTML that can be read.") from error
    if not isinstance(tree, HtmlElement):
        raise UnreadableError("The page is not HTML that can be read.")
    return tree
