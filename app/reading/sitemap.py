"""Sitemaps as sitemaps.org and Google News describe them, also as index, gzip or plain text."""

import re
import zlib
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from app.reading.clean import one_line
from app.reading.dates import parse_date
from app.reading.limits import FetchLimits
from app.reading.link_lists import MAX_TITLE, sensible_date
from app.reading.newest import newest
from app.reading.types import Discovery, Link, Page, UnreadableError
from app.reading.urls import absolute_url

# No more than the fetcher brings of any document, packed or not (sitemaps.org allows 50 MB).
MAX_UNPACKED_BYTES = FetchLimits().max_body_bytes
MAX_CHILDREN = 10
_MAX_ENTRIES = 50_000
_GZIP = b"\x1f\x8b"
_FRESH = re.compile(r"news|latest|recent|today|current", re.IGNORECASE)


def unpack(body: bytes) -> bytes:
    """The body of a `.xml.gz`, as is when it is not gzip. Raises UnreadableError over the cap."""
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


def read_sitemap(page: Page, *, now: datetime) -> Discovery:
    """Addresses, newest first; `follow` has an index's freshest children.

    Raises UnreadableError when it is no sitemap.
    """
    body = unpack(page.body)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _plain_text(page.url, body)
    root = _root(body)
    kind = etree.QName(root).localname.lower()
    if kind == "sitemapindex":
        return Discovery(kind="sitemap", url=page.url, links=(), follow=_children(root, page.url))
    if kind != "urlset":
        raise UnreadableError("The address does not lead to a sitemap.")
    entries = tuple(_entries(root, page.url, now))
    # lastmod says when the page changed, not when the story ran: good for the order only.
    changed = {link.url: moment for moment, link in entries if moment}
    links = newest((link for _, link in entries), changed=changed, undated_last=True)
    return Discovery(kind="sitemap", url=page.url, links=links)


def _root(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body.lstrip(), parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("The sitemap is not XML that can be read.") from error
    if root is None or not isinstance(root.tag, str):
        raise UnreadableError("The sitemap is not XML that can be read.")
    return root


def _entries(
    root: etree._Element, base: str, now: datetime
) -> Iterator[tuple[datetime | None, Link]]:
    for number, node in enumerate(root.iterchildren("{*}url")):
        if number == _MAX_ENTRIES:
            return
        url = absolute_url(base, _text(node, "loc"))
        if url is None:
            continue
        published = _date(node, "publication_date", now)
        link = Link(url, title=one_line(_text(node, "title"), MAX_TITLE), published_at=published)
        yield _date(node, "lastmod", now), link


def _children(root: etree._Element, base: str) -> tuple[str, ...]:
    found: list[tuple[bool, str, str]] = []
    for number, node in enumerate(root.iterchildren("{*}sitemap")):
        url = absolute_url(base, _text(node, "loc"))
        if url and number < _MAX_ENTRIES:
            found.append((bool(_FRESH.search(url)), _text(node, "lastmod") or "", url))
    found.sort(key=lambda child: child[:2], reverse=True)
    return tuple(dict.fromkeys(url for _, _, url in found))[:MAX_CHILDREN]


def _plain_text(base: str, body: bytes) -> Discovery:
    lines = body[:MAX_UNPACKED_BYTES].decode("utf-8-sig", "replace").split("\n")[:_MAX_ENTRIES]
    stated = [line.strip() for line in lines if line.strip()]
    if not stated or not all(line.startswith(("http://", "https://")) for line in stated):
        raise UnreadableError("The address does not lead to a sitemap.")
    urls = (absolute_url(base, line) for line in stated)
    links = newest(Link(url) for url in urls if url)
    return Discovery(kind="sitemap", url=base, links=links)


def _text(node: etree._Element, name: str) -> str | None:
    found = next(node.iter(f"{{*}}{name}"), None)
    return found.text.strip() if found is not None and found.text else None


def _date(node: etree._Element, name: str, now: datetime) -> datetime | None:
    moment = parse_date(_text(node, name))
    return sensible_date(moment.timestamp(), now) if moment else None
