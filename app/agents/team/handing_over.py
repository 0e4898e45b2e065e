"""A task for another of the team's agents, whose result is waited for.

Whoever waits does it in this process when nobody else has begun it: if each worker waited for
another to do its part, none would be left to.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from pydantic import BaseModel

from app.agents.team.role import Role
from app.agents.team.run import perform_task
from app.agents.team.tasks import Asked, add_task
from app.lib.errors import PermanentError, TransientError
from app.parts.parts import Parts
from app.parts.runs import endings, lease, runs
from app.parts.runs.lease import Claim, LeaseLostError
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.runs.watch import Watch
from app.parts.store.statements import required_id

LOOK_SECONDS: Final = 0.5


class NotHandedOverError(PermanentError):
    """The other agent did not do its part; says why."""


async def done_by(
    role: Role, parts: Parts, given: BaseModel, asked: Asked, still_ours: Callable[[], None]
) -> AgentRun:
    """The other agent's run, completed; the same for each attempt that asks under the same
    external id. Raises NotHandedOverError, OtherWorkError, LeaseLostError, DatabaseAwayError."""
    run, _ = add_task(parts, role, given, asked)
    ends = time.monotonic() + role.longest_seconds
    while run.status in ACTIVE:
        still_ours()
        if time.monotonic() > ends:
            raise NotHandedOverError(f"The {role.title} has not finished task {run.id} in time.")
        run = await moved_on(role, parts, required_id(run.id))
    if run.status != RunStatus.COMPLETED:
        why = run.error_message or "no reason is known"
        raise NotHandedOverError(f"The {role.title} could not do task {run.id}: {why}")
    return run


async def moved_on(role: Role, parts: Parts, run_id: int) -> AgentRun:
    """The run after it was done here, or after a little while in which another does it."""
    claim = lease.claim_run(parts.database, run_id, parts.clock())
    if claim is None:
        await asyncio.sleep(LOOK_SECONDS)
    else:
        await perform_here(role, parts, claim)
    run = runs.find_run(parts.database, run_id)
    if run is None:
        raise NotHandedOverError(f"Task {run_id} of the {role.title} is gone.")
    return run


async def perform_here(role: Role, parts: Parts, claim: Claim) -> None:
    """Under a watch of its own. Its failures are its own: they end its run, not ours."""
    with Watch(parts.database, claim, parts.clock, seconds=role.longest_seconds) as watch:
        try:
            await perform_task(role, parts, claim, watch.check)
        except LeaseLostError:
            return
        except TransientError as error:
            endings.release_run(parts.database, claim, parts.clock(), str(error))
        except PermanentError as error:
            endings.fail_run(parts.database, claim, parts.clock(), str(error))
