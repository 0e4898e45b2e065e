"""Dates in words and in numbers of uncertain order, in most languages, by dateparser."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

Order = Literal["DMY", "MDY", "YMD"]


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a document writes its dates: the order of numbers, and the language of words."""

    order: Order = "DMY"
    language: str | None = None


DAY_FIRST: Final = DateStyle()

# With all of its two hundred dateparser needs two seconds for what is no date.
_LANGUAGES: Final = (
    *("en", "af", "nl", "de", "fr", "es", "pt", "it", "sv", "da", "nb", "fi", "pl", "cs", "sk"),
    *("hu", "ro", "ru", "uk", "bg", "hr", "sl", "sr", "el", "tr", "et", "lv", "lt", "ca", "eu"),
    *("ar", "he", "fa", "hi", "bn", "id", "ms", "vi", "th", "ja", "zh", "ko", "sw", "zu"),
)
_SAME_LANGUAGE: Final = {"no": "nb", "in": "id", "iw": "he", "xh": "zu"}
# Nobody writes months first between dots.
_DOTS: Final = re.compile(r"\d{1,2}\.\s?\d{1,2}\.")
_DAY_ENDS: Final = re.compile(r"(?<=[日号號일])(?=[^\s(])")
_WEEKDAY: Final = re.compile(r"\((?:周|週)?[月火水木金土日一二三四五六天]\)")
_REIWA: Final = re.compile(r"令和\s?(\d{1,2}|元)年")
_BUDDHIST_YEARS: Final = range(2533, 2643)
_FAILURES: Final = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


def read_written(text: str, style: DateStyle = DAY_FIRST) -> datetime | None:
    """The moment without a zone; None unless day, month and year are stated."""
    if not any(map(str.isdigit, text)):
        return None
    order = "DMY" if style.order == "MDY" and _DOTS.match(text) else style.order
    try:
        spaced = _DAY_ENDS.sub(" ", _REIWA.sub(_of_reiwa, _WEEKDAY.sub(" ", text)))
        read = _parser(order, style.language).get_date_data(spaced)
        moment: datetime | None = read.date_obj
    except _FAILURES:
        return None
    if moment and moment.year in _BUDDHIST_YEARS:
        return moment.replace(year=moment.year - 543)
    return moment


def _of_reiwa(found: re.Match[str]) -> str:
    return f"{2018 + (1 if found[1] == '元' else int(found[1]))}年"


@lru_cache(maxsize=32)
def _parser(order: Order, language: str | None) -> "DateDataParser":
    from dateparser.data.languages_info import language_order
    from dateparser.date import DateDataParser

    own = _SAME_LANGUAGE.get(language or "", language)
    known = [own] if own in language_order else []
    return DateDataParser(
        languages=list(dict.fromkeys([*known, *_LANGUAGES])),
        try_previous_locales=False,  # What one document taught must not read the next.
        use_given_order=True,
        settings={
            "DATE_ORDER": order,
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
