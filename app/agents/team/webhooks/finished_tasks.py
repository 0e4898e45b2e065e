"""A task's end that another host reports: a task that waits here is finished by it.

A task that a worker of ours has taken up, or that is over, stays as it is, whatever is reported.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
)
from sqlmodel import Session, col, select, update

from app.agents.team.role import Role
from app.agents.team.roles.roles import ROLES, role_at, role_named
from app.agents.team.webhooks.event_kinds import Bench, Store, read_json
from app.agents.team.webhooks.events import Event
from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.parts.http.documented import HIGHEST_ID
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.runs.work import LONGEST_NAME, UnusableWorkError, check_storable
from app.parts.store.statements import affected

LONGEST_REASON: Final = 1_000


class Report(BaseModel):
    """`task_id` as our door gave it, or the agent's word with the `external_id` of the task."""

    model_config = ConfigDict(frozen=True)

    task_id: Annotated[int | None, Field(ge=1, le=HIGHEST_ID)] = None
    agent: Annotated[str, Field(max_length=40)] = ""
    external_id: Annotated[str | None, Field(min_length=1, max_length=LONGEST_NAME)] = None
    status: Literal["completed", "failed"]
    result: dict[str, JsonValue] = Field(default_factory=dict)
    reason: Annotated[
        str | None, Field(validation_alias=AliasChoices("error_message", "error", "reason"))
    ] = None


REPORT: Final = TypeAdapter(Report)


async def take_report(_: Bench, event: Event) -> Store:
    """Raises PermanentError."""
    report = read_json(REPORT, event, "a report of a task's end")
    if report.task_id is None and not (report.agent and report.external_id):
        raise PermanentError("It names no task: a task_id, or an agent and an external_id.")

    def store(session: Session) -> str:
        return finish_task(session, report, event.received_at)

    return store


def finish_task(session: Session, report: Report, now: datetime) -> str:
    """In words what came of it. Raises PermanentError for a task that there is not, and for a
    result that is none of its role."""
    run = task_of(session, report)
    if run.status not in ACTIVE:
        return f"Task {run.id} was over before ({run.status}); nothing was changed."
    role = role_named(run.agent)
    values = ending(report, role, now) if role else {}
    waits = (col(AgentRun.id) == run.id, col(AgentRun.status) == RunStatus.PENDING)
    if not values or not affected(session, update(AgentRun).where(*waits).values(**values)):
        return f"Task {run.id} is being worked on here; nothing was changed."
    return f"Task {run.id} is {report.status}."


def task_of(session: Session, report: Report) -> AgentRun:
    query = select(AgentRun).where(col(AgentRun.agent).in_([role.name for role in ROLES]))
    if report.task_id is not None:
        query = query.where(col(AgentRun.id) == report.task_id)
    if report.agent:
        role = role_at(report.agent) or role_named(report.agent)
        query = query.where(AgentRun.agent == (role.name if role else ""))
    if report.external_id is not None:
        query = query.where(AgentRun.external_id == report.external_id)
    run = session.exec(query).first()
    if run is None:
        raise PermanentError("There is no such task here.")
    return run


def ending(report: Report, role: Role, now: datetime) -> dict[str, Any]:
    """The columns of the run. Raises PermanentError."""
    ended = {"completed_at": now, "stage": None, "owner": None}
    if report.status == "failed":
        reason = one_line(report.reason or "No reason was given.", LONGEST_REASON)
        return {**ended, "status": RunStatus.FAILED, "error_message": reason}
    return {**ended, "status": RunStatus.COMPLETED, "result": checked_result(report, role)}


def checked_result(report: Report, role: Role) -> dict[str, Any]:
    try:
        output = role.output.model_validate(report.result).model_dump(mode="json")
        check_storable(output)
    except (ValidationError, UnusableWorkError) as error:
        raise PermanentError(f"The result is not what the {role.title} gives.") from error
    return output
