"""Calls that were booked, moved or cancelled elsewhere: rows of the calendar, and a task that
prepares each call that is on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from app.agents.team.calendar.bookings import Booking, take_in_booking
from app.agents.team.webhooks.calendar.booking_services import (
    CAL_COM_FORM,
    CALENDLY_FORM,
    of_cal_com,
    of_calendly,
)
from app.agents.team.webhooks.calendar.icalendar_events import (
    bookings_in,
    method_of,
    read_calendar,
)
from app.agents.team.webhooks.event_kinds import Bench, Store, read_json, saying
from app.agents.team.webhooks.events import Event
from app.lib.errors import PermanentError
from app.lib.printable import one_line

if TYPE_CHECKING:
    from sqlmodel import Session

BEGINNING = b"BEGIN:VCALENDAR"
TAKEN = ("PUBLISH", "REQUEST", "CANCEL")


class _Told(BaseModel):
    """Which of the services it is of, by the field that the other has not."""

    model_config = ConfigDict(extra="ignore")

    triggerEvent: str | None = None  # noqa: N815 (Cal.com's name)
    event: str | None = None


_TOLD: TypeAdapter[_Told] = TypeAdapter(_Told)


async def take_booking(bench: Bench, event: Event) -> Store:
    """Raises PermanentError."""
    if event.body.lstrip()[: len(BEGINNING)].upper() == BEGINNING:
        return of_icalendar(bench, event)
    bookings = of_service(event)
    if not bookings:
        return saying("It is about no call's time; nothing was done.")
    return storing(bench, bookings)


def of_service(event: Event) -> Sequence[Booking]:
    told = read_json(_TOLD, event, "a booking")
    try:
        if told.triggerEvent is not None:
            booking = of_cal_com(read_json(CAL_COM_FORM, event, "a booking of Cal.com's"))
            return [booking] if booking else []
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise PermanentError(
            f"It is not a booking of Cal.com's: look at payload.{one_line(place, 100)}."
        ) from error
    if told.event is None:
        raise PermanentError("It is no booking: neither iCalendar nor of Cal.com nor of Calendly.")
    if not told.event.startswith("invitee.c"):
        return []
    return [of_calendly(read_json(CALENDLY_FORM, event, "a booking of Calendly's"))]


def of_icalendar(bench: Bench, event: Event) -> Store:
    calendar = read_calendar(event.body)
    if method_of(calendar) not in TAKEN:
        return saying(f"A calendar that says {method_of(calendar)[:20]} books no call.")
    bookings = bookings_in(calendar, event.received_at)
    if not bookings:
        return saying("The calendar has no call in it.")
    return storing(bench, bookings)


def storing(bench: Bench, bookings: Sequence[Booking]) -> Store:
    def store(session: "Session") -> str:
        now = bench.parts.clock()
        said = [told_of(booking, take_in_booking(session, booking, now)) for booking in bookings]
        return " ".join(said)

    return store


def told_of(booking: Booking, event_id: int) -> str:
    return f"Call {event_id}: {booking.status} at {booking.starts_at:%d %b %Y %H:%M %Z}."
