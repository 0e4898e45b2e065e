"""The calendar's page, and a person's word that sends an invitation."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.agents.team.calendar.bookings import BOOKING_CALLPREP
from app.agents.team.calendar.pages.calendar_view import approval_name, read_calendar
from app.agents.team.pages.door_routes import ring_when_due
from app.agents.team.pages.page import back, page
from app.agents.team.roles.roles import role_named
from app.agents.team.tasks import Asked, add_task, find_task
from app.parts.http.documented import HIGHEST_ID
from app.parts.parts import Parts
from app.parts.people.person import person_of
from app.parts.runs.tables import AgentRun

TaskId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
NOTHING_TO_APPROVE = "Task {task_id} has no draft that waits for a person's word."


def calendar_pages(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/calendar")
    def calendar(request: Request) -> HTMLResponse:
        return page(parts, "calendar", read_calendar(parts, person_of(request).user_id))

    @router.post("/calendar/approve/{task_id}")
    def approve(task_id: TaskId, request: Request, background: BackgroundTasks) -> RedirectResponse:
        """The same task with a person's word, once however often the button is pressed."""
        drafted = waiting_task(parts, task_id)
        role = role_named(BOOKING_CALLPREP)
        if drafted is None or role is None:
            raise HTTPException(404, NOTHING_TO_APPROVE.format(task_id=task_id))
        given = role.input.model_validate({**drafted.input, "approved": True})
        asked = Asked(approval_name(task_id), person_of(request).user_id, task_id)
        run, _ = add_task(parts, role, given, asked)
        ring_when_due(background, parts, run)
        return back(parts, f"/tasks/{run.id}")

    return router


def waiting_task(parts: Parts, task_id: int) -> AgentRun | None:
    run = find_task(parts.database, task_id)
    if run is None or run.agent != BOOKING_CALLPREP or not run.result.get("needs_approval"):
        return None
    return run
