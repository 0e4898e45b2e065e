"""RSS, Atom and RDF feeds, well-formed or not, by feedparser."""

import calendar
import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.reading.clean import plain_line
from app.reading.types import Discovery, Link, Page, UnreadableError
from app.reading.urls import absolute_url, normal_url

if TYPE_CHECKING:
    from feedparser import FeedParserDict

MAX_LINKS = 1_000
MAX_TITLE = 300
MAX_SUMMARY = 1_000

# A clock a few hours ahead or a wrong zone is forgiven, a date beyond that is no date.
FUTURE_ALLOWED = timedelta(days=1)

# What feedparser 6 was seen to let through on documents that are not feeds.
_PARSER_FAILURES = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


def read_feed(page: Page, *, now: datetime) -> Discovery:
    """The entries of a feed that have an address. Raises UnreadableError when it is no feed."""
    parsed = _parse(page)
    if not parsed.get("version") and not parsed.entries:
        raise UnreadableError("The address does not lead to a feed: it is not RSS or Atom.")
    base = absolute_url(page.url, parsed.feed.get("xml_base")) or page.url
    links = (_link(entry, base, now) for entry in parsed.entries[: MAX_LINKS * 2])
    return Discovery(
        kind="feed",
        url=page.url,
        links=newest_first(_first_of_each((link for link in links if link), _entry_key)),
        title=plain_line(parsed.feed.get("title"), MAX_TITLE),
    )


def _parse(page: Page) -> "FeedParserDict":
    import feedparser

    content_type = page.content_type or "application/xml"
    charset = f"; charset={page.charset}" if page.charset else ""
    try:
        # A stream, because feedparser takes a string for an address or a file to open.
        return feedparser.parse(
            io.BytesIO(page.body.lstrip()),
            response_headers={
                "content-type": content_type + charset,
                "content-location": page.url,
            },
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (*_PARSER_FAILURES, RecursionError) as error:
        raise UnreadableError("The feed is too broken to be read.") from error


def _link(entry: "FeedParserDict", base: str, now: datetime) -> Link | None:
    url = _address(entry, base)
    if url is None:
        return None
    return Link(
        url=url,
        title=plain_line(entry.get("title"), MAX_TITLE),
        summary=plain_line(entry.get("summary"), MAX_SUMMARY),
        published_at=_published(entry, now),
    )


def _address(entry: "FeedParserDict", base: str) -> str | None:
    """The story's own address; FeedBurner and podcasts keep it elsewhere than in <link>."""
    places = [entry.get("feedburner_origlink"), entry.get("link")]
    places += [link.get("href") for link in entry.get("links", ())]
    places.append(entry.get("id"))
    stated = (place for place in places if isinstance(place, str) and place)
    found = (absolute_url(base, place, keep_fragment=True) for place in stated)
    return next((url for url in found if url), None)


def _published(entry: "FeedParserDict", now: datetime) -> datetime | None:
    for field in ("published_parsed", "created_parsed", "updated_parsed"):
        moment = entry.get(field)
        if moment:
            # feedparser has turned every zone into UTC and takes a missing one for UTC.
            return sensible_date(calendar.timegm(moment), now)
    return None


def sensible_date(seconds: float, now: datetime) -> datetime | None:
    """Seconds since 1970 as UTC; None for a date before the web or more than a day ahead."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment if moment.year >= 1990 and moment <= now + FUTURE_ALLOWED else None


def unique_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """The first of each address, at most MAX_LINKS."""
    return _first_of_each(links, lambda link: normal_url(link.url))


def _entry_key(link: Link) -> str:
    """Some weblogs are one page a day, or comment twice on one page: what tells entries apart."""
    return f"{normal_url(link.url)}#{link.url.partition('#')[2]} {link.title or ''}"


def _first_of_each(links: Iterable[Link], key: Callable[[Link], str]) -> tuple[Link, ...]:
    kept: dict[str, Link] = {}
    for link in links:
        kept.setdefault(key(link), link)
        if len(kept) == MAX_LINKS:
            break
    return tuple(kept.values())


def newest_first(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """By date; one without a date stays behind the one it followed."""
    keyed: list[tuple[datetime, Link]] = []
    last = datetime.max.replace(tzinfo=UTC)
    for link in links:
        last = link.published_at or last
        keyed.append((last, link))
    keyed.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(link for _, link in keyed)
