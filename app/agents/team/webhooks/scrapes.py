"""What an actor of Apify read for us: its pages are kept, and the leads on them taken in.

Apify tells of a run (docs.apify.com/platform/integrations/webhooks): its own form has the run as
`resource`, and what was read lies in the run's dataset, which is fetched from Apify alone and with
our token. A form of one's own may bring the `items` along.
"""

from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter
from sqlmodel import select

from app.agents.team.tables import Scrape
from app.agents.team.webhooks.dataset import Item, fetch_items, page_of
from app.agents.team.webhooks.event_kinds import Bench, Store, read_json
from app.agents.team.webhooks.events import Event
from app.agents.team.webhooks.scraped_leads import take_in_leads
from app.lib.printable import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

SOURCE: Final = "apify"
SUCCEEDED: Final = "SUCCEEDED"
ENDED: Final = frozenset({SUCCEEDED, "FAILED", "ABORTED", "TIMED-OUT"})
MOST_ITEMS: Final = 1_000
_ID: Final = r"^[A-Za-z0-9_~-]{1,64}$"


class _Run(BaseModel):
    """`resource`: Apify's run object, as far as it is used."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(pattern=_ID)]
    status: Annotated[str, Field(max_length=40)] = SUCCEEDED
    dataset: Annotated[str | None, Field(alias="defaultDatasetId", pattern=_ID)] = None
    message: Annotated[str | None, Field(alias="statusMessage")] = None


class Report(BaseModel):
    model_config = ConfigDict(frozen=True)

    resource: _Run
    items: Annotated[tuple[Item, ...] | None, Field(max_length=MOST_ITEMS)] = None


REPORT: Final = TypeAdapter(Report)


async def take_scrape(bench: Bench, event: Event) -> Store:
    """Raises ScoutError."""
    report = read_json(REPORT, event, "a report of an actor's run")
    run, words = report.resource, ""
    lead_ids: tuple[int, ...] = ()
    items: tuple[Item, ...] = ()
    if run.status == SUCCEEDED:
        items = report.items or ()
        if report.items is None and run.dataset:
            items = await fetch_items(bench.parts.settings, run.dataset, MOST_ITEMS)
        lead_ids, words = await take_in_leads(bench, event, items, f"{SOURCE} {run.id}")

    def store(session: "Session") -> str:
        pages = [page for item in items if (page := page_of(item))]
        return store_scrape(session, run, pages, lead_ids, words, bench.parts.clock())

    return store


def store_scrape(
    session: "Session",
    run: _Run,
    pages: list[dict[str, str]],
    lead_ids: tuple[int, ...],
    words: str,
    now: "datetime",
) -> str:
    """What succeeded once stays so: a report of before that comes late changes nothing."""
    query = select(Scrape).where(Scrape.external_id == f"{SOURCE}:{run.id}").with_for_update()
    row = session.exec(query).first()
    if row is not None and (row.status == SUCCEEDED.lower() or run.status not in ENDED):
        return f"Run {run.id} is known as {row.status}; nothing was changed."
    values: dict[str, Any] = {
        "status": run.status.lower(),
        "pages": kept(pages),
        "lead_ids": list(lead_ids),
        "error": None if run.status == SUCCEEDED else one_line(run.message or run.status, 500),
    }
    if row is None:
        row = Scrape(created_at=now, source=SOURCE, external_id=f"{SOURCE}:{run.id}", **values)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    if run.status != SUCCEEDED:
        return f"Run {run.id} of an actor is {run.status.lower()}: {row.error}"
    return f"Run {run.id}: {len(pages)} pages kept. {words}".strip()


def kept(pages: list[dict[str, str]]) -> list[JsonValue]:
    return [dict(page) for page in pages]
