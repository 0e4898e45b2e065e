"""What a company's pages tell of late: headlines that stand beside a date. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.agents.leads.facts.page_lines import Line
from app.agents.leads.facts.types import Fact
from app.agents.leads.research.guard import is_statement
from app.parts.reading.dates import parse_date

MAX_ITEMS: Final = 30
MOST_RECENT: Final = 3
RECENT: Final = timedelta(days=365)
_HEADLINE_WORDS: Final = range(3, 31)
_MONTHS: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE: Final = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTHS},?\s20\d\d|{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s20\d\d"
    r"|20\d\d-[01]\d-[0-3]\d|\d{1,2}[./]\d{1,2}[./]20\d\d)(?!\d)",
    re.IGNORECASE,
)
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_AROUND: Final = " \t-\u2013\u2014|:\u00b7\u2022,"
_NO_NEWS: Final = re.compile(
    r"cookie|privacy|copyright|\u00a9|rights reserved|last updated|effective|terms|opening hours|"
    r"read more|posted (?:by|in|on)|comments?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NewsItem:
    """`day` is an ISO date; `quote` has the headline and the date as they stand."""

    day: str
    headline: str
    quote: str

    def fact(self) -> Fact:
        return Fact("recent_activity", self.headline, self.quote)


def news_in(lines: Sequence[Line]) -> Sequence[NewsItem]:
    """In the page's order, those with a headline, however old."""
    shown = [line for line in lines if line.text]
    items: dict[str, NewsItem] = {}
    for at, line in enumerate(shown):
        item = _item_at(shown, at, line.text)
        if item is not None and len(items) < MAX_ITEMS:
            items.setdefault(item.headline, item)
    return list(items.values())


def recent(items: Sequence[NewsItem], today: date) -> Sequence[NewsItem]:
    """The newest ones of the last year; none that is to come."""
    dated = ((date.fromisoformat(item.day), item) for item in items)
    within = [pair for pair in dated if today - RECENT <= pair[0] <= today]
    within.sort(key=lambda pair: pair[0], reverse=True)
    return [item for _, item in within[:MOST_RECENT]]


def _item_at(lines: Sequence[Line], at: int, text: str) -> NewsItem | None:
    found = _DATE.search(text[:300])
    moment = parse_date(_ORDINAL.sub("", found[0])) if found else None
    if found is None or moment is None or _NO_NEWS.search(text):
        return None
    for headline, quote in _headlines(lines, at, found):
        if _is_headline(headline):
            return NewsItem(moment.date().isoformat(), headline, quote)
    return None


def _headlines(lines: Sequence[Line], at: int, found: re.Match[str]) -> Iterator[tuple[str, str]]:
    """In the date's own line, else in the line below or above it, what stands out first."""
    text = lines[at].text
    for side in (text[found.end() :], text[: found.start()]):
        yield side.strip(_AROUND), text
    if len(text) - len(found[0]) > 25:
        return
    beside = [near for near in (at + 1, at - 1) if 0 <= near < len(lines)]
    beside.sort(key=lambda near: not (lines[near].is_heading or lines[near].links))
    for near in beside:
        pair = (text, lines[near].text) if near > at else (lines[near].text, text)
        yield lines[near].text, "\n".join(pair)


def _is_headline(text: str) -> bool:
    return (
        len(text.split()) in _HEADLINE_WORDS
        and len(text) <= 240
        and not _DATE.search(text)
        and not _NO_NEWS.search(text)
        and is_statement(text)
    )
