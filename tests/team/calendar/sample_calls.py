"""Forty calls: zones of all kinds, and the nights in which their clocks are set."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from app.agents.team.calendar.attendees import Attendee, stored
from app.agents.team.tables import CalendarEvent

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ZONES = (
    *("Africa/Johannesburg", "Europe/London", "Europe/Dublin", "Europe/Berlin"),
    *("America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns"),
    *("Asia/Kathmandu", "Asia/Kolkata", "Asia/Tokyo", "Asia/Tehran"),
    *("Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham"),
    *("Pacific/Apia", "Africa/Casablanca", "Africa/Cairo", "America/Santiago", "UTC"),
)
NIGHTS = {
    "Europe/London": ("2026-03-29T00:30Z", "2026-03-29T01:00Z", "2026-10-25T00:30Z"),
    "Europe/Dublin": ("2026-03-29T01:15Z", "2026-10-25T01:15Z"),
    "Europe/Berlin": ("2026-03-29T00:45Z", "2026-10-25T00:15Z", "2026-10-25T01:15Z"),
    "America/New_York": ("2026-03-08T06:45Z", "2026-11-01T05:30Z", "2026-11-01T06:30Z"),
    "America/St_Johns": ("2026-11-01T04:10Z",),
    "Australia/Lord_Howe": ("2026-04-04T14:45Z", "2026-04-04T15:10Z", "2026-10-03T15:45Z"),
    "Africa/Cairo": ("2026-04-23T21:45Z", "2026-10-29T20:30Z", "2026-10-29T21:30Z"),
    "America/Santiago": ("2026-04-05T03:30Z",),
}


def call(zone: str, starts_at: datetime, number: int = 1, minutes: int = 30) -> CalendarEvent:
    return CalendarEvent(
        uid=f"call-{number}@debonairs.example",
        sequence=0,
        created_at=NOW,
        updated_at=NOW,
        stamped_at=NOW,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        zone=zone,
        summary="Läsagne; lunch, \\ and more",
        description="First line\nSecond, line; of two",
        location="Room 1, floor 2",
        organizer="lunch@debonairs.example",
        attendees=stored([Attendee(email="ann@acme.example", name='Ann "A"; Ä: B')]),
        source="invitation",
        revision=1,
    )


def calls() -> list[CalendarEvent]:
    """One by day in each zone, and those of the nights."""
    by_day = [
        call(zone, datetime(2026, 7, 15, 10, 0, tzinfo=ZoneInfo(zone)), number)
        for number, zone in enumerate(ZONES)
    ]
    nights = [(zone, text) for zone, texts in NIGHTS.items() for text in texts]
    at_night = [
        call(zone, datetime.fromisoformat(text.replace("Z", "+00:00")), number)
        for number, (zone, text) in enumerate(nights, len(ZONES))
    ]
    return by_day + at_night


def read(text: str) -> Any:
    """As another program reads it. The library's types are those of any property."""
    return Calendar.from_ical(text)


def events_in(text: str) -> list[Any]:
    return list(read(text).walk("VEVENT"))
