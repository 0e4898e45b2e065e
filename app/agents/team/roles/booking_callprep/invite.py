"""Invites to a call, changes it, cancels it. The event, its mails and the end of the task are one
transaction; before a person approves, the task gives the draft and stores nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, select

from app.agents.team.calendar.attendees import Attendee, asked_anew, read_stored, stored
from app.agents.team.calendar.events import changed, event_by_id, is_cancelled
from app.agents.team.calendar.invitation import Method
from app.agents.team.desk import Desk
from app.agents.team.role import TaskOutput
from app.agents.team.roles.booking_callprep.mails import (
    Invitation,
    draft_of,
    organizer_of,
    put_into_outbox,
)
from app.agents.team.roles.booking_callprep.notes import notes_on
from app.agents.team.roles.booking_callprep.propose import length_of
from app.agents.team.roles.booking_callprep.role import BookingInput, BookingOutput
from app.agents.team.roles.booking_callprep.whom import (
    Guest,
    NobodyToCallError,
    guest_of,
    our_side,
)
from app.agents.team.tables import CalendarEvent, CalendarEventStatus
from app.lib.errors import PermanentError
from app.parts.store.statements import required_id

SOURCE = "invitation"
"""`calendar_events.source` of calls that we organize."""
HOW_TO_APPROVE = (
    "Nothing was sent. Approve it on the task's page, or ask for the same with "
    '"approved": true and an external_id of its own.'
)
NO_ADDRESS = "The lead has no mail address: give an attendee with one."
OVER = "The time of the call is over; choose another."
NOT_OURS = "This call was booked elsewhere ({source}): change it there."
ALREADY = "They are invited to a call at that time already (call {event_id})."
GONE = "The call was cancelled before."
AS_BEFORE = "Nothing of the call would change: name a new time, length, title, note or location."


class CallRefusedError(PermanentError):
    """The call cannot be as it was asked for."""


class Addresses(BaseModel):
    model_config = ConfigDict(frozen=True)

    emails: tuple[str, ...]


class MayWrite(BaseModel):
    model_config = ConfigDict(frozen=True)

    suppressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to an event. `event_id` None: a new one, as `event` is."""

    event: CalendarEvent
    method: Method
    event_id: int | None = None


async def invite(desk: Desk, given: BookingInput) -> BookingOutput:
    """Raises ScoutError."""
    desk.enter("invite")
    guest = await guest_of(desk, given)
    if not guest.email:
        raise NobodyToCallError(NO_ADDRESS)
    event = new_event(desk, given, guest)
    side = our_side(desk.parts.settings, given)
    notes = (*guest.notes, *notes_on(desk.parts, event, guest.side, side))
    return await propose_or_send(desk, given, Change(event, Method.REQUEST), notes)


async def update(desk: Desk, given: BookingInput) -> BookingOutput:
    """Raises ScoutError."""
    desk.enter("update")
    event = known_event(desk, given.event_id)
    before = event.model_dump()
    apply_changes(event, given)
    if event.model_dump() == before:
        raise CallRefusedError(AS_BEFORE)
    if event.starts_at <= desk.parts.clock():
        raise CallRefusedError(OVER)
    change = Change(event, Method.REQUEST, event.id)
    return await propose_or_send(desk, given, change, ())


async def cancel(desk: Desk, given: BookingInput) -> BookingOutput:
    """Raises ScoutError."""
    desk.enter("cancel")
    event = known_event(desk, given.event_id)
    event.status = CalendarEventStatus.CANCELLED
    return await propose_or_send(desk, given, Change(event, Method.CANCEL, event.id), ())


def new_event(desk: Desk, given: BookingInput, guest: Guest) -> CalendarEvent:
    settings, now = desk.parts.settings, desk.parts.clock()
    starts_at = given.starts_at
    if starts_at is None or starts_at <= now:
        raise CallRefusedError(OVER)
    organizer = organizer_of(settings)
    name = guest.name or guest.email
    return CalendarEvent(
        uid=f"{uuid4()}@{organizer.rpartition('@')[2]}",
        created_at=now,
        updated_at=now,
        starts_at=starts_at,
        ends_at=starts_at + length_of(given),
        zone=guest.side.zone.key,
        summary=given.title or f"Call with {name}",
        description=given.note,
        location=given.location,
        organizer=organizer,
        attendees=stored([Attendee(email=guest.email, name=guest.name, zone=guest.side.zone.key)]),
        source=SOURCE,
        lead_id=guest.lead.lead_id if guest.lead else None,
        run_id=desk.claim.run_id,
    )


def known_event(desk: Desk, event_id: int | None) -> CalendarEvent:
    """As it stands; it is looked at again when the change is stored. Raises CallRefusedError."""
    with desk.parts.database.read() as session:
        event = session.get(CalendarEvent, event_id)
    return changeable(event, event_id)


def changeable(event: CalendarEvent | None, event_id: int | None) -> CalendarEvent:
    if event is None:
        raise CallRefusedError(f"There is no call {event_id}.")
    if event.source != SOURCE:
        raise CallRefusedError(NOT_OURS.format(source=event.source or "by somebody else"))
    if is_cancelled(event):
        raise CallRefusedError(GONE)
    return event


def apply_changes(event: CalendarEvent, given: BookingInput) -> None:
    """What is not named stays. Another time asks everybody anew."""
    length = event.ends_at - event.starts_at
    times = event.starts_at, event.ends_at
    event.starts_at = given.starts_at or event.starts_at
    event.ends_at = event.starts_at + (length_of(given) if given.duration_minutes else length)
    event.summary = given.title or event.summary
    event.description = given.note or event.description
    event.location = given.location or event.location
    if (event.starts_at, event.ends_at) != times:
        event.attendees = stored(asked_anew(read_stored(event.attendees)))
        event.status = CalendarEventStatus.TENTATIVE


async def propose_or_send(
    desk: Desk, given: BookingInput, change: Change, notes: tuple[str, ...]
) -> BookingOutput:
    """The draft, or with a person's word the mails at the end of the task."""
    invitation = Invitation(change.event, change.method, is_new=change.event_id is None)
    await refuse_suppressed(desk, invitation.recipients)
    output = BookingOutput(
        task=given.task,
        draft=draft_of(desk.parts.settings, invitation),
        event_id=change.event_id,
        notes=notes,
    )
    if not given.approved:
        update = {"needs_approval": True, "how_to_approve": HOW_TO_APPROVE}
        return output.model_copy(update=update)
    desk.store_at_end(lambda session, result: store(session, desk, given, change, result))
    return output


async def refuse_suppressed(desk: Desk, recipients: tuple[str, ...]) -> None:
    found = await desk.use("may_write_to", Addresses(emails=recipients), MayWrite)
    if found.suppressed:
        raise CallRefusedError(
            f"Nobody may write to {', '.join(found.suppressed)}: the address is suppressed."
        )


def store(
    session: Session, desk: Desk, given: BookingInput, change: Change, result: TaskOutput
) -> TaskOutput:
    """Of an event that somebody else has changed meanwhile the newest is changed, or it is refused:
    its row is locked."""
    now = desk.parts.clock()
    event = change.event
    if change.event_id is None:
        refuse_second(session, event)
    else:
        event = changeable(event_by_id(session, change.event_id), change.event_id)
        change_stored(event, given, change.method)
    note_change(event, now, is_new=change.event_id is None)
    session.add(event)
    session.flush()
    invitation = Invitation(event, change.method, is_new=change.event_id is None)
    put_into_outbox(session, desk.parts.settings, invitation, now)
    ids = {"event_id": required_id(event.id), "uid": event.uid, "sequence": event.sequence}
    return result.model_copy(update=ids)


def refuse_second(session: Session, event: CalendarEvent) -> None:
    """A task that is asked for again must not invite again. Raises CallRefusedError."""
    query = select(CalendarEvent).where(
        CalendarEvent.source == SOURCE,
        CalendarEvent.starts_at == event.starts_at,
        CalendarEvent.status != CalendarEventStatus.CANCELLED,
    )
    whom = {one.email for one in read_stored(event.attendees)}
    for other in session.exec(query):
        if whom & {one.email for one in read_stored(other.attendees)}:
            raise CallRefusedError(ALREADY.format(event_id=other.id))


def change_stored(event: CalendarEvent, given: BookingInput, method: Method) -> None:
    if method is Method.CANCEL:
        event.status = CalendarEventStatus.CANCELLED
    else:
        apply_changes(event, given)


def note_change(event: CalendarEvent, now: datetime, *, is_new: bool) -> None:
    event.sequence = 0 if is_new else event.sequence + 1
    event.stamped_at = now
    changed(event, now)
