"""What sites are called: as the brand file says, and told apart where two would be called alike.

Names are for people. Two sites may have one (unnamed ones of a host are both called by it), so
everything else knows a site by its id or its address.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlmodel import Session, col

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.tables import Site
from app.lib.printable import one_line

LONGEST = 50
"""Characters that a mail has for it: what tells two apart must be among them."""
LONGEST_PART = 30
"""Of an address, beside the name."""


def site_names(session: Session, brand: Brand | None) -> dict[int, str]:
    """By the id of the site, for all that were ever read, no two alike. Those that the brand has
    no more, or never had, are called by their host."""
    given = names_given(brand) if brand else {}
    rows = session.execute(select(col(Site.id), col(Site.url)).order_by(col(Site.id))).all()
    own, others = told_apart(given), {url: host(url) for _, url in rows}
    shown = numbered({**own, **told_apart(others | given), **own})
    return {id_ or 0: shown[url] for id_, url in rows}


def names_given(brand: Brand) -> dict[str, str]:
    """By address, as in the brand file: a headline may end in it."""
    return {site.url: one_line(site.name) or host(site.url) for site in brand.sites}


def names_shown(brand: Brand) -> dict[str, str]:
    """By address, no two alike; those that are different in the file are as they are there."""
    return numbered(told_apart(names_given(brand)))


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """The names by address, with a part of the address where two are alike."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for url, name in names.items():
        alike[seen_as(name)].append(url)
    apart = dict(names)
    for urls in alike.values():
        if len(urls) > 1:
            parts = telling_parts(urls)
            apart |= {url: with_part(names[url], parts[url]) for url in urls}
    return apart


def telling_parts(urls: list[str]) -> dict[str, str]:
    """The least of each address that no other has."""
    readings: tuple[Callable[[str], str], ...] = (server, path, path_and_query)
    for reading in readings:
        parts = {url: reading(url) for url in urls}
        if len(set(parts.values())) == len(urls):
            return parts
    return {url: whole(url) for url in urls}


def with_part(name: str, part: str) -> str:
    """ "News (/sport)"; of a long address the end, where sections and feeds have their names."""
    if len(part) > LONGEST_PART:
        part = f"…{part[1 - LONGEST_PART :]}"
    return f"{one_line(name, LONGEST - len(part) - len(' ()'))} ({part})"


def numbered(names: Mapping[str, str]) -> dict[str, str]:
    """What is alike even so, by what a mail shows of it, told apart by a number."""
    seen: set[str] = set()
    apart: dict[str, str] = {}
    for url, name in names.items():
        apart[url], number = name, 1
        while seen_as(apart[url]) in seen:
            number += 1
            apart[url] = with_part(name, str(number))
        seen.add(seen_as(apart[url]))
    return apart


def seen_as(name: str) -> str:
    return one_line(name, LONGEST).casefold()


def host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def server(url: str) -> str:
    """The host with its port."""
    return whole(url).partition("/")[0]


def path(url: str) -> str:
    return path_and_query(url).partition("?")[0]


def path_and_query(url: str) -> str:
    return "/" + whole(url).partition("/")[2]


def whole(url: str) -> str:
    """Without what the addresses of one site may differ in."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    name = parts.netloc.rpartition("@")[2].casefold().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{name}{parts.path.rstrip('/')}{query}"
