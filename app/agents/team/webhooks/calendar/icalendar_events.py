"""Calls in iCalendar (RFC 5545), as other calendars send them (RFC 5546: PUBLISH, REQUEST,
CANCEL)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from app.agents.team.calendar.attendees import Attendee
from app.agents.team.calendar.bookings import Booking
from app.agents.team.tables import CalendarEventStatus
from app.agents.team.webhooks.calendar.booking_services import address_of
from app.lib.errors import PermanentError
from app.lib.printable import one_line

if TYPE_CHECKING:
    from icalendar import Calendar, Event

SOURCE: Final = "icalendar"
MOST_EVENTS: Final = 50
MOST_ATTENDEES: Final = 50
HIGHEST_SEQUENCE: Final = 2**31 - 1


def read_calendar(text: bytes) -> "Calendar":
    """Raises PermanentError."""
    from icalendar import Calendar

    try:
        return Calendar.from_ical(text)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise PermanentError("The calendar cannot be read.") from error


def method_of(calendar: "Calendar") -> str:
    return str(calendar.get("METHOD", "PUBLISH")).strip().upper()


def bookings_in(calendar: "Calendar", received_at: datetime) -> list[Booking]:
    """Of events with a time; one of a whole day is no call. Raises PermanentError."""
    is_off = method_of(calendar) == "CANCEL"
    try:
        events = calendar.events[: MOST_EVENTS + 1]
        found = [one for event in events for one in _booking_of(event, is_off, received_at)]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise PermanentError("An event of the calendar cannot be read.") from error
    if len(events) > MOST_EVENTS:
        raise PermanentError(f"The calendar has more than {MOST_EVENTS} events.")
    return found


def _booking_of(event: "Event", is_off: bool, received_at: datetime) -> Iterator[Booking]:
    begins, ends = event.start, event.end
    if not isinstance(begins, datetime) or not isinstance(ends, datetime):
        return
    said = str(event.get("STATUS", "")).upper()
    uid = one_line(str(event.get("UID", "")), 255)
    yield Booking(
        source=SOURCE,
        external_id=uid,
        uid=uid,
        sequence=min(max(int(event.get("SEQUENCE", 0)), 0), HIGHEST_SEQUENCE),
        starts_at=begins,
        ends_at=ends,
        reported_at=_stamp(event, received_at),
        status=_status(said, is_off),
        zone=str(getattr(begins.tzinfo, "key", "UTC")),
        summary=str(event.get("SUMMARY", "")),
        description=str(event.get("DESCRIPTION", "")),
        location=str(event.get("LOCATION", "")),
        organizer=_address(event.get("ORGANIZER", "")),
        attendees=tuple(_attendees(event)),
    )


def _status(said: str, is_off: bool) -> CalendarEventStatus:
    if is_off or said == "CANCELLED":
        return CalendarEventStatus.CANCELLED
    return CalendarEventStatus.TENTATIVE if said == "TENTATIVE" else CalendarEventStatus.CONFIRMED


def _stamp(event: "Event", received_at: datetime) -> datetime:
    """When this version was made, by the sender's clock."""
    stamp = event.get("DTSTAMP")
    moment = getattr(stamp, "dt", None)
    if not isinstance(moment, datetime):
        return received_at
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _attendees(event: "Event") -> Iterator[Attendee]:
    listed = event.get("ATTENDEE", [])
    for one in (listed if isinstance(listed, list) else [listed])[:MOST_ATTENDEES]:
        if email := _address(one):
            yield Attendee(email=email, name=one_line(str(one.params.get("CN", "")), 120))


def _address(value: Any) -> str:
    text = str(value)
    return address_of(text[7:] if text.lower().startswith("mailto:") else text)
