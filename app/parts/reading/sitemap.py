"""Sitemaps as sitemaps.org and Google News describe them, also as index, gzip or plain text."""

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from heapq import nlargest
from typing import Final, NamedTuple

from app.parts.reading.clean import plain_line
from app.parts.reading.decode import decode
from app.parts.reading.link_lists import MAX_LINKS, MAX_TITLE, sensible_date
from app.parts.reading.listed_dates import ListedDates
from app.parts.reading.newest import day_in_address, newest
from app.parts.reading.sitemap_index import Child, freshest
from app.parts.reading.sitemap_xml import MAX_ENTRIES, Entry, read_entries
from app.parts.reading.types import Discovery, Link, Page, UnreadableError
from app.parts.reading.urls import absolute_url, host_of, path_of
from app.parts.web.limits import FetchLimits

MAX_UNPACKED_BYTES: Final = FetchLimits().max_sitemap_bytes
_GZIP: Final = b"\x1f\x8b"
_ADDRESS: Final = ("http://", "https://")
# A page is no XML file: such an address in a list of pages leads to a further list.
_LIST: Final = re.compile(r"\.xml(?:\.gz)?(?:[?#]|$)", re.IGNORECASE)
# WordPress, which dates the pages of its own sitemaps since version 6.5 only.
_OLDEST_FIRST: Final = re.compile(r"/wp-sitemap-posts-")
_UNDATED: Final = datetime.min.replace(tzinfo=UTC)


def read_sitemap(page: Page, *, now: datetime) -> Discovery:
    """Addresses, newest first; `follow` has the freshest of the sitemaps that it lists.

    Raises UnreadableError when it is no sitemap.
    """
    text = decode(_unpack(page.body), page.charset).lstrip("\ufeff \t\r\n")
    if text.startswith(_ADDRESS):
        return _plain_text(page.url, text)
    entries = read_entries(text)
    sitemaps = [entry for entry in entries if _is_list(entry)]
    pages = [entry for entry in entries if not _is_list(entry)]
    return Discovery(
        kind="sitemap",
        url=page.url,
        links=_links(pages, page.url, now),
        follow=freshest(_children(sitemaps, page.url, now)),
    )


def _unpack(body: bytes) -> bytes:
    """What is kept packed, as it was. Raises UnreadableError over the cap."""
    if not body.startswith(_GZIP):
        return body
    try:
        unpacked = zlib.decompressobj(31).decompress(body, MAX_UNPACKED_BYTES + 1)
    except zlib.error as error:
        raise UnreadableError("The sitemap is compressed, but damaged.") from error
    if len(unpacked) > MAX_UNPACKED_BYTES:
        megabytes = MAX_UNPACKED_BYTES // 1024**2
        raise UnreadableError(f"The sitemap is larger than {megabytes} MB when unpacked.")
    return unpacked


def _is_list(entry: Entry) -> bool:
    return entry.is_sitemap or bool(_LIST.search(entry.loc))


def _links(entries: Sequence[Entry], base: str, now: datetime) -> tuple[Link, ...]:
    dates = _dates(entries, base, now)
    dated = [_Dated(entry, *_moments(entry, dates, now)) for entry in entries]
    # lastmod says when the page changed, not when the story ran: good for the order only.
    changed: dict[str, datetime] = {}
    links: list[Link] = []
    for entry, published, last_change in _worth_a_look(dated):
        url = _address(entry.loc, base)
        if url is None:
            continue
        links.append(Link(url, plain_line(entry.title, MAX_TITLE), published_at=published))
        if last_change:
            changed[url] = last_change
    if _OLDEST_FIRST.search(path_of(base)) and not changed:
        links.reverse()
    return newest(links, changed=changed, undated_last=True)


class _Dated(NamedTuple):
    entry: Entry
    published: datetime | None
    last_change: datetime | None

    @property
    def moment(self) -> datetime | None:
        return self.published or self.last_change or day_in_address(self.entry.loc)


def _worth_a_look(entries: Sequence[_Dated]) -> Sequence[_Dated]:
    """Those that can be among the newest: a full sitemap has fifty times as many links as are
    kept, and to make each of them costs more than to read the file."""
    if len(entries) <= 4 * MAX_LINKS:
        return entries
    moments = [entry.moment or _UNDATED for entry in entries]
    at_cut = nlargest(2 * MAX_LINKS, moments)[-1]
    alike = [place for place, moment in enumerate(moments) if moment == at_cut]
    kept = {*alike[: 2 * MAX_LINKS], *alike[-2 * MAX_LINKS :]}
    return [one for place, one in enumerate(entries) if moments[place] > at_cut or place in kept]


def _dates(entries: Sequence[Entry], base: str, now: datetime) -> ListedDates:
    stated = (text for entry in entries for text in (entry.publication_date, entry.lastmod))
    return ListedDates(stated, now=now, language=None, url=base)


def _moments(
    entry: Entry, dates: ListedDates, now: datetime
) -> tuple[datetime | None, datetime | None]:
    return _moment(entry.publication_date, dates, now), _moment(entry.lastmod, dates, now)


def _children(entries: Sequence[Entry], base: str, now: datetime) -> Iterator[Child]:
    dates = _dates(entries, base, now)
    for entry in entries:
        url = _address(entry.loc, base)
        if url and url != base:
            yield Child(url, _moment(entry.lastmod, dates, now))


def _address(loc: str, base: str) -> str | None:
    """Whole addresses are asked for; some leave out what stands before the host."""
    if loc.startswith(("www.", f"{host_of(base)}/")):
        loc = f"//{loc}"
    return absolute_url(base, loc)


def _plain_text(base: str, text: str) -> Discovery:
    lines = [line.split()[0] for line in text.splitlines() if line.strip()]
    if not lines or not all(line.startswith(_ADDRESS) for line in lines):
        raise UnreadableError("The address does not lead to a sitemap.")
    kept = (*lines[:MAX_ENTRIES], *lines[MAX_ENTRIES:][-MAX_LINKS:])
    urls = (absolute_url(base, line) for line in kept)
    links = newest(Link(url) for url in urls if url)
    return Discovery(kind="sitemap", url=base, links=links)


def _moment(stated: str, dates: ListedDates, now: datetime) -> datetime | None:
    try:
        # The standard's own spelling, a hundred thousand times in a full file.
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return dates.moment((stated,))
    stated_or_utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return sensible_date(stated_or_utc.timestamp(), now)
