"""JSON Feed 1.1 (jsonfeed.org): the one kind of feed that is no XML."""

import json
from collections.abc import Iterator
from datetime import datetime

from app.parts.reading.clean import plain_line
from app.parts.reading.decode import decode
from app.parts.reading.entry_address import FeedPlace, entry_address, is_media, place_of_feed
from app.parts.reading.json_ld import Json
from app.parts.reading.link_lists import MAX_SUMMARY, MAX_TITLE
from app.parts.reading.listed_dates import ListedDates
from app.parts.reading.newest import entry_key, newest
from app.parts.reading.types import Discovery, Link, Page, UnreadableError

MEDIA_TYPE = "application/feed+json"
_NAME = b"jsonfeed.org"
_NO_FEED = "The address does not lead to a feed: it is neither RSS or Atom nor JSON Feed."


def is_json(page: Page) -> bool:
    return page.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def is_json_feed(page: Page) -> bool:
    """By its label or by the version it must state; a site's JSON is not a feed otherwise."""
    return is_json(page) and (page.content_type == MEDIA_TYPE or _NAME in page.body)


def read_json_feed(page: Page, *, now: datetime) -> Discovery:
    """The items that have an address. Raises UnreadableError when it is no feed."""
    feed = _loads(page)
    items = feed.get("items")
    if items is None and "jsonfeed.org" in (_text(feed, "version") or ""):
        items = []  # some leave an empty list out
    if not isinstance(items, list):
        raise UnreadableError(_NO_FEED)
    dates = ListedDates(
        (text for item in items for text in _stated_dates(item)),
        now=now,
        language=_text(feed, "language"),
        url=page.url,
    )
    place = place_of_feed(page.url, _text(feed, "home_page_url"))
    links = (_link(item, place, dates) for item in items)
    return Discovery(
        kind="feed",
        url=page.url,
        links=newest((link for link in links if link), key=entry_key),
        title=plain_line(_text(feed, "title"), MAX_TITLE),
    )


def _loads(page: Page) -> dict[str, Json]:
    try:
        value: Json = json.loads(decode(page.body, page.charset).lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("The feed is JSON that is too broken to be read.") from error
    if not isinstance(value, dict):
        raise UnreadableError(_NO_FEED)
    return value


def _link(item: Json, place: FeedPlace, dates: ListedDates) -> Link | None:
    url = _address(item, place) if isinstance(item, dict) else None
    if url is None or not isinstance(item, dict):
        return None
    return Link(
        url=url,
        title=plain_line(_text(item, "title"), MAX_TITLE),
        summary=plain_line(_text(item, "summary", "content_text", "content_html"), MAX_SUMMARY),
        published_at=dates.moment(_stated_dates(item)),
    )


def _address(item: dict[str, Json], place: FeedPlace) -> str | None:
    links = (_text(item, "url"), _text(item, "external_url"))
    return entry_address(place, links, _text(item, "id"), _media(item))


def _media(item: dict[str, Json]) -> set[str]:
    attachments = item.get("attachments")
    members = attachments if isinstance(attachments, list) else []
    found = [one for one in members if isinstance(one, dict) and is_media(one.get("mime_type"))]
    return {url for one in found if (url := _text(one, "url"))}


def _stated_dates(item: Json) -> Iterator[str]:
    """Some write Unix time, though only text is allowed."""
    members = item if isinstance(item, dict) else {}
    for value in map(members.get, ("date_published", "date_modified")):
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield str(value)


def _text(node: dict[str, Json], *names: str) -> str | None:
    """The first of the members that holds a text."""
    values = (node.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), None)
