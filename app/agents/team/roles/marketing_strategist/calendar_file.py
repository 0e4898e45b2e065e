"""`GET /tasks/{id}/calendar.ics`: a campaign's calendar as a file for calendars (RFC 5545)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response
from pydantic import ValidationError

from app.agents.team.roles.marketing_strategist.role import (
    Entry,
    MarketingStrategistOutput,
)
from app.agents.team.tasks import find_task
from app.parts.http.documented import RunId
from app.parts.parts import Parts
from app.parts.runs.tables import AgentRun, RunStatus

if TYPE_CHECKING:
    from icalendar import Event

AGENT = "marketing_strategist"
MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_routes(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    host = urlsplit(parts.settings.public_url).hostname or "localhost"

    @router.get("/tasks/{task_id}/calendar.ics")
    def calendar(task_id: RunId) -> Response:
        run = find_task(parts.database, task_id)
        planned = plan_in(run) if run is not None else None
        if run is None or planned is None:
            raise HTTPException(404, f"Task {task_id} is no campaign that is planned.")
        content = calendar_of(planned, f"{task_id}@{host}", run.completed_at or run.created_at)
        named = f'attachment; filename="campaign-{task_id}.ics"'
        return Response(content, media_type=MEDIA_TYPE, headers={"Content-Disposition": named})

    return router


def plan_in(run: AgentRun) -> MarketingStrategistOutput | None:
    """None for a task of another agent, one that is not done, or a result of another version."""
    if run.agent != AGENT or run.status != RunStatus.COMPLETED:
        return None
    try:
        return MarketingStrategistOutput.model_validate(run.result)
    except ValidationError:
        return None


def calendar_of(planned: MarketingStrategistOutput, name: str, made_at: datetime) -> bytes:
    """`name` makes the entries' names unique in the world and the same each time."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("PRODID", "-//Brand Scout//Marketing strategist//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("X-WR-CALNAME", f"Campaign {name.partition('@')[0]}")
    for number, entry in enumerate(planned.calendar, start=1):
        calendar.add_component(event_of(planned, entry, f"campaign-{number}-{name}", made_at))
    return bytes(calendar.to_ical())


def event_of(
    planned: MarketingStrategistOutput, entry: Entry, uid: str, made_at: datetime
) -> "Event":
    """Of a whole day, in which nobody is busy for it."""
    from icalendar import Event

    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", made_at)
    event.add("DTSTART", entry.day)
    event.add("DTEND", entry.day + timedelta(days=1))
    event.add("SUMMARY", f"{entry.channel}: {entry.title}")
    event.add("CATEGORIES", [entry.channel])
    event.add("TRANSP", "TRANSPARENT")
    if described := described_in(planned, entry):
        event.add("DESCRIPTION", described)
    return event


def described_in(planned: MarketingStrategistOutput, entry: Entry) -> str:
    idea = next((one for one in planned.ideas if one.number == entry.idea), None)
    if idea is None:
        return ""
    source = next((one for one in planned.sources if one.id == idea.source), None)
    rests_on = (source.title, source.url) if source is not None else ()
    return "\n".join(line for line in (idea.text, *rests_on) if line)
