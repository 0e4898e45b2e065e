"""A run in this process, for the commands of the agents: no worker and no Redis are needed."""

import os

from app.jobs import carry_out
from app.lib.errors import MisconfiguredError
from app.lib.settings.settings import load_settings
from app.lib.terminal import tell
from app.parts.agent import Input, Summary
from app.parts.parts import Parts, open_parts
from app.parts.runs import lease, run_requests, runs
from app.parts.runs.tables import AgentRun, RunStatus, Trigger
from app.parts.runs.work import Work
from app.parts.store.statements import required_id
from app.service.agents import check_agents


def run_here(
    agent: str, profile: str, begins: str, summary: Summary, work: Input | None = None
) -> bool:
    """True when the run completed. Raises MisconfiguredError."""
    settings = load_settings()
    check_agents(settings)
    parts = open_parts(settings, need_redis=False)
    try:
        run, already = run_requests.add_requested_run(
            parts.database,
            agent=agent,
            profile=profile,
            now=parts.clock(),
            trigger=Trigger.COMMAND,
            work=Work(input=work or {}),
        )
        run_id = required_id(run.id)
        if already and run.status == RunStatus.RUNNING:
            tell(f"Run {run_id} is at work already; see {parts.settings.public_url}/runs/{run_id}")
            return False
        tell(f"Run {run_id} {begins}")
        return carried_out(parts, run_id, summary)
    finally:
        parts.close()


def carried_out(parts: Parts, run_id: int, summary: Summary) -> bool:
    claim = lease.claim_run(parts.database, run_id, parts.clock())
    if claim is None:
        raise MisconfiguredError([f"Run {run_id} was taken by a worker in the meantime."])
    carry_out(parts, claim, stop=lambda: os._exit(1))
    run = runs.find_run(parts.database, run_id)
    if run is None:
        return False
    for line in outcome(run, summary):
        tell(line)
    return run.status == RunStatus.COMPLETED


def outcome(run: AgentRun, summary: Summary) -> list[str]:
    first = f"{run.status}" + (f": {run.error_message}" if run.error_message else "")
    return [first, *(summary(run.result) if run.result else ())]
