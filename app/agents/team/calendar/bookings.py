"""Calls that were booked elsewhere become events, each once, and are prepared.

A booking service tells of a booking several times, late and in any order: what it says last, by its
own clock, counts. A booking that was moved has a new name at most services and `replaces` the old
one, which never becomes a call again, whichever is heard of first.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.agents.team.calendar.attendees import MOST_ATTENDEES, Attendee, stored
from app.agents.team.calendar.events import (
    changed,
    event_by_external_id,
    event_by_uid,
    is_cancelled,
)
from app.agents.team.calendar.zones import zone_or_utc
from app.agents.team.tables import CalendarEvent, CalendarEventStatus
from app.lib.errors import PermanentError
from app.lib.printable import harmless, one_line
from app.parts.runs.run_requests import add_run
from app.parts.runs.tables import AgentRun, Trigger
from app.parts.runs.work import Work
from app.parts.store.statements import required_id

BOOKING_CALLPREP = "booking_callprep"
"""`agent_runs.agent` of who prepares calls."""
LONGEST_CALL = timedelta(days=7)
LONGEST_LINE, LONGEST_TEXT = 500, 8_000


class UnusableBookingError(PermanentError):
    """What was reported is no call at a time."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A call as somebody else's calendar reports it.

    `source` and `external_id` together are its name: "cal.com" and what Cal.com calls it. `uid`,
    `sequence` are iCalendar's, where the source has them. Moments have a zone; `reported_at` is
    the sender's clock, or when it came. `replaces`: the external id, of the same source, that this
    booking takes the place of. `organizer` is a bare address, "" when it is not known.
    """

    source: str
    external_id: str
    starts_at: datetime
    ends_at: datetime
    reported_at: datetime
    status: CalendarEventStatus = CalendarEventStatus.CONFIRMED
    zone: str = "UTC"
    summary: str = ""
    description: str = ""
    location: str = ""
    organizer: str = ""
    attendees: tuple[Attendee, ...] = ()
    uid: str = ""
    sequence: int | None = None
    replaces: str = ""
    lead_id: int | None = None

    def __post_init__(self) -> None:
        """Raises UnusableBookingError."""
        if not self.source or not self.external_id:
            raise UnusableBookingError("The booking has no id of its own.")
        moments = (self.starts_at, self.ends_at, self.reported_at)
        if any(moment.tzinfo is None for moment in moments):
            raise UnusableBookingError("The booking's times have no zone.")
        if not self.starts_at < self.ends_at <= self.starts_at + LONGEST_CALL:
            raise UnusableBookingError("The booking does not end after it begins, within a week.")


def take_in_booking(session: Session, booking: Booking, now: datetime) -> int:
    """The id of its event, new, changed or as it was. A call that is on is prepared by a task of
    its own, once for each version of it. The caller commits."""
    if booking.replaces:
        cancel_replaced(session, booking, now)
    event = known_event(session, booking)
    if event is None:
        event = new_event(booking, now)
        session.add(event)
        session.flush()
        ask_to_prepare(session, event, now)
    elif is_news(booking, event):
        apply(booking, event, now)
        session.add(event)
        session.flush()
        ask_to_prepare(session, event, now)
    return required_id(event.id)


def known_event(session: Session, booking: Booking) -> CalendarEvent | None:
    """Its row is locked: two reports of one booking come one after the other."""
    found = event_by_external_id(session, name_of(booking.source, booking.external_id))
    return event_by_uid(session, booking.uid) if found is None and booking.uid else found


def name_of(source: str, external_id: str) -> str:
    """One service's ids are no other's. A long one is cut to what tells it apart."""
    name = f"{one_line(source, 40)}:{external_id}"
    if len(name) <= 200 and harmless(name) == name:
        return name
    return f"{one_line(source, 40)}:{digest_of(external_id)}"


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_news(booking: Booking, event: CalendarEvent) -> bool:
    """Sequence first, then the sender's clock (RFC 5546, 2.1.5). A booking without a sequence that
    was cancelled stays so: services give a new name to one that is made again."""
    if booking.sequence is not None:
        said = (event.sequence, event.stamped_at or event.created_at)
        return (booking.sequence, booking.reported_at) > said
    if is_cancelled(event):
        return False
    return booking.reported_at > (event.stamped_at or event.created_at)


def new_event(booking: Booking, now: datetime) -> CalendarEvent:
    event = event_of(booking, name_of(booking.source, booking.external_id), now)
    event.uid = booking.uid or event.uid
    apply(booking, event, now)
    event.sequence = booking.sequence or 0
    return event


def event_of(booking: Booking, name: str, now: datetime) -> CalendarEvent:
    """At the booking's time, without its words."""
    return CalendarEvent(
        uid=f"{digest_of(name)[:32]}@brand-scout",
        external_id=name,
        created_at=now,
        updated_at=now,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone="UTC",
        summary="",
        source=one_line(booking.source, 40),
    )


def apply(booking: Booking, event: CalendarEvent, now: datetime) -> None:
    event.starts_at, event.ends_at = booking.starts_at, booking.ends_at
    event.zone = zone_or_utc(booking.zone).key
    event.summary = one_line(booking.summary, LONGEST_LINE) or "Call"
    event.description = harmless_lines(booking.description[:LONGEST_TEXT])
    event.location = one_line(booking.location, LONGEST_LINE)
    event.organizer = one_line(booking.organizer, 254)
    event.attendees = stored(booking.attendees[:MOST_ATTENDEES])
    event.status = booking.status
    event.stamped_at = booking.reported_at
    event.lead_id = booking.lead_id or event.lead_id
    event.sequence = event.sequence + 1 if booking.sequence is None else booking.sequence
    changed(event, now)


def harmless_lines(text: str) -> str:
    return "\n".join(harmless(line).rstrip() for line in text.splitlines())


def cancel_replaced(session: Session, booking: Booking, now: datetime) -> None:
    """Also where it is not known yet: what is heard of it later must not bring it back."""
    name = name_of(booking.source, booking.replaces)
    event = event_by_external_id(session, name)
    if event is None:
        event = event_of(booking, name, now)
        event.summary = "A call that was moved"
    if not is_cancelled(event):
        event.status = CalendarEventStatus.CANCELLED
        event.sequence += 1
        event.stamped_at = booking.reported_at
        changed(event, now)
    session.add(event)
    session.flush()


def ask_to_prepare(session: Session, event: CalendarEvent, now: datetime) -> None:
    """A call that is over or cancelled needs no script."""
    if is_cancelled(event) or event.ends_at <= now:
        return
    name = f"event-{event.id}-{event.sequence}"
    query = select(AgentRun.id).where(
        AgentRun.agent == BOOKING_CALLPREP, AgentRun.external_id == name
    )
    if session.exec(query).first() is not None:
        return
    work = Work(input={"task": "prepare", "event_id": required_id(event.id)}, external_id=name)
    add_run(session, BOOKING_CALLPREP, name, now, Trigger.REQUEST, work)
