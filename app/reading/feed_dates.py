"""The dates of one feed's entries, read in the way its other dates suggest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from app.reading.date_style import style_of
from app.reading.dates import parse_date
from app.reading.link_lists import sensible_date

# What is no date takes the longest to read: a feed in an unknown calendar has a thousand of them.
_FAILURES_AT_MOST: Final = 100


class FeedDates:
    """`texts` are all the dates of the feed, `language` and `url` what it says it is."""

    def __init__(
        self, texts: Iterable[str | None], *, now: datetime, language: str | None, url: str
    ) -> None:
        self._now = now
        self._style = style_of(texts, now=now, language=language, url=url)
        self._failures = 0

    def moment(self, stated: Iterable[str]) -> datetime | None:
        """The first that can be read as a day that has come, in UTC."""
        return next(filter(None, map(self._read, stated)), None)

    def _read(self, text: str) -> datetime | None:
        has_patience = self._failures < _FAILURES_AT_MOST
        moment = parse_date(text, self._style if has_patience else None)
        if moment is None:
            self._failures += 1
            return None
        return sensible_date(moment.timestamp(), self._now)
