"""The dates of one feed or sitemap, each read in the way the others suggest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from app.parts.reading.date_style import style_of
from app.parts.reading.dates import parse_date
from app.parts.reading.link_lists import sensible_date

# A standard's date takes 20 microseconds, one in words 0.7 ms, and what is no date 10 ms: a list
# may have fifty thousand of them, in a calendar or a spelling that nobody else uses.
_PATIENCE: Final = 3_000
_FAILURE: Final = 30


class ListedDates:
    """`texts` are all the dates of the list, `language` and `url` what it says it is."""

    def __init__(
        self, texts: Iterable[str | None], *, now: datetime, language: str | None, url: str
    ) -> None:
        self._now = now
        self._style = style_of(texts, now=now, language=language, url=url)
        self._patience = _PATIENCE

    def moment(self, stated: Iterable[str]) -> datetime | None:
        """The first that can be read as a day that has come, in UTC."""
        return next(filter(None, map(self._read, stated)), None)

    def _read(self, text: str) -> datetime | None:
        moment = parse_date(text, self._style, in_words=False) or self._read_words(text)
        return sensible_date(moment.timestamp(), self._now) if moment else None

    def _read_words(self, text: str) -> datetime | None:
        if not text or self._patience <= 0:
            return None
        moment = parse_date(text, self._style)
        self._patience -= 1 if moment else _FAILURE
        return moment
