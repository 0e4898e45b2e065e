"""A task that asks another of the team's agents for a part of it: a run of its own, waited for.

its row -> a ring -> done here if nobody else has begun it, else waited for -> its end

The row is named after its parent, so a parent that died and runs again finds the same child and
what came of it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic import JsonValue, ValidationError
from sqlmodel import select

from app.agents.team.role import Role
from app.agents.team.roles.roles import role_named
from app.agents.team.run import perform_task
from app.lib.errors import PermanentError
from app.parts.agent import StillOurs
from app.parts.http.ring import ring
from app.parts.queue.queues import TASKS_QUEUE
from app.parts.runs import lease
from app.parts.runs.lease import Claim
from app.parts.runs.perform_here import NotEndedError, WaitedFor, ended
from app.parts.runs.run_requests import add_run
from app.parts.runs.tables import AgentRun, RunStatus, Trigger
from app.parts.runs.work import Work
from app.parts.store.statements import required_id

if TYPE_CHECKING:
    from app.agents.team.desk import Desk


class NotHandedOverError(PermanentError):
    """The other agent did not do its part; says why. The parent can go on without."""


async def done_by(
    role_name: str, desk: "Desk", given: Mapping[str, JsonValue], purpose: str
) -> AgentRun:
    """The other agent's run, completed. `purpose` tells it from other children of this run; it is
    asked for once, also when the parent runs again and would ask in other words.

    Raises NotHandedOverError, LeaseLostError, DatabaseAwayError.
    """
    role = role_named(role_name)
    if role is None:
        raise NotHandedOverError(f"This version of the service has no agent '{role_name}'.")

    async def work(claim: Claim, its_own: StillOurs) -> None:
        await perform_task(role, desk.parts, claim, its_own)

    run_id = child_of(role, desk, given, purpose)
    try:
        waited_for = WaitedFor(work, role.longest_seconds)
        run = await ended(desk.parts, run_id, waited_for, desk.still_ours)
    except NotEndedError as error:
        raise NotHandedOverError(f"The {role.title.lower()}: {error}") from error
    if run.status != RunStatus.COMPLETED:
        why = run.error_message or f"It is {run.status}."
        raise NotHandedOverError(f"The {role.title.lower()} could not do task {run.id}: {why}")
    return run


def child_of(role: Role, desk: "Desk", given: Mapping[str, JsonValue], purpose: str) -> int:
    """Its id, whether it was there before or not; rung for if not. The look at the parent's lease
    locks its row: no two attempts add one."""
    name, now = f"{desk.claim.run_id}:{purpose}", desk.parts.clock()
    with desk.parts.database.write() as session:
        lease.guard(session, desk.claim, now)
        known = session.exec(
            select(AgentRun).where(AgentRun.agent == role.name, AgentRun.external_id == name)
        ).first()
        if known is not None:
            return own_child(known, desk.claim)
        work = Work(checked(role, given), name, desk.claim.run_id, requested_by=desk.user_id)
        run = add_run(session, role.name, uuid4().hex, now, Trigger.REQUEST, work)
        run_id = required_id(run.id)
    ring(desk.parts.doorbell, run_id, TASKS_QUEUE)
    return run_id


def own_child(known: AgentRun, parent: Claim) -> int:
    """Anybody may give a task of their own any name."""
    if known.parent_run_id != parent.run_id:
        raise NotHandedOverError(f"Task {known.id} already has the name '{known.external_id}'.")
    return required_id(known.id)


def checked(role: Role, given: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    try:
        return role.input.model_validate(given).model_dump(mode="json", exclude_defaults=True)
    except ValidationError as error:
        raise NotHandedOverError(f"The {role.title.lower()} takes no such task.") from error
