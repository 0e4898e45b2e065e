"""`POST /api/agents/{name}`: the one door to all seven."""

from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

from fastapi import APIRouter, BackgroundTasks, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from app.agents.team.given import Moment
from app.agents.team.role import Role, TaskInput
from app.agents.team.roles.roles import ROLES
from app.agents.team.tasks import Asked, add_task
from app.parts.http.documented import (
    DATABASE_AWAY,
    MALFORMED,
    NO_TEXT,
    Problem,
    Responses,
    too_large,
)
from app.parts.http.ring import ring
from app.parts.parts import Parts
from app.parts.people.person import person_of
from app.parts.queue.queues import TASKS_QUEUE
from app.parts.runs.run_requests import OtherWorkError
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.runs.work import LONGEST_NAME, UnusableWorkError
from app.parts.store.statements import required_id

InputT = TypeVar("InputT", bound=TaskInput)
OTHER_INPUT: Responses = {
    409: {"model": Problem, "description": "The same external_id came before with other input."}
}


class TaskWanted(BaseModel, Generic[InputT]):
    """`external_id`: your own name for the task; sent again with the same input it is the same
    task. `not_before`: when it is due, a moment with its zone; at once without."""

    model_config = ConfigDict(extra="forbid")

    external_id: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)] | None = None
    not_before: Moment | None = None
    input: InputT


class TaskAccepted(BaseModel):
    """The task that was asked for, or with `already` the one that this external_id got before."""

    task_id: int
    status: str
    url: str
    already: bool | None = Field(default=None, exclude_if=lambda value: value is None)


def door_routes(parts: Parts) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)
    for role in ROLES:
        router.add_api_route(
            f"/api/agents/{role.path}",
            asking_for(role, parts),
            methods=["POST"],
            status_code=202,
            name=f"ask_{role.name}",
            summary=role.what,
            responses=NO_TEXT | too_large(role.most_bytes) | OTHER_INPUT,
        )
    return router


def asking_for(role: Role, parts: Parts) -> Callable[..., TaskAccepted]:
    """The route of one role, with its own input in the OpenAPI document."""

    def ask(
        wanted: TaskWanted[role.input],  # type: ignore[name-defined]
        request: Request,
        background: BackgroundTasks,
    ) -> TaskAccepted:
        asked = Asked(wanted.external_id, person_of(request).user_id, not_before=wanted.not_before)
        try:
            run, already = add_task(parts, role, wanted.input, asked)
        except OtherWorkError as error:
            raise HTTPException(409, str(error)) from error
        except UnusableWorkError as error:
            raise HTTPException(422, str(error)) from error
        ring_when_due(background, parts, run)
        return accepted(run, already=already)

    return ask


def ring_when_due(background: BackgroundTasks, parts: Parts, run: AgentRun) -> None:
    """For one that is due later the reconciler rings."""
    is_due = run.not_before is None or run.not_before <= parts.clock()
    if run.status == RunStatus.PENDING and is_due:
        background.add_task(ring, parts.doorbell, required_id(run.id), TASKS_QUEUE)


def accepted(run: AgentRun, *, already: bool) -> TaskAccepted:
    task_id = required_id(run.id)
    return TaskAccepted(
        task_id=task_id,
        status=run.status,
        url=f"/api/tasks/{task_id}",
        already=True if already else None,
    )
