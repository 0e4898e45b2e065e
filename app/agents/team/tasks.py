"""Tasks: runs of the team's agents, asked for by people, programs, schedules and other agents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from pydantic import BaseModel
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.agents.team.role import Role
from app.agents.team.roles.roles import ROLES
from app.parts.parts import Parts
from app.parts.runs.run_requests import add_requested_run
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.runs.work import Work
from app.parts.store.database import Database
from app.parts.store.statements import required_id


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and how. `external_id`: their own name for the task, one for each role;
    `not_before`: None for at once; `parent_run_id`: the run that asks."""

    external_id: str | None = None
    user_id: int | None = None
    parent_run_id: int | None = None
    not_before: datetime | None = None


AT_ONCE = Asked()


@dataclass(frozen=True, slots=True)
class TasksWanted:
    """Part of a list, newest first. `role` and `status` None: any. `before`: an id."""

    role: Role | None = None
    status: RunStatus | None = None
    limit: int = 20
    before: int | None = None


def add_task(
    parts: Parts, role: Role, given: BaseModel, asked: Asked = AT_ONCE
) -> tuple[AgentRun, bool]:
    """A run of its own for each, whatever else the role is at; with True the one that the
    external id got before. Raises OtherWorkError, UnusableWorkError, DatabaseAwayError."""
    return add_requested_run(
        parts.database,
        agent=role.name,
        profile=uuid4().hex,
        now=parts.clock(),
        work=Work(
            input=given.model_dump(mode="json", exclude_defaults=True),
            external_id=asked.external_id,
            parent_run_id=asked.parent_run_id,
            not_before=asked.not_before,
            requested_by=asked.user_id,
        ),
    )


def find_task(database: Database, task_id: int) -> AgentRun | None:
    """None also for a run of another agent."""
    with database.read() as session:
        run = session.get(AgentRun, task_id)
    return run if run is not None and run.agent in names_of(ROLES) else None


def list_tasks(
    database: Database, wanted: TasksWanted, *conditions: ColumnElement[bool]
) -> list[AgentRun]:
    """Of each role the newest: one question for all would read every run to sort them."""
    roles = ROLES if wanted.role is None else (wanted.role,)
    with database.read() as session:
        found = [run for role in roles for run in newest_of(session, role, wanted, conditions)]
    return sorted(found, key=lambda run: -required_id(run.id))[: wanted.limit]


def newest_of(
    session: Session, role: Role, wanted: TasksWanted, conditions: Iterable[ColumnElement[bool]]
) -> Sequence[AgentRun]:
    query = select(AgentRun).where(AgentRun.agent == role.name, *conditions)
    if wanted.status is not None:
        query = query.where(AgentRun.status == wanted.status)
    if wanted.before is not None:
        query = query.where(col(AgentRun.id) < wanted.before)
    return session.exec(query.order_by(col(AgentRun.id).desc()).limit(wanted.limit)).all()


def children_of(database: Database, task_id: int) -> Sequence[AgentRun]:
    """Runs that this one asked for, also those of other agents."""
    query = select(AgentRun).where(AgentRun.parent_run_id == task_id).order_by(col(AgentRun.id))
    with database.read() as session:
        return session.exec(query).all()


def names_of(roles: Iterable[Role]) -> frozenset[str]:
    return frozenset(role.name for role in roles)
