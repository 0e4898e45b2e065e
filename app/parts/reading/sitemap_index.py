"""Which of the sitemaps that an index lists have the news.

Few indexes say it well: many give no date, or today's to all of them. Then the names tell:
"posts-2026-11.xml", "post-sitemap37.xml", "wp-sitemap-taxonomies-category-1.xml".
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from app.parts.reading.urls import normal_url

MAX_CHILDREN: Final = 10
_FRESH: Final = re.compile(r"news|latest|recent|today|current", re.IGNORECASE)
# Lists of what is no story, as the great publishing systems call them.
_NO_STORIES: Final = re.compile(
    r"(?<![a-z])(?:page|pages|static|tags?|categor(?:y|ies)|taxonom(?:y|ies)|topics?|authors?"
    r"|users?|images?|photos?|videos?|attachments?|products?|comments?|locations?)(?![a-z])",
    re.IGNORECASE,
)
_MONTHS: Final = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?"),
    *("aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
_MONTH: Final = re.compile(
    rf"(?<![a-z])(?:{'|'.join(f'({month})' for month in _MONTHS)})(?![a-z])", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"[-_]?(\d{1,18})")
_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)?(?!\d)")
_YEARS: Final = range(1990, 2100)
_UNDATED: Final = datetime.min.replace(tzinfo=UTC)

_Numbered = tuple[tuple[int, ...], int]
"""The numbers in a name, and the name's place in the list."""


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap in an index, and when it changed, if that is said."""

    url: str
    changed: datetime | None = None


def freshest(children: Iterable[Child]) -> tuple[str, ...]:
    """The addresses that probably have the newest pages, best first, at most MAX_CHILDREN.

    First by name and by the day of the last change; of those that only a number or a date in the
    name tells apart, the newest of each series before the second of any. Where nothing tells,
    both ends of the list have their turn.
    """
    unique = list({normal_url(child.url): child for child in reversed(list(children))}.values())
    unique.reverse()
    ages = _ages([child.url for child in unique])
    ranked = sorted(
        enumerate(unique),
        key=lambda pair: _rank(pair[1], ages[pair[0]], _from_the_ends(pair[0], len(unique))),
    )
    return tuple(child.url for _, child in ranked[:MAX_CHILDREN])


def _rank(child: Child, age: int, place: int) -> tuple[bool, bool, float, int, float, int]:
    name = _name(child.url)
    changed = (child.changed or _UNDATED).timestamp()
    day = changed // 86_400
    return not _FRESH.search(name), bool(_NO_STORIES.search(name)), -day, age, -changed, place


def _ages(urls: Sequence[str]) -> list[int]:
    """For each address how many of its series are newer."""
    series: defaultdict[str, list[_Numbered]] = defaultdict(list)
    for place, url in enumerate(urls):
        name = _DAY.sub(r"\1-\2-\3", _MONTH.sub(lambda found: f"-{found.lastindex}", url))
        series[_NUMBER.sub("", name)].append((_numbers(name), place))
    ages = [0] * len(urls)
    for members in series.values():
        for age, (_, place) in enumerate(_newest_first(sorted(members, reverse=True))):
            ages[place] = age
    return ages


def _numbers(name: str) -> tuple[int, ...]:
    """The numbers in a name, the year before the others."""
    numbers = tuple(map(int, _NUMBER.findall(name)))
    years = tuple(number for number in numbers if number in _YEARS)[:1]
    return (*years, *numbers)


def _newest_first(members: list[_Numbered]) -> list[_Numbered]:
    """Those with the highest numbers; where they are no dates, the lowest may be the newest."""
    is_dated = any(number in _YEARS for number in members[0][0])
    if is_dated or len(members) < 3:
        return members
    return [members[0], members[-1], *members[1:-1]]


def _from_the_ends(place: int, length: int) -> int:
    """0 for the first, 1 for the last, 2 for the second, and so on."""
    return 2 * min(place, length - 1 - place) + (place >= (length + 1) // 2)


def _name(url: str) -> str:
    """What an address says beyond its host, which may be called "news" itself."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
