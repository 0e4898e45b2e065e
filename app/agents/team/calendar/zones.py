"""Time zones by whatever name a calendar program has for them."""

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.lib.printable import one_line

UTC_ZONE = ZoneInfo("UTC")
LONGEST_ZONE = 80


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    """By its IANA name, or by Windows' own ("South Africa Standard Time", as Outlook has it).

    None when nobody knows it. Names are files to zoneinfo: what looks like a path is none.
    """
    name = name.strip().strip('"').removeprefix("/")
    if not name or len(name) > LONGEST_ZONE or not name.isascii():
        return None
    if ".." in name or one_line(name, LONGEST_ZONE) != name:
        return None
    found = iana(name)
    if found is None and (other := windows_name(name)):
        return iana(other)
    return found


def iana(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def windows_name(name: str) -> str | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = WINDOWS_TO_OLSON.get(name)
    return str(found) if found else None


def zone_or_utc(name: str) -> ZoneInfo:
    return zone_named(name) or UTC_ZONE
