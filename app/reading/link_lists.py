"""What feeds, sitemaps and pages have in common: lists of links, bounded, unique, in order."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from app.reading.types import Link
from app.reading.urls import normal_url

MAX_LINKS = 1_000
MAX_TITLE = 300
MAX_SUMMARY = 1_000

# A clock a few hours ahead or a wrong zone is forgiven, a date beyond that is no date.
FUTURE_ALLOWED = timedelta(days=1)


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


def unique_entries(links: Iterable[Link]) -> tuple[Link, ...]:
    """The same for a feed, whose entries may share an address.

    Some weblogs are one page a day, or comment on one page twice: fragment and title tell.
    """
    return _first_of_each(links, _entry_key)


def newest_first(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """By date; one without a date stays behind the one it followed."""
    keyed: list[tuple[datetime, Link]] = []
    last = datetime.max.replace(tzinfo=UTC)
    for link in links:
        last = link.published_at or last
        keyed.append((last, link))
    keyed.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(link for _, link in keyed)


def _entry_key(link: Link) -> str:
    return f"{normal_url(link.url)}#{link.url.partition('#')[2]} {link.title or ''}"


def _first_of_each(links: Iterable[Link], key: Callable[[Link], str]) -> tuple[Link, ...]:
    kept: dict[str, Link] = {}
    for link in links:
        kept.setdefault(key(link), link)
        if len(kept) == MAX_LINKS:
            break
    return tuple(kept.values())
