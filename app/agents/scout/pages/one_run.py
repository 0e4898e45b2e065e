"""One run in full: its finds and mails, everything it found, each site it looked at."""

from dataclasses import dataclass

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.brand.site_names import site_names
from app.agents.scout.pages.found import FoundView, read_found
from app.agents.scout.pages.progress import Progress, progress_of
from app.agents.scout.pages.run_reading import full_view
from app.agents.scout.pages.run_view import RunView
from app.agents.scout.pages.words import VISITS, Badge
from app.agents.scout.report.result_schema import SiteResult
from app.parts.runs import runs


@dataclass(frozen=True, slots=True)
class OneRunView:
    """`progress` only while it is active."""

    run: RunView
    found: FoundView
    progress: Progress | None

    def badge_of(self, site: SiteResult) -> Badge:
        return VISITS[site.status]


def read_one_run(parts: ScoutParts, run_id: int, page: int) -> OneRunView | None:
    """None when there is no such run. Raises DatabaseAwayError."""
    run = runs.find_run(parts.database, run_id)
    if run is None or run.agent != AGENT:
        return None
    shown = full_view(parts, run)
    brand = next((one for one in parts.brands if one.id == run.profile), None)
    with parts.database.read() as session:
        names = site_names(session, brand)
    return OneRunView(
        run=shown,
        found=read_found(parts, run, names, page),
        progress=progress_of(parts, run_id) if shown.is_active else None,
    )
