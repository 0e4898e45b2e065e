"""Prepares a call: from an event or a lead to a script, which is stored as the task ends."""

from dataclasses import dataclass

from pydantic import JsonValue
from sqlmodel import Session

from app.agents.team.calendar.attendees import read_stored
from app.agents.team.calendar.times import in_words
from app.agents.team.calendar.zones import zone_or_utc
from app.agents.team.desk import Desk
from app.agents.team.role import TaskOutput
from app.agents.team.roles.booking_callprep.ask_script import ask_for_script
from app.agents.team.roles.booking_callprep.role import (
    BookingInput,
    BookingOutput,
    CallScriptText,
)
from app.agents.team.roles.booking_callprep.script import CallBrief, template_script
from app.agents.team.roles.booking_callprep.whom import Lead, lead_of
from app.agents.team.tables import CalendarEvent, CallScript
from app.lib.errors import PermanentError
from app.parts.model.errors import ModelError
from app.parts.store.statements import required_id

NEEDS_A_MODEL = (
    "The script is made from a template: one in words for this call needs a language model "
    "(OPENAI_API_KEY)."
)
NOT_RIGHT = "The language model gave no script that can be used, so it is made from a template: "
UNKNOWN = "Nobody in the call is a lead, so the script says nothing about them."
NO_FACTS = "No page was read about the lead: research it first, then ask for this again."
BY_MODEL, BY_TEMPLATE = "model", "template"


@dataclass(frozen=True, slots=True)
class Written:
    script: CallScriptText
    by: str
    not_done: tuple[str, ...] = ()


async def prepare_call(desk: Desk, given: BookingInput) -> BookingOutput:
    """Raises ScoutError."""
    desk.enter("facts")
    event = event_of(desk, given)
    lead = await lead_in(desk, given, event)
    brief = brief_of(given, event, lead)
    desk.enter("script")
    written = await write(desk, brief)
    desk.store_at_end(lambda session, result: store(session, desk, event, lead, result))
    return BookingOutput(
        task=given.task,
        event_id=event.id if event is not None else None,
        script=written.script,
        written_by=written.by,
        notes=notes_of(lead),
        not_done=written.not_done,
    )


def event_of(desk: Desk, given: BookingInput) -> CalendarEvent | None:
    """Raises PermanentError for one that is not there."""
    if given.event_id is None:
        return None
    with desk.parts.database.read() as session:
        event = session.get(CalendarEvent, given.event_id)
    if event is None:
        raise PermanentError(f"There is no call {given.event_id}.")
    return event


async def lead_in(desk: Desk, given: BookingInput, event: CalendarEvent | None) -> Lead | None:
    """Who was named, or the first of those in the call who is a lead. Raises ScoutError."""
    lead_id = given.lead_id or (event.lead_id if event is not None else None)
    if lead_id is not None:
        return await lead_of(desk, lead_id, "")
    if given.attendee is not None:
        return await lead_of(desk, None, given.attendee.email)
    for attendee in (read_stored(event.attendees) if event is not None else ())[:5]:
        if found := await lead_of(desk, None, attendee.email):
            return found
    return None


def brief_of(given: BookingInput, event: CalendarEvent | None, lead: Lead | None) -> CallBrief:
    named = next(iter(read_stored(event.attendees) if event is not None else ()), None)
    when = in_words(event.starts_at, zone_or_utc(event.zone)) if event is not None else ""
    return CallBrief(
        name=(lead.name if lead else "") or (named.name if named else ""),
        company=lead.company if lead else "",
        title=lead.title if lead else "",
        when=when,
        offer=given.offer or given.note,
        facts=tuple(lead.facts) if lead else (),
    )


async def write(desk: Desk, brief: CallBrief) -> Written:
    """By the model where there is one and its script is right."""
    if desk.asking is None:
        return Written(template_script(brief), BY_TEMPLATE, (NEEDS_A_MODEL,))
    try:
        return Written(await ask_for_script(desk.asking, brief), BY_MODEL)
    except ModelError as error:
        return Written(template_script(brief), BY_TEMPLATE, (f"{NOT_RIGHT}{error}",))


def notes_of(lead: Lead | None) -> tuple[str, ...]:
    if lead is None:
        return (UNKNOWN,)
    return () if lead.facts else (NO_FACTS,)


def store(
    session: Session,
    desk: Desk,
    event: CalendarEvent | None,
    lead: Lead | None,
    result: TaskOutput,
) -> TaskOutput:
    row = CallScript(
        run_id=desk.claim.run_id,
        created_at=desk.parts.clock(),
        lead_id=lead.lead_id if lead is not None else None,
        event_id=event.id if event is not None else None,
        content=content_of(result),
    )
    session.add(row)
    link_lead(session, event, lead)
    session.flush()
    return result.model_copy(update={"script_id": required_id(row.id)})


def link_lead(session: Session, event: CalendarEvent | None, lead: Lead | None) -> None:
    """A booking service names an address; from now on the call's page leads to the lead."""
    if event is None or lead is None or event.lead_id is not None:
        return
    stored = session.get(CalendarEvent, event.id)
    if stored is not None and stored.lead_id is None:
        stored.lead_id = lead.lead_id
        session.add(stored)


def content_of(result: TaskOutput) -> dict[str, JsonValue]:
    output = BookingOutput.model_validate(result.model_dump())
    script = output.script.model_dump(mode="json") if output.script is not None else {}
    return {**script, "written_by": output.written_by}
