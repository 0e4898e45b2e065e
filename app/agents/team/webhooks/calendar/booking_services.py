"""Bookings as Cal.com (cal.com/docs, "Webhooks") and Calendly (developer.calendly.com, version 2)
tell of them."""

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from app.agents.team.calendar.attendees import Attendee
from app.agents.team.calendar.bookings import Booking
from app.agents.team.tables import CalendarEventStatus
from app.lib.mail_address import NotAnAddressError, parse_address
from app.lib.printable import one_line

CAL_COM: Final = "cal.com"
CALENDLY: Final = "calendly"
LONGEST_ID: Final = 300


def _or_empty(value: object) -> object:
    """A text, or none at all."""
    return value if isinstance(value, str) else ""


def _or_none(value: object) -> object:
    return value if isinstance(value, dict) else {}


Text = Annotated[str, BeforeValidator(_or_empty)]
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class _Person(_Model):
    name: Text = ""
    email: Text = ""
    zone: Annotated[Text, Field(alias="timeZone")] = ""


class _CalComCall(_Model):
    uid: Id
    starts_at: Annotated[AwareDatetime, Field(alias="startTime")]
    ends_at: Annotated[AwareDatetime, Field(alias="endTime")]
    title: Text = ""
    description: Text = ""
    notes: Annotated[Text, Field(alias="additionalNotes")] = ""
    location: Text = ""
    organizer: Annotated[_Person, BeforeValidator(_or_none)] = _Person()
    attendees: Annotated[tuple[_Person, ...], Field(max_length=500)] = ()
    replaces: Annotated[Text, Field(alias="rescheduleUid")] = ""


class CalCom(_Model):
    """`triggerEvent` has many more words than those that are about a call's time."""

    trigger: Annotated[str, Field(alias="triggerEvent", max_length=80)]
    created_at: Annotated[AwareDatetime, Field(alias="createdAt")]
    payload: dict[str, object]


_CAL_COM_STATUS: Final = {
    "BOOKING_CREATED": CalendarEventStatus.CONFIRMED,
    "BOOKING_PAID": CalendarEventStatus.CONFIRMED,
    "BOOKING_RESCHEDULED": CalendarEventStatus.CONFIRMED,
    "BOOKING_REQUESTED": CalendarEventStatus.TENTATIVE,
    "BOOKING_CANCELLED": CalendarEventStatus.CANCELLED,
    "BOOKING_REJECTED": CalendarEventStatus.CANCELLED,
}


def of_cal_com(told: CalCom) -> Booking | None:
    """None for what is about no booking's time. Raises ValidationError, UnusableBookingError."""
    status = _CAL_COM_STATUS.get(told.trigger.upper())
    if status is None:
        return None
    call = _CalComCall.model_validate(told.payload)
    return Booking(
        source=CAL_COM,
        external_id=call.uid,
        starts_at=call.starts_at,
        ends_at=call.ends_at,
        reported_at=told.created_at,
        status=status,
        zone=call.organizer.zone or "UTC",
        summary=call.title,
        description=call.notes or call.description,
        location=call.location,
        organizer=address_of(call.organizer.email),
        attendees=attendees_of(call.attendees),
        replaces=call.replaces if call.replaces != call.uid else "",
    )


class _Place(_Model):
    location: Text = ""
    join_url: Text = ""


class _Host(_Model):
    user_email: Text = ""


class _Scheduled(_Model):
    name: Text = ""
    start_time: AwareDatetime
    end_time: AwareDatetime
    location: Annotated[_Place, BeforeValidator(_or_none)] = _Place()
    event_memberships: Annotated[tuple[_Host, ...], Field(max_length=50)] = ()


class _Answer(_Model):
    question: Text = ""
    answer: Text = ""


class _Invitee(_Model):
    uri: Id
    email: Text = ""
    name: Text = ""
    timezone: Text = ""
    old_invitee: Text = ""
    scheduled_event: _Scheduled
    questions_and_answers: Annotated[tuple[_Answer, ...], Field(max_length=50)] = ()


class Calendly(_Model):
    event: Literal["invitee.created", "invitee.canceled"]
    created_at: AwareDatetime
    payload: _Invitee


def of_calendly(told: Calendly) -> Booking:
    """One for each who is invited. Raises UnusableBookingError."""
    invitee, call = told.payload, told.payload.scheduled_event
    is_on = told.event == "invitee.created"
    person = _Person(name=invitee.name, email=invitee.email, zone=invitee.timezone)
    answers = (f"{one.question}: {one.answer}" for one in invitee.questions_and_answers)
    hosts = [host.user_email for host in call.event_memberships if host.user_email]
    return Booking(
        source=CALENDLY,
        external_id=invitee.uri,
        starts_at=call.start_time,
        ends_at=call.end_time,
        reported_at=told.created_at,
        status=CalendarEventStatus.CONFIRMED if is_on else CalendarEventStatus.CANCELLED,
        zone=invitee.timezone or "UTC",
        summary=call.name,
        description="\n".join(answers),
        location=call.location.join_url or call.location.location,
        organizer=address_of(hosts[0]) if hosts else "",
        attendees=attendees_of((person,)),
        replaces=invitee.old_invitee[:LONGEST_ID],
    )


def attendees_of(people: tuple[_Person, ...]) -> tuple[Attendee, ...]:
    """Those who have an address, each once."""
    found: dict[str, Attendee] = {}
    for person in people:
        if email := address_of(person.email):
            name, zone = one_line(person.name, 120), one_line(person.zone, 60)
            found.setdefault(email, Attendee(email=email, name=name, zone=zone))
    return tuple(found.values())


def address_of(text: str) -> str:
    """ "" for what is none."""
    try:
        return str(parse_address(text.strip())).lower()
    except NotAnAddressError:
        return ""


CAL_COM_FORM: Final = TypeAdapter(CalCom)
CALENDLY_FORM: Final = TypeAdapter(Calendly)
