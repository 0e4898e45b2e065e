"""`GET /api/tasks/{id}`: a task as it stands."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from app.agents.team.roles.roles import role_named
from app.agents.team.tasks import children_of, find_task
from app.parts.http.documented import DATABASE_AWAY, MALFORMED, NO_SUCH, RunId
from app.parts.parts import Parts
from app.parts.runs.tables import AgentRun
from app.parts.store.statements import required_id


class Task(BaseModel):
    """A run of one of the team's agents, for whoever asked for it."""

    task_id: int
    agent: str
    status: str
    stage: str | None
    attempt: int
    external_id: str | None
    parent_task_id: int | None
    requested_by: int | None
    created_at: datetime
    not_before: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    input: dict[str, Any]
    result: dict[str, Any]
    error_message: str | None


class WholeTask(Task):
    """With the tasks that it asked other agents for."""

    child_task_ids: list[int]


def task_routes(parts: Parts) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)

    @router.get("/api/tasks/{task_id}", responses=NO_SUCH)
    def task(task_id: RunId) -> WholeTask:
        """One task: its state, its input, and its result when it is done."""
        found = find_task(parts.database, task_id)
        if found is None:
            raise HTTPException(404, f"There is no task {task_id}.")
        children = children_of(parts.database, task_id)
        return WholeTask(
            **task_of(found).model_dump(),
            child_task_ids=[required_id(child.id) for child in children],
        )

    return router


def task_of(run: AgentRun) -> Task:
    role = role_named(run.agent)
    return Task(
        task_id=required_id(run.id),
        agent=role.path if role is not None else run.agent,
        status=run.status,
        stage=run.stage,
        attempt=run.attempt,
        external_id=run.external_id,
        parent_task_id=run.parent_run_id,
        requested_by=run.requested_by,
        created_at=run.created_at,
        not_before=run.not_before,
        started_at=run.started_at,
        completed_at=run.completed_at,
        input=run.input,
        result=run.result,
        error_message=run.error_message,
    )
