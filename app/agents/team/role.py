"""What the team knows of one of its agents: a role is a folder in `roles/`, and a line in
`roles/roles.py`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.parts.agent import Check, Routes, no_routes, nothing_to_check

if TYPE_CHECKING:
    from app.agents.team.desk import Desk
    from app.lib.settings.settings import Settings

Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
"""PostgreSQL keeps no NUL."""
MOST_BYTES = 256 * 1024


class TaskInput(BaseModel):
    """Base of what a role is asked to do: what it does not know is refused (422)."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TaskOutput(BaseModel):
    """Base of what a role gives. `not_done` says in plain words what it could not do and why; what
    could be computed is there all the same."""

    model_config = ConfigDict(frozen=True)

    not_done: tuple[str, ...] = ()


def lacks_nothing(_: "Settings") -> Sequence[str]:
    return ()


Work = Callable[["Desk", BaseModel], Awaitable[TaskOutput]]


@dataclass(frozen=True, slots=True)
class Role:
    """`name` is `agent_runs.agent`, `path` its word in addresses, `title` and `what` are for
    people.

    `work` gets a checked `input` and gives an `output`; it raises ScoutError. It may run again
    after it died. `template`: of its results, below `templates/pages/team/`. `longest_seconds`:
    after so many it is stopped. `most_bytes`: of a request for a task.
    `asks_a_model`: does it need one for anything? `lacks` says what else is not set up, each with
    what to do. `check` is its part of `scout check` (app/parts/agent.py). `routes`: what people may
    have of its results besides, below `/tasks/{id}/`.
    """

    name: str
    path: str
    title: str
    what: str
    input: type[TaskInput]
    output: type[TaskOutput]
    work: Work
    longest_seconds: float = 180.0
    template: str = ""
    most_bytes: int = MOST_BYTES
    asks_a_model: bool = True
    lacks: "Callable[[Settings], Sequence[str]]" = lacks_nothing
    check: Check = nothing_to_check
    routes: Routes = no_routes
