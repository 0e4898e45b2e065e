"""`GET /api/tasks/{id}`: a task as it stands."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel
from sqlmodel import col, select

from app.agents.team.roles.roles import ROLES, role_named
from app.parts.http.documented import DATABASE_AWAY, MALFORMED, NO_SUCH, RunId
from app.parts.parts import Parts
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id


class Task(BaseModel):
    """A run of one of the team's agents, for whoever asked for it."""

    task_id: int
    agent: str
    status: str
    external_id: str | None
    parent_task_id: int | None
    requested_by: int | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    input: dict[str, Any]
    result: dict[str, Any]
    error_message: str | None


def task_routes(parts: Parts) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)

    @router.get("/api/tasks/{task_id}", responses=NO_SUCH)
    def task(task_id: RunId) -> Task:
        """One task: its state, its input, and its result when it is done."""
        found = find_task(parts.database, task_id)
        if found is None:
            raise HTTPException(404, f"There is no task {task_id}.")
        return task_of(found)

    return router


def find_task(database: Database, task_id: int) -> AgentRun | None:
    """None also for a run of another agent."""
    names = [role.name for role in ROLES]
    query = select(AgentRun).where(col(AgentRun.id) == task_id, col(AgentRun.agent).in_(names))
    with database.read() as session:
        return session.exec(query).first()


def task_of(run: AgentRun) -> Task:
    role = role_named(run.agent)
    return Task(
        task_id=required_id(run.id),
        agent=role.path if role is not None else run.agent,
        status=run.status,
        external_id=run.external_id,
        parent_task_id=run.parent_run_id,
        requested_by=run.requested_by,
        created_at=run.created_at,
        started_at=run.started_at,
        completed_at=run.completed_at,
        input=run.input,
        result=run.result,
        error_message=run.error_message,
    )
