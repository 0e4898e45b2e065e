"""One article page, read: text by trafilatura, the rest by `metadata`, from one parse."""

from datetime import datetime

from lxml.html import HtmlElement

from app.parts.reading.article import article_text
from app.parts.reading.clean import shown_text, visible
from app.parts.reading.document import parse
from app.parts.reading.embedded import embedded_text
from app.parts.reading.metadata import Metadata, read_metadata
from app.parts.reading.story_list import lists_stories
from app.parts.reading.structured import Structured, read_structured
from app.parts.reading.types import Extract, Page, UnreadableError, Wall
from app.parts.reading.walls import wall_of

# Less is a notice, and the article itself must be elsewhere in the page.
_SHORTEST_ARTICLE = 300
# Less says nothing by itself: a wall's button, a caption.
_SHORTEST_PAGE_TEXT = 80
_NOT_CONTENT = ("nav", "header", "footer", "aside", "select")


def extract(page: Page, *, now: datetime | None = None) -> Extract:
    """Text and metadata of an article page. Raises UnreadableError when there is no text.

    A page that lists stories has the texts of others, and so none of its own; one that asks for
    something may have none.

    With `now`, no date that is still to come is believed.

    For pages from outside use ExtractionPool: some take minutes or gigabytes to read.
    """
    tree = parse(page)
    structured = read_structured(tree, page.url)
    metadata = read_metadata(tree, structured, page.url, now)
    is_list = lists_stories(tree, structured, page.url)
    text = "" if is_list else _text(tree, structured, metadata)
    asks = None if is_list else _asks(tree, text, metadata.title)
    if not (text or is_list or asks):
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
        lists_stories=is_list,
        asks=asks,
    )


def _text(tree: HtmlElement, structured: Structured, metadata: Metadata) -> str:
    text = article_text(tree, metadata.title, structured.headings, leads=(metadata.summary or "",))
    if len(text) < _SHORTEST_ARTICLE:
        waiting = visible(embedded_text(tree, structured))
        text = waiting if len(waiting) > _SHORTEST_ARTICLE else text
    return text


def _asks(tree: HtmlElement, text: str, title: str | None) -> Wall | None:
    found = wall_of(text, title)
    return found if found or len(text) >= _SHORTEST_PAGE_TEXT else wall_of(_shown(tree), title)


def _shown(tree: HtmlElement) -> str:
    """What a page without an article says, but for what stands around one."""
    body = tree.find("body")
    return visible(shown_text(body if body is not None else tree, without=_NOT_CONTENT)).strip()
