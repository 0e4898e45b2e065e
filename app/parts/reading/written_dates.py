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

# With all of its two hundred dateparser needs two seconds for what is no date, and to get ready for
# these takes longer than to read thirty pages: only those whose script it is are tried.
_LANGUAGES: Final = (
    *("en", "af", "nl", "de", "fr", "es", "pt", "it", "sv", "da", "nb", "fi", "pl", "cs", "sk"),
    *("hu", "ro", "hr", "sl", "tr", "et", "lv", "lt", "ca", "eu", "id", "ms", "vi", "sw", "zu"),
)
_OF_OTHER_SCRIPTS: Final = (
    (re.compile("[\u0400-\u052f]"), ("ru", "uk", "bg", "sr")),
    (re.compile("[\u0370-\u03ff]"), ("el",)),
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa")),
    (re.compile("[\u0590-\u05ff]"), ("he",)),
    (re.compile("[\u0900-\u097f]"), ("hi",)),
    (re.compile("[\u0980-\u09ff]"), ("bn",)),
    (re.compile("[\u0e00-\u0e7f]"), ("th",)),
    (re.compile("[\uac00-\ud7af]"), ("ko",)),
    (re.compile("[\u3040-\u30ff\u3400-\u9fff]"), ("ja", "zh")),
)
_SAME_LANGUAGE: Final = {"no": "nb", "in": "id", "iw": "he", "xh": "zu"}
# Nobody writes months first between dots.
_DOTS: Final = re.compile(r"\d{1,2}\.\s?\d{1,2}\.")
_DAY_ENDS: Final = re.compile(r"(?<=[日号號일])(?=[^\s(])")
_WEEKDAY: Final = re.compile(r"\((?:周|週)?[月火水木金土日一二三四五六天]\)")
_REIWA: Final = re.compile(r"令和\s?(\d{1,2}|元)年")
_TIME_OF_DAY: Final = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_YEAR: Final = re.compile(r"\d\d")
_BUDDHIST_YEARS: Final = range(2533, 2643)
_FAILURES: Final = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


def read_written(
    text: str, style: DateStyle = DAY_FIRST, *, in_its_language: bool = False
) -> datetime | None:
    """The moment without a zone; None unless day, month and year are stated.

    `in_its_language`: only in that of the document, if it is known, and English.
    """
    spaced = _DAY_ENDS.sub(" ", _REIWA.sub(_of_reiwa, _WEEKDAY.sub(" ", text)))
    if not _YEAR.search(_TIME_OF_DAY.sub(" ", spaced)):
        return None
    order = "DMY" if style.order == "MDY" and _DOTS.match(text) else style.order
    languages = ("en",) if in_its_language and style.language else _languages(spaced)
    try:
        read = _parser(order, style.language, languages).get_date_data(spaced)
        moment: datetime | None = read.date_obj
    except _FAILURES:
        return None
    if moment and moment.year in _BUDDHIST_YEARS:
        return moment.replace(year=moment.year - 543)
    return moment


def _languages(text: str) -> tuple[str, ...]:
    found = (spoken for script, spoken in _OF_OTHER_SCRIPTS if script.search(text))
    return next(found, _LANGUAGES)


def _of_reiwa(found: re.Match[str]) -> str:
    return f"{2018 + (1 if found[1] == '元' else int(found[1]))}年"


@lru_cache(maxsize=128)
def _parser(order: Order, language: str | None, languages: tuple[str, ...]) -> "DateDataParser":
    from dateparser.data.languages_info import language_order
    from dateparser.date import DateDataParser

    own = _SAME_LANGUAGE.get(language or "", language)
    known = [own] if own in language_order else []
    return DateDataParser(
        languages=list(dict.fromkeys([*known, *languages])),
        try_previous_locales=False,  # What one document taught must not read the next.
        use_given_order=True,
        settings={
            "DATE_ORDER": order,
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
