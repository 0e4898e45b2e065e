"""`scout run`: one run of a brand in this process."""

from collections.abc import Mapping, Sequence

from app.agents.scout.agent import NAME
from app.agents.scout.brand.brand_file import choose_brands
from app.agents.scout.brand.brands import read_brands
from app.agents.scout.gather.same_failures import SiteFailure, told_once
from app.agents.scout.report.result_schema import RunResult
from app.lib.settings.settings import load_settings
from app.parts.agent import RunHere


def run_now(brand_id: str | None, run_here: RunHere) -> bool:
    """True when the run completed. Raises MisconfiguredError."""
    brands = read_brands(load_settings())
    known = {brand.id: brand for brand in brands}
    brand = choose_brands(known, [brand_id or brands[0].id], "--brand")[0]
    begins = f"for {brand.display_name}: reading {len(brand.sites)} sites …"
    return run_here(NAME, brand.id, begins, summary)


def summary(stored: Mapping[str, object]) -> Sequence[str]:
    """What `agent_runs.result` tells, in lines."""
    result = RunResult.model_validate(stored)
    counts = result.counts
    failures = [SiteFailure(s.name or s.url, s.url, s.error) for s in result.sites if s.error]
    return [
        f"{counts.found} links found, {counts.new} new, {counts.evaluated} scored, "
        f"{counts.unsafe} held back, {counts.waiting} waiting",
        *(f"not read: {line}" for line in told_once(failures)),
        *(f"{find.rank}. {find.title} ({find.site}, {find.score})" for find in result.top),
        *([result.notice] if result.notice else []),
        result.note or f"mail: {result.email.status}",
    ]
