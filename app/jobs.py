"""What a worker does when the bell rings: the two functions that Redis may name.

Each re-reads the database and does nothing when there is nothing left to do. A new kind of agent
adds one line to AGENTS.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import structlog

from app.errors import BrandFileError, PermanentError, TransientError
from app.parts import Parts, open_parts
from app.scout.mailing import settle_mails
from app.scout.run import AGENT as BRAND_SCOUT
from app.scout.run import run_brand
from app.store import runs
from app.store.runs import Claim, LeaseLostError
from app.watch import Watch, kill_own_process_group, run_seconds

SWITCH_SECONDS = 0.0005
"""While a thread of a run computes (stories are grouped in one), the event loop waits so long for
each of its turns; by Python's own 5 ms a site was asked twice as late as it may be."""

StillOurs = Callable[[], None]
"""Raises LeaseLostError when another attempt may own the run by now."""
Runner = Callable[[Parts, Claim, StillOurs], Awaitable[None]]
AGENTS: dict[str, Runner] = {BRAND_SCOUT: run_brand}
CRASHED = "A fault of this service ended it: the log has it as run.crashed."

log = structlog.get_logger("run")


def perform_run(run_id: int) -> None:
    """Claim the run and carry it out; without a brand file that can be used it fails at once."""
    try:
        parts = open_parts(need_redis=False, starting=False)
    except BrandFileError as error:
        refuse(run_id, error)
        return
    try:
        claim = runs.claim_run(parts.database, run_id, parts.clock())
        if claim is not None:
            carry_out(parts, claim)
    finally:
        parts.close()


def refuse(run_id: int, error: BrandFileError) -> None:
    """Left pending, the run would be rung for again and again and end as "no worker took it"."""
    parts = open_parts(need_redis=False, need_brands=False, starting=False)
    try:
        claim = runs.claim_run(parts.database, run_id, parts.clock())
        if claim is not None:
            reason = f"The brand file cannot be used, so no site was read. {error.in_short()}"
            close_as_failed(parts, claim, reason[:1000])
    finally:
        parts.close()


def deliver_mails() -> None:
    """Send the mails that are due and close the runs that waited for theirs.

    They were written with the brand file as it was: one that is broken by now holds up nothing.
    """
    parts = open_parts(need_redis=False, need_brands=False, starting=False)
    try:
        settle_mails(parts)
    finally:
        parts.close()


def carry_out(
    parts: Parts, claim: Claim, stop: Callable[[], None] = kill_own_process_group
) -> None:
    """The whole run under watch. A run ends in the database, whatever happens here.

    One of the service's two catch-all boundaries: a bug must not leave a run `running`.
    """
    structlog.contextvars.bind_contextvars(run_id=claim.run_id, attempt=claim.attempt)
    log.info("run.started", profile=claim.profile)
    sys.setswitchinterval(SWITCH_SECONDS)
    seconds = run_seconds(parts.settings.interval)
    try:
        with Watch(parts.database, claim, parts.clock, seconds=seconds, stop=stop) as watch:
            asyncio.run(as_coroutine(AGENTS[claim.agent], parts, claim, watch.check))
        log.info("run.ended")
    except LeaseLostError as error:
        log.warning("run.taken_over", reason=str(error))
    except TransientError as error:
        hand_back(parts, claim, str(error))
    except PermanentError as error:
        close_as_failed(parts, claim, str(error))
    except MemoryError:
        hand_back(parts, claim, "It needed more memory than a run may take.")
    except Exception:
        log.exception("run.crashed")
        hand_back(parts, claim, CRASHED)
    finally:
        structlog.contextvars.unbind_contextvars("run_id", "attempt")


async def as_coroutine(runner: Runner, parts: Parts, claim: Claim, still_ours: StillOurs) -> None:
    await runner(parts, claim, still_ours)


def hand_back(parts: Parts, claim: Claim, reason: str) -> None:
    """For another attempt. If even that cannot be written, the lease runs out by itself."""
    log.warning("run.handed_back", reason=reason)
    try:
        runs.release_run(parts.database, claim, parts.clock(), reason)
    except TransientError as error:
        log.warning("run.not_recorded", reason=str(error))


def close_as_failed(parts: Parts, claim: Claim, reason: str) -> None:
    log.warning("run.failed", reason=reason)
    try:
        runs.fail_run(parts.database, claim, parts.clock(), reason)
    except (TransientError, LeaseLostError) as error:
        log.warning("run.not_recorded", reason=str(error))
