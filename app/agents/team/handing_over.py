"""A task for another of the team's agents, whose result is waited for."""

from pydantic import BaseModel

from app.agents.team.role import Role
from app.agents.team.run import perform_task
from app.agents.team.tasks import Asked, add_task
from app.lib.errors import PermanentError
from app.parts.agent import StillOurs
from app.parts.parts import Parts
from app.parts.runs.lease import Claim
from app.parts.runs.perform_here import NotEndedError, WaitedFor, ended
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.statements import required_id


class NotHandedOverError(PermanentError):
    """The other agent did not do its part; says why."""


async def done_by(
    role: Role, parts: Parts, given: BaseModel, asked: Asked, still_ours: StillOurs
) -> AgentRun:
    """The other agent's run, completed; the same for each attempt that asks under the same
    external id. Raises NotHandedOverError, OtherWorkError, LeaseLostError, DatabaseAwayError."""

    async def work(claim: Claim, its_own: StillOurs) -> None:
        await perform_task(role, parts, claim, its_own)

    task, _ = add_task(parts, role, given, asked)
    try:
        waited_for = WaitedFor(work, role.longest_seconds)
        run = await ended(parts, required_id(task.id), waited_for, still_ours)
    except NotEndedError as error:
        raise NotHandedOverError(f"The {role.title}: {error}") from error
    if run.status != RunStatus.COMPLETED:
        why = run.error_message or "no reason is known"
        raise NotHandedOverError(f"The {role.title} could not do task {run.id}: {why}")
    return run
