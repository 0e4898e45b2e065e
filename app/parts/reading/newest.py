"""The newest links of a list, wherever they stand in it.

Most lists begin with the newest, but some feeds and most archives grow at their end: cut before
they are put in order, they would never show anything new.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from heapq import nlargest
from itertools import pairwise
from typing import Final

from app.parts.reading.link_lists import MAX_LINKS
from app.parts.reading.types import Link
from app.parts.reading.urls import normal_url, path_of

_DAY_IN_PATH: Final = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=\D|$)")
_NUMBER: Final = re.compile(r"\d{1,18}")
_UNDATED: Final = datetime.min.replace(tzinfo=UTC)
_NOTHING_CHANGED: Final[Mapping[str, datetime]] = {}
# So many neighbours must agree, and so much more often than they differ.
_LEAST_STEPS: Final = 3
_LEAST_RATIO: Final = 3

_Placed = tuple[datetime | None, Link]


def page_key(link: Link) -> str:
    """Equal for links to one page."""
    return normal_url(link.url)


def entry_key(link: Link) -> str:
    """The same for a feed, whose entries may share an address.

    Some weblogs are one page a day, or comment on one page twice: fragment and title tell.
    """
    return f"{normal_url(link.url)}#{link.url.partition('#')[2]} {link.title or ''}"


def newest(
    links: Iterable[Link],
    *,
    key: Callable[[Link], str] = page_key,
    changed: Mapping[str, datetime] = _NOTHING_CHANGED,
    undated_last: bool = False,
) -> tuple[Link, ...]:
    """The newest MAX_LINKS, each key once, newest first.

    By the date of publication, else that of the last change (`changed`, by address), else the
    day in the address; a link without any stays beside the one it stood with, or goes to the
    end. A list that has no date at all keeps its order, unless numbers in its addresses ascend.
    """
    placed = [(_moment(link, changed), link) for link in links]
    moments = [moment for moment, _ in placed if moment]
    direction = _direction(moments) or direction_of([link.url for _, link in placed])
    if direction == 1:
        placed.reverse()
    if not direction:
        placed = _both_ends(placed)
    return _first_of_each(_by_moment(placed, undated_last) if moments else placed, key)


def direction_of(addresses: Sequence[str]) -> int:
    """1 where numbers and dates ascend along the addresses, -1 where they descend, else 0.

    Only neighbours that differ in nothing else are compared.
    """
    shapes = [(_NUMBER.sub("0", url), tuple(map(int, _NUMBER.findall(url)))) for url in addresses]
    alike = (pair for pair in pairwise(shapes) if pair[0][0] == pair[1][0])
    return _majority([_step(first[1], second[1]) for first, second in alike])


def day_in_address(url: str) -> datetime | None:
    """The day that the path names, as /2026/11/20/ does."""
    found = _DAY_IN_PATH.search(path_of(url))
    if found is None:
        return None
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    except ValueError:
        return None


def _moment(link: Link, changed: Mapping[str, datetime]) -> datetime | None:
    return link.published_at or changed.get(link.url) or day_in_address(link.url)


def _direction(moments: Sequence[datetime]) -> int:
    seconds = [(moment.timestamp(),) for moment in moments]
    return _majority([_step(first, second) for first, second in pairwise(seconds)])


def _step(first: tuple[float, ...], second: tuple[float, ...]) -> int:
    return (first < second) - (first > second)


def _majority(steps: Sequence[int]) -> int:
    up, down = steps.count(1), steps.count(-1)
    if max(up, down) < _LEAST_STEPS or max(up, down) < _LEAST_RATIO * min(up, down):
        return 0
    return 1 if up > down else -1


def _by_moment(placed: Sequence[_Placed], undated_last: bool) -> list[_Placed]:
    """Those without a date only as far as those with one leave room."""
    room = MAX_LINKS - sum(moment is not None for moment, _ in placed)
    keyed: list[tuple[datetime, _Placed]] = []
    last = _UNDATED if undated_last else next((moment for moment, _ in placed if moment), _UNDATED)
    for moment, link in placed:
        if moment is None:
            room -= 1
        elif not undated_last:
            last = moment
        if moment or room >= 0:
            keyed.append((moment or last, (moment, link)))
    keyed.sort(key=lambda pair: pair[0], reverse=True)
    return [one for _, one in keyed]


def _both_ends(placed: list[_Placed]) -> list[_Placed]:
    """Where nothing tells at which end the newest stand: without the middle of those among which
    the list is cut, be they without a date or all of one."""
    if len(placed) <= MAX_LINKS:
        return placed
    moments = [moment or _UNDATED for moment, _ in placed]
    at_cut = nlargest(MAX_LINKS, moments)[-1]
    room = MAX_LINKS - sum(moment > at_cut for moment in moments)
    alike = [place for place, moment in enumerate(moments) if moment == at_cut]
    first = (room + 1) // 2
    cut = set(alike[first : len(alike) - (room - first)])
    return [one for place, one in enumerate(placed) if place not in cut]


def _first_of_each(placed: Iterable[_Placed], key: Callable[[Link], str]) -> tuple[Link, ...]:
    kept: dict[str, Link] = {}
    for _, link in placed:
        kept.setdefault(key(link), link)
        if len(kept) == MAX_LINKS:
            break
    return tuple(kept.values())
