"""A run that somebody waits for, carried out in this process beside the one at hand.

Whoever waits does it when nobody else has begun it: if each worker waited for another, none would
be left to. It is a run like any other, with a lease, a watch and an end of its own.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from app.lib.errors import PermanentError
from app.parts.agent import StillOurs
from app.parts.runs import lease, runs
from app.parts.runs.attempt_end import ends_in_the_database
from app.parts.runs.lease import Claim
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun
from app.parts.runs.watch import Watch

if TYPE_CHECKING:
    from app.parts.parts import Parts

LOOK_SECONDS: Final = 0.5
BESIDE_ITS_LIMIT_SECONDS: Final = 15.0
"""How much longer than it may take a run is waited for: its end must be written, too."""

log = structlog.get_logger("run")


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
    ends = time.monotonic() + waited_for.seconds + BESIDE_ITS_LIMIT_SECONDS
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
    else:
        await perform_here(parts, claim, waited_for)


async def perform_here(parts: "Parts", claim: Claim, waited_for: WaitedFor) -> None:
    """Under a watch of its own. What must be stopped is this run alone: the process belongs to the
    one that waits, too."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.call_soon_threadsafe(work.cancel)

    watch = Watch(parts.database, claim, parts.clock, seconds=waited_for.seconds, stop=stop)
    with watch:
        work = asyncio.create_task(attempt(parts, claim, waited_for, watch.check))
        try:
            await asyncio.wait([work])
        finally:
            work.cancel()  # where the one that waits was stopped


async def attempt(
    parts: "Parts", claim: Claim, waited_for: WaitedFor, still_ours: StillOurs
) -> None:
    """Its failures are its own: they end its run, not the one that waits."""
    structlog.contextvars.bind_contextvars(run_id=claim.run_id, attempt=claim.attempt)
    log.info("run.started", agent=claim.agent, profile=claim.profile)
    with ends_in_the_database(parts.database, claim, parts.clock):
        await waited_for.work(claim, still_ours)
        log.info("run.ended")
