"""Tasks on pages: a line of a list, and one with all that is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue, ValidationError

from app.agents.team.pages.page import Shown, fields_of
from app.agents.team.pages.words import status
from app.agents.team.role import Role
from app.agents.team.roles.roles import ROLES, role_named
from app.agents.team.tasks import TasksWanted, children_of, find_task, list_tasks
from app.lib.printable import one_line
from app.parts.http.pages import Badge
from app.parts.parts import Parts
from app.parts.runs import runs
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.api_usage import Spent, spent_by_run
from app.parts.store.statements import required_id

A_PAGE = 30
LONGEST_WISH = 160


@dataclass(frozen=True, slots=True)
class TaskLine:
    """`path` "" for the run of another agent, which has no page here; `wish`: the beginning of what
    it was asked."""

    id: int
    path: str
    title: str
    badge: Badge
    created_at: datetime
    wish: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class TasksView:
    """`roles` and `statuses` are what may be chosen, each with its word in addresses."""

    lines: Sequence[TaskLine]
    roles: Sequence[tuple[str, str]]
    statuses: Sequence[tuple[str, str]]
    role: str
    status: str
    has_older: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class TaskView:
    """`result` is as the role gave it, for its own template; `shown_result` for every role."""

    line: TaskLine
    is_over: bool
    stage: str
    attempt: int
    external_id: str
    not_before: datetime | None
    completed_at: datetime | None
    error: str
    not_done: Sequence[str]
    given: Shown
    result: dict[str, JsonValue]
    shown_result: Shown
    template: str
    spent: Spent
    parent: TaskLine | None
    children: Sequence[TaskLine]


def read_tasks(
    parts: Parts, role: str, of_status: RunStatus | None, before: int | None
) -> TasksView:
    chosen = next((one for one in ROLES if one.path == role), None)
    wanted = TasksWanted(chosen, of_status, A_PAGE + 1, before)
    found = list_tasks(parts.database, wanted)
    return TasksView(
        lines_of(found[:A_PAGE]),
        [(one.path, one.title) for one in ROLES],
        [(one.value, status(one).words) for one in RunStatus],
        role,
        of_status or "",
        has_older=len(found) > A_PAGE,
        is_first=before is None,
    )


def lines_of(found: Sequence[AgentRun]) -> Sequence[TaskLine]:
    return [line_of(run) for run in found]


def line_of(run: AgentRun) -> TaskLine:
    role = role_named(run.agent)
    ended = run.completed_at if run.started_at else None
    return TaskLine(
        required_id(run.id),
        role.path if role else "",
        role.title if role else run.agent,
        status(run.status),
        run.created_at,
        wish_of(run.input),
        round((ended - run.started_at).total_seconds(), 1) if ended and run.started_at else None,
    )


def template_of(role: Role, result: Mapping[str, object]) -> str:
    """ "" for a result of another version of the role: it is shown as any result is."""
    try:
        role.output.model_validate(result)
    except ValidationError:
        return ""
    return role.template


def wish_of(given: dict[str, JsonValue]) -> str:
    """The first of its texts that has words."""
    texts = (value for value in given.values() if isinstance(value, str))
    first = next((text for text in texts if " " in text.strip()), "")
    return one_line(first or ", ".join(str(one) for one in given.values()), LONGEST_WISH)


def read_task(parts: Parts, task_id: int) -> TaskView | None:
    run = find_task(parts.database, task_id)
    role = role_named(run.agent) if run else None
    if run is None or role is None:
        return None
    with parts.database.read() as session:
        spent = spent_by_run(session, task_id)
    parent = runs.find_run(parts.database, run.parent_run_id) if run.parent_run_id else None
    result = dict(run.result)
    not_done = result.pop("not_done", [])
    return TaskView(
        line_of(run),
        run.status not in ACTIVE,
        run.stage or "",
        run.attempt,
        run.external_id or "",
        run.not_before,
        run.completed_at,
        run.error_message or "",
        [str(one) for one in not_done] if isinstance(not_done, list) else [],
        fields_of(run.input),
        run.result,
        fields_of(result),
        template_of(role, run.result),
        spent,
        line_of(parent) if parent else None,
        lines_of(children_of(parts.database, task_id)),
    )
