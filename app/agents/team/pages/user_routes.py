"""`GET /api/users/{user_id}/tasks|insights|alerts`: what there is for a user, newest first.

Tasks and what they found belong to all: anybody may look at another's. Alerts are nobody's own.
The lead agent has `/leads` and `/campaigns` beside these.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, JsonValue
from sqlmodel import Session, col, select

from app.agents.team.pages.task_routes import Task, task_of
from app.agents.team.tables import Alert, ProductInsight
from app.agents.team.tasks import TasksWanted, list_tasks
from app.parts.http.documented import DATABASE_AWAY, HIGHEST_ID, MALFORMED, NO_SUCH
from app.parts.parts import Parts
from app.parts.people.whose import UserName, Whose, whose
from app.parts.runs.tables import AgentRun
from app.parts.store.statements import required_id

Limit = Annotated[int, Query(ge=1, le=100)]
Before = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]


class TaskList(BaseModel):
    tasks: list[Task]


class Insight(BaseModel):
    """What a product manager's task found, with what it rests on."""

    id: int
    task_id: int
    created_at: datetime
    title: str
    insight: str
    sources: list[JsonValue]


class InsightList(BaseModel):
    insights: list[Insight]


class AlertView(BaseModel):
    """A trouble that a monitoring reported; `ends_at` when it is over."""

    id: int
    created_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    status: str
    name: str
    severity: str
    summary: str
    labels: dict[str, JsonValue]


class AlertList(BaseModel):
    alerts: list[AlertView]


def user_routes(parts: Parts) -> APIRouter:
    router = APIRouter(prefix="/api/users/{user_id}", responses=MALFORMED | DATABASE_AWAY | NO_SUCH)

    @router.get("/tasks")
    def tasks(
        user_id: UserName, request: Request, limit: Limit = 20, before: Before = None
    ) -> TaskList:
        """The tasks that a user asked for."""
        theirs = whose(parts, request, user_id).owns(AgentRun.requested_by)
        wanted = TasksWanted(limit=limit, before=before)
        return TaskList(tasks=[task_of(run) for run in list_tasks(parts.database, wanted, theirs)])

    @router.get("/insights")
    def insights(
        user_id: UserName, request: Request, limit: Limit = 20, before: Before = None
    ) -> InsightList:
        """What came of the product manager's tasks that a user asked for."""
        of_whom = whose(parts, request, user_id)
        with parts.database.read() as session:
            return InsightList(insights=insights_of(session, of_whom, limit, before))

    @router.get("/alerts")
    def alerts(
        user_id: UserName, request: Request, limit: Limit = 20, before: Before = None
    ) -> AlertList:
        """The troubles that a monitoring reported."""
        whose(parts, request, user_id)
        with parts.database.read() as session:
            return AlertList(alerts=newest_alerts(session, limit, before))

    return router


def insights_of(session: Session, of_whom: Whose, limit: int, before: int | None) -> list[Insight]:
    asked_for = col(ProductInsight.run_id) == col(AgentRun.id)
    query = select(ProductInsight).join(AgentRun, asked_for)
    query = query.where(of_whom.owns(AgentRun.requested_by))
    if before is not None:
        query = query.where(col(ProductInsight.id) < before)
    found = session.exec(query.order_by(col(ProductInsight.id).desc()).limit(limit))
    return [
        Insight(
            id=required_id(one.id),
            task_id=one.run_id,
            created_at=one.created_at,
            title=one.title,
            insight=one.insight,
            sources=one.sources,
        )
        for one in found
    ]


def newest_alerts(session: Session, limit: int, before: int | None) -> list[AlertView]:
    query = select(Alert)
    if before is not None:
        query = query.where(col(Alert.id) < before)
    found = session.exec(query.order_by(col(Alert.id).desc()).limit(limit))
    return [
        AlertView(
            id=required_id(one.id),
            created_at=one.created_at,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            status=one.status,
            name=one.name,
            severity=one.severity,
            summary=one.summary,
            labels=one.labels,
        )
        for one in found
    ]
