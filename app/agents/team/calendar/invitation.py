"""A call as an iCalendar object (RFC 5545), and as what invites to it, changes and cancels it
(iTIP, RFC 5546). Pure: the same event gives the same bytes.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.agents.team.calendar.attendees import Attendee, Participation, read_stored
from app.agents.team.calendar.zone_component import zone_component
from app.agents.team.calendar.zones import UTC_ZONE, zone_or_utc
from app.agents.team.tables import CalendarEvent, CalendarEventStatus
from app.lib.printable import one_line

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODUCT = "-//Brand Scout//Calls//EN"
REVISION = "X-BRAND-SCOUT-REVISION"


class Method(StrEnum):
    """What an iTIP message asks for; PUBLISH asks for nothing."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def itip_text(event: CalendarEvent, method: Method, organizer_name: str, sent_by: str = "") -> str:
    """The message to the attendees. `sent_by`: the bare address that the mail comes from, where it
    is another than the organizer's, to which answers go."""
    calendar = empty_calendar(method, [event])
    add_event(calendar, event, method, organizer_name, sent_by)
    return str(calendar.to_ical().decode())


def stored_text(event: CalendarEvent) -> str:
    """As a CalDAV server keeps it (RFC 4791, 4.1: without a METHOD)."""
    calendar = empty_calendar(None, [event])
    component = add_event(calendar, event, Method.PUBLISH)
    component.add(REVISION, str(event.revision))
    return str(calendar.to_ical().decode())


def feed_text(events: Sequence[CalendarEvent], name: str) -> str:
    """All of them, for programs that subscribe."""
    calendar = empty_calendar(Method.PUBLISH, events)
    calendar.add("x-wr-calname", name)
    for event in events:
        add_event(calendar, event, Method.PUBLISH)
    return str(calendar.to_ical().decode())


def empty_calendar(method: Method | None, events: Sequence[CalendarEvent]) -> "Calendar":
    """With the zones of the events, which come before them."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method is not None:
        calendar.add("method", method.value)
    for zone in zones_of(events):
        of_zone = [event for event in events if zone_of(event) == zone]
        first = min(event.starts_at for event in of_zone)
        last = max(event.ends_at for event in of_zone)
        calendar.add_component(zone_component(zone, first, last))
    return calendar


def zones_of(events: Sequence[CalendarEvent]) -> Iterator[ZoneInfo]:
    found = dict.fromkeys(zone_of(event) for event in events)
    return (zone for zone in found if isinstance(zone, ZoneInfo))


def add_event(
    calendar: "Calendar",
    event: CalendarEvent,
    method: Method,
    organizer_name: str = "",
    sent_by: str = "",
) -> "Event":
    from icalendar import Event

    component = Event()
    zone = zone_of(event)
    component.add("uid", event.uid)
    component.add("dtstamp", whole(event.stamped_at or event.updated_at))
    component.add("sequence", event.sequence)
    component.add("created", whole(event.created_at))
    component.add("last-modified", whole(event.updated_at))
    component.add("dtstart", whole(event.starts_at, zone))
    component.add("dtend", whole(event.ends_at, zone))
    add_texts(component, event)
    component.add("status", status_of(event, method))
    component.add("transp", "OPAQUE")
    add_people(component, event, method, organizer_name, sent_by)
    calendar.add_component(component)
    return component


def add_texts(component: "Event", event: CalendarEvent) -> None:
    component.add("summary", event.summary)
    if event.description:
        component.add("description", event.description)
    if event.location:
        component.add("location", event.location)


def zone_of(event: CalendarEvent) -> tzinfo:
    """UTC where the clock shows one of its times twice: with a TZID such a time is always the first
    of the two (RFC 5545, 3.3.5)."""
    zone = zone_or_utc(event.zone)
    second = any(one.astimezone(zone).fold for one in (event.starts_at, event.ends_at))
    return UTC if second or zone == UTC_ZONE else zone


def whole(moment: datetime, zone: tzinfo = UTC) -> datetime:
    """iCalendar knows no parts of seconds."""
    return moment.astimezone(zone).replace(microsecond=0)


def status_of(event: CalendarEvent, method: Method) -> str:
    """A call that we invite to is on for us, whoever has answered yet."""
    if method is Method.REQUEST:
        return CalendarEventStatus.CONFIRMED.upper()
    if method is Method.CANCEL:
        return CalendarEventStatus.CANCELLED.upper()
    return event.status.upper()


def add_people(
    component: "Event", event: CalendarEvent, method: Method, organizer_name: str, sent_by: str
) -> None:
    from icalendar import vCalAddress, vText

    if event.organizer:
        organizer = vCalAddress(f"mailto:{event.organizer}")
        if organizer_name:
            organizer.params["CN"] = vText(in_parameter(organizer_name))
        if sent_by and sent_by.lower() != event.organizer.lower():
            organizer.params["SENT-BY"] = f"mailto:{sent_by}"
        component.add("organizer", organizer)
    for attendee in read_stored(event.attendees):
        address = vCalAddress(f"mailto:{attendee.email}")
        address.params.update(params_of(attendee, method))
        component.add("attendee", address)


def params_of(attendee: Attendee, method: Method) -> dict[str, str]:
    params = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    params["PARTSTAT"] = attendee.participation.upper()
    if method is Method.REQUEST and attendee.participation != Participation.DELEGATED:
        params["RSVP"] = "TRUE"
    if attendee.name:
        params["CN"] = in_parameter(attendee.name)
    if attendee.delegated_to:
        params["DELEGATED-TO"] = f"mailto:{attendee.delegated_to}"
    if attendee.delegated_from:
        params["DELEGATED-FROM"] = f"mailto:{attendee.delegated_from}"
    return params


def in_parameter(text: str) -> str:
    """Without double quotes: what RFC 6868 writes for them Outlook shows as it is."""
    return one_line(text.replace('"', "'"), 200)
