"""One article page, read: text by trafilatura, the rest by `metadata`, from one parse."""

from importlib import import_module

from lxml import etree
from lxml.html import HtmlElement

from app.reading.clean import drop_hidden, visible
from app.reading.document import parse
from app.reading.metadata import read_metadata
from app.reading.types import Extract, Page, UnreadableError

MAX_TEXT = 200_000


def extract(page: Page) -> Extract:
    """Text and metadata of an article page. Raises UnreadableError when there is no text.

    For pages from outside use ExtractionPool: some take minutes or gigabytes to read.
    """
    if page.body.startswith(b"%PDF"):
        raise UnreadableError("The address leads to a PDF file, not to a web page.")
    tree = parse(page)
    metadata = read_metadata(tree, page.url)
    text = _text(tree)
    if not text:
        raise UnreadableError("The page has no article text.")
    return Extract(
        url=page.url,
        canonical_url=metadata.canonical_url,
        title=metadata.title,
        authors=metadata.authors,
        published_at=metadata.published_at,
        language=metadata.language,
        text=text,
        site_name=metadata.site_name,
        summary=metadata.summary,
    )


def load_extractor() -> None:
    """Imports what the first page would otherwise wait for (0.15 s, 20 MB)."""
    import_module("trafilatura")


def _text(tree: HtmlElement) -> str:
    """Changes the tree."""
    from trafilatura import bare_extraction

    drop_hidden(tree)
    try:
        document = bare_extraction(
            tree, favor_precision=True, include_comments=False, with_metadata=False
        )
    except (
        etree.LxmlError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise UnreadableError("The page's markup is too broken to find the article in.") from error
    if document is None or isinstance(document, dict) or not document.text:
        return ""
    return visible(document.text)[:MAX_TEXT].strip()
