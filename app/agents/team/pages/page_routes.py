"""What people open of the team: its tasks, its agents, and a form that asks one of them."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, BackgroundTasks, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.agents.team.pages.agents import read_agent, read_agents
from app.agents.team.pages.door_routes import ring_when_due
from app.agents.team.pages.input_form import read_input, typed_of
from app.agents.team.pages.page import back, page
from app.agents.team.pages.tasks import read_task, read_tasks
from app.agents.team.role import Role, TaskInput
from app.agents.team.roles.roles import role_at, role_named
from app.agents.team.tasks import Asked, add_task, find_task
from app.parts.http.documented import HIGHEST_ID
from app.parts.http.forms import Form, Typed, TypedForm
from app.parts.parts import Parts
from app.parts.people.person import person_of
from app.parts.runs.run_requests import OtherWorkError
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.runs.work import UnusableWorkError

TaskId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Before = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]
FORM_ID = "form_id"
LONGEST_FORM_ID = 64


def team_pages(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    add_tasks(router, parts)
    add_agents(router, parts)
    return router


def add_tasks(router: APIRouter, parts: Parts) -> None:
    @router.get("/tasks")
    def tasks(
        agent: Annotated[str, Query(max_length=64)] = "",
        status: RunStatus | str = "",
        before: Before = None,
    ) -> HTMLResponse:
        """A form sends what was left empty, too."""
        chosen = RunStatus(status) if status in set(RunStatus) else None
        return page(parts, "tasks", read_tasks(parts, agent, chosen, before))

    @router.get("/tasks/{task_id}")
    def task(task_id: TaskId) -> HTMLResponse:
        view = read_task(parts, task_id)
        if view is None:
            raise no_such_task(task_id)
        return page(parts, "task", view)

    @router.post("/tasks/{task_id}/again")
    def again(task_id: TaskId, request: Request, background: BackgroundTasks) -> RedirectResponse:
        """The same work as a task of its own."""
        run = find_task(parts.database, task_id)
        role = role_named(run.agent) if run else None
        if run is None or role is None:
            raise no_such_task(task_id)
        given = role.input.model_validate(run.input)
        return asked_for(parts, role, given, Asked(user_id=person_of(request).user_id), background)


def add_agents(router: APIRouter, parts: Parts) -> None:
    @router.get("/agents")
    def agents() -> HTMLResponse:
        return page(parts, "agents", read_agents(parts))

    @router.get("/agents/{path}")
    def agent(path: str, like: Before = None) -> HTMLResponse:
        """`like`: a task whose input stands in the form."""
        role = existing_role(path)
        run = find_task(parts.database, like) if like else None
        same = run is not None and run.agent == role.name
        typed = typed_of(role.input, run.input) if run is not None and same else Typed({})
        return page(parts, "agent", read_agent(parts, role, Form(typed), uuid4().hex))

    @router.post("/agents/{path}")
    def ask(path: str, typed: TypedForm, request: Request, background: BackgroundTasks) -> Response:
        role = existing_role(path)
        form_id = typed.text(FORM_ID)[:LONGEST_FORM_ID]
        given, form = read_input(role.input, typed)
        problem = ""
        if given is not None:
            asked = Asked(f"form-{form_id}" if form_id else None, person_of(request).user_id)
            try:
                return asked_for(parts, role, given, asked, background)
            except (OtherWorkError, UnusableWorkError) as error:
                problem = str(error)
        told = Form(form.typed, form.wrong, problem or form.problem)
        return page(parts, "agent", read_agent(parts, role, told, uuid4().hex), status=422)


def asked_for(
    parts: Parts, role: Role, given: TaskInput, asked: Asked, background: BackgroundTasks
) -> RedirectResponse:
    """Raises OtherWorkError, UnusableWorkError."""
    run: AgentRun
    run, _ = add_task(parts, role, given, asked)
    ring_when_due(background, parts, run)
    return back(parts, f"/tasks/{run.id}")


def existing_role(path: str) -> Role:
    role = role_at(path)
    if role is None:
        raise HTTPException(404, "The team has no agent of that name.")
    return role


def no_such_task(task_id: int) -> HTTPException:
    return HTTPException(404, f"There is no task {task_id}.")
