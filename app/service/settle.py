"""Sends the mails that are due, and has each agent note what became of those of its runs."""

import structlog

from app.lib.errors import ScoutError
from app.parts.parts import Parts, make_outbox
from app.parts.store import mails
from app.service.agents import agent_named

log = structlog.get_logger("settle")


def settle_mails(parts: Parts) -> None:
    """Send what is due, give up what is late, and note it in the runs that waited for it."""
    make_outbox(parts).deliver_due()
    mails.give_up_late(parts.database, parts.clock())
    for run_id, agent in mails.runs_to_settle(parts.database):
        settle_run(parts, run_id, agent)


def settle_run(parts: Parts, run_id: int, agent: str) -> None:
    """One that cannot be settled (its agent is gone, its result cannot be read) holds up no other.

    One of the service's catch-all boundaries: what an agent does here is its own trouble.
    """
    try:
        agent_named(agent).settle(parts, run_id)
    except ScoutError as error:
        log.warning("settle.failed", run_id=run_id, agent=agent, reason=str(error))
    except Exception:
        log.exception("settle.crashed", run_id=run_id, agent=agent)
