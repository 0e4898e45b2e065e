"""`scout run`: one run in this process."""

import os
from collections.abc import Callable

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brand_file import choose_brands
from app.agents.scout.brand.brands import with_brands
from app.agents.scout.gather.same_failures import SiteFailure, told_once
from app.agents.scout.report.result_schema import RunResult
from app.jobs import carry_out
from app.lib.errors import MisconfiguredError
from app.lib.settings.settings import load_settings
from app.parts.parts import Parts, open_parts
from app.parts.runs import run_requests, runs
from app.parts.store.tables import AgentRun, RunStatus, Trigger
from app.service.agents import check_agents


def run_now(brand_id: str | None, tell: Callable[[str], None]) -> bool:
    """True when the run completed. Raises MisconfiguredError."""
    settings = load_settings()
    check_agents(settings)
    parts = with_brands(open_parts(settings, need_redis=False))
    try:
        known = {brand.id: brand for brand in parts.brands}
        brand = choose_brands(known, [brand_id or parts.brands[0].id], "--brand")[0]
        run, already = run_requests.add_requested_run(
            parts.database,
            agent=AGENT,
            profile=brand.id,
            now=parts.clock(),
            trigger=Trigger.COMMAND,
        )
        run_id = runs.required_id(run.id)
        if already and run.status == RunStatus.RUNNING:
            tell(f"Run {run_id} is at work already; see {parts.settings.public_url}/runs/{run_id}")
            return False
        tell(f"Run {run_id} for {brand.display_name}: reading {len(brand.sites)} sites …")
        return carry_out_here(parts, run_id, tell)
    finally:
        parts.close()


def carry_out_here(parts: Parts, run_id: int, tell: Callable[[str], None]) -> bool:
    claim = runs.claim_run(parts.database, run_id, parts.clock())
    if claim is None:
        raise MisconfiguredError([f"Run {run_id} was taken by a worker in the meantime."])
    carry_out(parts, claim, stop=lambda: os._exit(1))
    run = runs.find_run(parts.database, run_id)
    if run is None:
        return False
    for line in summary(run):
        tell(line)
    return run.status == RunStatus.COMPLETED


def summary(run: AgentRun) -> list[str]:
    lines = [f"{run.status}" + (f": {run.error_message}" if run.error_message else "")]
    if not run.result:
        return lines
    result = RunResult.model_validate(run.result)
    counts = result.counts
    lines.append(
        f"{counts.found} links found, {counts.new} new, {counts.evaluated} scored, "
        f"{counts.unsafe} held back, {counts.waiting} waiting"
    )
    failures = [SiteFailure(s.name or s.url, s.url, s.error) for s in result.sites if s.error]
    lines += [f"not read: {line}" for line in told_once(failures)]
    lines += [f"{find.rank}. {find.title} ({find.site}, {find.score})" for find in result.top]
    lines += [result.notice] if result.notice else []
    lines.append(result.note or f"mail: {result.email.status}")
    return lines
