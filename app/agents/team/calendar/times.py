"""Times as people read them."""

from datetime import datetime
from zoneinfo import ZoneInfo


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """ "Tue 24 Nov 2026, 09:00 (Africa/Johannesburg, UTC+02:00)": the offset tells apart the two
    times that a clock shows alike in the night in which it is set back."""
    there = moment.astimezone(zone)
    offset = f"{there:%z}"
    sign = f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M} ({zone.key}, {sign})"
