"""The zone at the end of a written time: an offset, a name, or both."""

import re
from datetime import timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

_TIME: Final = r"\d{1,2}:?\d\d(?::?\d\d(?:[.,:]\d+)?)?\s*(?:[ap]m\b)?"
# A plus that was part of an address has become a space.
_SIGN: Final = r"[+\u2212-]|(?<=:\d\d:\d\d )(?=(?:0\d|1[0-4]):?[034][05]$)"
# Unix and old interfaces put the year last.
_END: Final = r"(?=$|\s+(?:19|20)\d\d$)"
_OFFSET: Final = re.compile(
    rf"({_TIME})\s*(?:UTC|GMT|UT)?\s*({_SIGN})(\d{{1,2}})(?::?(\d\d))?(?::?\d\d)?"
    rf"(?:\s*(?:UTC|GMT|UT|hrs?))?{_END}",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    rf"({_TIME})\s*[(\[]?([a-z]{{1,5}}|[a-z]{{2,12}}/[a-z_/-]{{2,30}})\b[)\]]?{_END}",
    re.IGNORECASE,
)
# JavaScript puts the zone's long name behind the offset, Java its key.
_COMMENT: Final = re.compile(r"(?<=\d)\s*(?:\([^()]*\)|\[[\w/+-]+\])$")
_CLOCK_WORDS: Final = {"AM", "PM", "UHR", "H", "HRS"}
# Said in summer as in winter.
_BY_PLACE: Final = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
# Of several zones with a name, the one that most people have. The table behind takes any, but to
# load it takes as long as to read ten pages.
_MEANT: Final = {
    **dict.fromkeys(("Z", "UTC", "GMT", "UT", "WET"), timedelta()),
    **dict.fromkeys(("CET", "MEZ", "BST", "WEST", "WAT"), timedelta(hours=1)),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST", "CAT"), timedelta(hours=2)),
    **dict.fromkeys(("EEST", "MSK", "EAT"), timedelta(hours=3)),
    "IST": timedelta(hours=5, minutes=30),
    **dict.fromkeys(("JST", "KST"), timedelta(hours=9)),
    "AEST": timedelta(hours=10),
    "AEDT": timedelta(hours=11),
    "EDT": timedelta(hours=-4),
    **dict.fromkeys(("EST", "CDT"), timedelta(hours=-5)),
    **dict.fromkeys(("CST", "MDT"), timedelta(hours=-6)),
    **dict.fromkeys(("MST", "PDT"), timedelta(hours=-7)),
    "PST": timedelta(hours=-8),
}


def split_zone(text: str) -> tuple[str, tzinfo | None]:
    """The text without its zone, and the zone if one is stated and known.

    Raises ValueError for an offset that no zone has.
    """
    bare = _COMMENT.sub("", text)
    offset = _OFFSET.search(bare)
    if offset:
        return _without(bare, offset), _of_offset(offset)
    name = _NAME.search(text)
    if name is None:
        return bare, None
    if name[2].upper() in _CLOCK_WORDS:
        return text, None
    zone = _named(name[2])
    is_unknown = name[2].isupper() or "/" in name[2]
    return (_without(text, name), zone) if zone or is_unknown else (text, None)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.end(1)].rstrip()}{text[found.end() :]}"


def _of_offset(found: re.Match[str]) -> tzinfo:
    offset = timedelta(hours=int(found[3]), minutes=int(found[4] or 0))
    if offset > timedelta(hours=14):
        raise ValueError(f"No zone is {offset} away from UTC.")
    return timezone(offset if found[2] in {"+", ""} else -offset)


@cache
def _named(name: str) -> tzinfo | None:
    place = _BY_PLACE.get(name.upper(), name)
    if "/" in place:
        try:
            return ZoneInfo(place)
        except (KeyError, ValueError, OSError):
            return None
    offset = _MEANT.get(name.upper())
    if offset is None:
        offset = _offset_of_abbreviation(name.upper())
    return None if offset is None else timezone(offset)


def _offset_of_abbreviation(name: str) -> timedelta | None:
    from dateparser.timezone_parser import pop_tz_offset_from_string

    rest, zone = pop_tz_offset_from_string(f"0:00 {name}")
    return zone.utcoffset(None) if zone and rest.strip() == "0:00" else None
