"""What a worker does when the bell rings: the two functions that Redis may name.

Each re-reads the database and does nothing when there is nothing left to do.
"""

import asyncio
import sys
from collections.abc import Callable, Mapping

import structlog

from app.lib.errors import ScoutError, TransientError
from app.parts.agent import Agent, StillOurs
from app.parts.mail import settling
from app.parts.parts import Parts, make_outbox, open_parts
from app.parts.runs import lease, runs
from app.parts.runs.attempt_end import ends_in_the_database
from app.parts.runs.lease import Claim
from app.parts.runs.watch import Watch, kill_own_process_group
from app.service.agents import agent_named, agents_beside, gates_of, with_tools

SWITCH_SECONDS = 0.0005
"""While a thread of a run computes (stories are grouped in one), the event loop waits so long for
each of its turns; by Python's own 5 ms a site was asked twice as late as it may be."""

LOOKS = 3
"""Another worker may be quicker with the run whose turn it is, and have left the one that it was
rung for: whoever finds nothing looks again, or that run would wait until it is rung for anew."""

log = structlog.get_logger("run")


def perform_run(run_id: int) -> None:
    """Claim the run, or that of another agent whose turn it is, and carry it out."""
    parts = open_parts(need_redis=False, starting=False)
    try:
        claim = claim_in_turn(parts, run_id)
        if claim is not None:
            carry_out(parts, claim)
    finally:
        parts.close()


def claim_in_turn(parts: Parts, run_id: int) -> Claim | None:
    """None when nothing is left to do."""
    rung = runs.find_run(parts.database, run_id)
    sharing = agents_beside(rung.agent) if rung is not None else ()
    if len(sharing) <= 1:
        return lease.claim_run(parts.database, run_id, parts.clock())
    for _ in range(LOOKS):
        chosen = lease.next_in_turn(parts.database, sharing, parts.clock())
        if chosen is None:
            break
        claim = lease.claim_run(parts.database, chosen, parts.clock())
        if claim is not None:
            return claim
    return lease.claim_run(parts.database, run_id, parts.clock())  # of a worker that died


def deliver_mails() -> None:
    """Send the mails that are due and close the runs that waited for theirs."""
    parts = open_parts(need_redis=False, starting=False)
    try:
        settle_mails(parts)
    finally:
        parts.close()


def carry_out(
    parts: Parts, claim: Claim, stop: Callable[[], None] = kill_own_process_group
) -> None:
    """The whole run under watch. A run ends in the database, whatever happens here."""
    structlog.contextvars.bind_contextvars(run_id=claim.run_id, attempt=claim.attempt)
    log.info("run.started", agent=claim.agent, profile=claim.profile)
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        with ends_in_the_database(parts.database, claim, parts.clock):
            agent = agent_named(claim.agent)
            seconds = agent.longest_seconds(parts.settings)
            with Watch(parts.database, claim, parts.clock, seconds=seconds, stop=stop) as watch:
                asyncio.run(as_coroutine(agent, with_tools(parts), claim, watch.check))
            log.info("run.ended", **states_at_end(parts, claim))
    finally:
        structlog.contextvars.unbind_contextvars("run_id", "attempt")


async def as_coroutine(agent: Agent, parts: Parts, claim: Claim, still_ours: StillOurs) -> None:
    await agent.run(parts, claim, still_ours)


def states_at_end(parts: Parts, claim: Claim) -> Mapping[str, str | None]:
    """Of the run and of its mails, which may be under way yet; empty while the database is away:
    the run has ended whatever its line in the log can say."""
    try:
        run = runs.find_run(parts.database, claim.run_id)
    except TransientError:
        return {}
    return {"status": run.status, "mail_status": run.mail_status} if run is not None else {}


def settle_mails(parts: Parts) -> None:
    """Send what is due, give up what is late, and have each agent note what became of the mails of
    its runs."""
    make_outbox(parts, gates_of(parts)).deliver_due()
    settling.give_up_late(parts.database, parts.clock())
    for run_id, agent in settling.runs_to_settle(parts.database):
        settle_run(parts, run_id, agent)


def settle_run(parts: Parts, run_id: int, agent: str) -> None:
    """One that cannot be settled (its agent is gone, its result cannot be read) holds up no other,
    and is settled without its agent: else it would be tried every few seconds for ever.

    One of the service's catch-all boundaries: what an agent does here is its own trouble.
    """
    try:
        agent_named(agent).settle(parts, run_id)
        return
    except TransientError as error:
        log.warning("settle.failed", run_id=run_id, agent=agent, reason=str(error))
        return
    except ScoutError as error:
        log.warning("settle.failed", run_id=run_id, agent=agent, reason=str(error))
    except Exception:
        log.exception("settle.crashed", run_id=run_id, agent=agent)
    settling.note_what_became(parts.database, run_id)
