"""A run that somebody waits for, carried out in this process beside the one at hand.

Whoever waits does it when nobody else has begun it: if each worker waited for another, none would
be left to. It is a run like any other, with a lease, a watch and an end of its own.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.lib.errors import PermanentError, TransientError
from app.parts.agent import StillOurs
from app.parts.runs import endings, lease, runs
from app.parts.runs.lease import Claim, LeaseLostError
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun
from app.parts.runs.watch import Watch

if TYPE_CHECKING:
    from app.parts.parts import Parts

LOOK_SECONDS: Final = 0.5


class NotEndedError(PermanentError):
    """The run that was waited for is gone, or is not over in time."""


@dataclass(frozen=True, slots=True)
class WaitedFor:
    """`work` carries a claimed run out and raises ScoutError; one attempt may take `seconds`."""

    work: Callable[[Claim, StillOurs], Awaitable[None]]
    seconds: float


async def ended(
    parts: "Parts", run_id: int, waited_for: WaitedFor, still_ours: StillOurs
) -> AgentRun:
    """The run when it is over, however it ended. `still_ours`: of the run that waits. Raises
    NotEndedError, LeaseLostError, DatabaseAwayError."""
    ends = time.monotonic() + waited_for.seconds
    while True:
        run = runs.find_run(parts.database, run_id)
        if run is None:
            raise NotEndedError(f"Run {run_id} is gone.")
        if run.status not in ACTIVE:
            return run
        still_ours()
        if time.monotonic() > ends:
            raise NotEndedError(f"Run {run_id} is not over yet.")
        await go_on(parts, run_id, waited_for)


async def go_on(parts: "Parts", run_id: int, waited_for: WaitedFor) -> None:
    """One attempt, or a little while in which another makes it."""
    claim = lease.claim_run(parts.database, run_id, parts.clock())
    if claim is None:
        await asyncio.sleep(LOOK_SECONDS)
        return
    with Watch(parts.database, claim, parts.clock, seconds=waited_for.seconds) as watch:
        try:
            await waited_for.work(claim, watch.check)
        except LeaseLostError:
            return
        except TransientError as error:
            endings.release_run(parts.database, claim, parts.clock(), str(error))
        except PermanentError as error:
            endings.fail_run(parts.database, claim, parts.clock(), str(error))
