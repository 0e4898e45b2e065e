"""RSS, Atom and RDF feeds, well-formed or not, by feedparser."""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from app.parts.reading.clean import plain_line
from app.parts.reading.entry_address import FeedPlace, entry_address, is_media, place_of_feed
from app.parts.reading.link_lists import MAX_SUMMARY, MAX_TITLE
from app.parts.reading.listed_dates import ListedDates
from app.parts.reading.newest import entry_key, newest
from app.parts.reading.types import Discovery, Link, Page, UnreadableError

if TYPE_CHECKING:
    from feedparser import FeedParserDict

_DATES = ("published", "created", "prism_publicationdate", "updated")
_PAGES = {"alternate", "canonical", "via", "related"}

# Beyond Unicode, or half a character: feedparser gives up the whole feed for one of these.
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,20})|([0-9]{1,20}));?")

# What feedparser 6 was seen to let through on documents that are not feeds.
_PARSER_FAILURES = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError),
    *(OverflowError, RecursionError),
)


def read_feed(page: Page, *, now: datetime) -> Discovery:
    """The entries of a feed that have an address. Raises UnreadableError when it is no feed."""
    parsed = _parse(page)
    if not parsed.get("version") and not parsed.entries:
        raise UnreadableError("The address does not lead to a feed: it is not RSS or Atom.")
    dates = _dates(parsed, page.url, now)
    place = place_of_feed(page.url, parsed.feed.get("link"))
    links = (_link(entry, place, dates) for entry in parsed.entries)
    return Discovery(
        kind="feed",
        url=page.url,
        links=newest((link for link in links if link), key=entry_key),
        title=plain_line(parsed.feed.get("title"), MAX_TITLE),
    )


def _parse(page: Page) -> "FeedParserDict":
    import feedparser

    content_type = page.content_type or "application/xml"
    charset = f"; charset={page.charset}" if page.charset else ""
    try:
        # A stream, because feedparser takes a string for an address or a file to open.
        return feedparser.parse(
            io.BytesIO(_REFERENCE.sub(_if_character, page.body.lstrip())),
            response_headers={"content-type": content_type + charset},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _PARSER_FAILURES as error:
        raise UnreadableError("The feed is too broken to be read.") from error


def _if_character(reference: re.Match[bytes]) -> bytes:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else b""


def _dates(parsed: "FeedParserDict", url: str, now: datetime) -> ListedDates:
    stated = (text for part in (*parsed.entries, parsed.feed) for text in _stated_dates(part))
    language = parsed.feed.get("language")
    return ListedDates(stated, now=now, language=language if language else None, url=url)


def _link(entry: "FeedParserDict", place: FeedPlace, dates: ListedDates) -> Link | None:
    url = _address(entry, place)
    if url is None:
        return None
    return Link(
        url=url,
        title=plain_line(entry.get("title"), MAX_TITLE),
        summary=_summary(entry),
        published_at=dates.moment(_stated_dates(entry)),
    )


def _summary(entry: "FeedParserDict") -> str | None:
    stated = [entry.get("summary"), *(part.get("value") for part in entry.get("content", ()))]
    lines = (plain_line(text, MAX_SUMMARY) for text in stated if isinstance(text, str))
    return next(filter(None, lines), None)


def _address(entry: "FeedParserDict", place: FeedPlace) -> str | None:
    """The story's own; services that count a feed's readers keep it elsewhere than in <link>."""
    links = [link for link in entry.get("links", ()) if isinstance(link.get("href"), str)]
    stated = [entry.get("feedburner_origlink"), entry.get("pheedo_origlink")]
    stated += [] if entry.get("guidislink") else [entry.get("link")]
    stated += [link["href"] for link in links if _leads_to_page(link)]
    media = {link["href"] for link in links if is_media(link.get("type"))}
    return entry_address(place, filter(_is_text, stated), str(entry.get("id") or ""), media)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _leads_to_page(link: "FeedParserDict") -> bool:
    """Not to a sound file, comments, or the entry's own document."""
    relation, content_type = link.get("rel") or "alternate", link.get("type")
    return relation in _PAGES or (relation == "enclosure" and content_type == "text/html")


def _stated_dates(part: "FeedParserDict") -> Iterator[str]:
    # Asked for a date it has not, feedparser warns of giving another.
    for field in filter(part.__contains__, _DATES):
        if isinstance(part[field], str):
            yield part[field]
