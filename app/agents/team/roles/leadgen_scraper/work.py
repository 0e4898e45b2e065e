"""The lead scraper's work, top to bottom:

addresses given, or found by the query -> leads -> each one's research -> what is known of them

All of it by tools of the lead agent, each of which does its part once however often it is asked.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel

from app.agents.team.desk import Desk
from app.agents.team.roles.leadgen_scraper.role import (
    LONGEST_SECONDS,
    FoundLead,
    LeadgenScraperInput,
    LeadgenScraperOutput,
    RefusedAddress,
)
from app.lib.errors import PermanentError
from app.parts.runs.lease import LeaseLostError

NO_MORE_AFTER: Final = LONGEST_SECONDS - 140.0
"""Seconds: one research takes up to two minutes."""
OUT_OF_TIME: Final = (
    "There was no time left to find out about it; ask for its research on its page."
)


class Query(BaseModel):
    query: str


class Site(BaseModel):
    url: str


class Sites(BaseModel):
    sites: tuple[Site, ...]


class LeadsToTakeIn(BaseModel):
    leads: list[dict[str, str]]
    source: str


class Refused(BaseModel):
    row: int
    why: str


class TakenIn(BaseModel):
    created: tuple[int, ...]
    merged: tuple[int, ...]
    refused: tuple[Refused, ...]


class ResearchAsked(BaseModel):
    lead_id: int
    depth: str


class Researched(BaseModel):
    run_id: int
    problem: str


class WhichLead(BaseModel):
    lead_id: int


class Fact(BaseModel):
    id: int


class Known(BaseModel):
    lead_id: int
    name: str
    company: str
    email: str
    website_url: str
    score: int | None
    qualified: bool
    facts: tuple[Fact, ...]


async def find_leads(desk: Desk, given: LeadgenScraperInput) -> LeadgenScraperOutput:
    """Raises PermanentError where a query has no search, ScoutError."""
    began = time.monotonic()
    desk.enter("search")
    addresses = (await addresses_of(desk, given))[: given.most_leads]
    desk.enter("taking in")
    taken = await taken_in(desk, given, addresses)
    desk.enter("research")
    ids = tuple(dict.fromkeys((*taken.created, *taken.merged)))
    turns = asyncio.Semaphore(desk.parts.settings.max_concurrent_scrapes)
    leads = await asyncio.gather(*(found_out(desk, given, one, began, turns) for one in ids))
    late = sum(lead.problem == OUT_OF_TIME for lead in leads)
    return LeadgenScraperOutput(
        leads=tuple(leads),
        refused=tuple(
            RefusedAddress(address=addresses[one.row - 1], why=one.why) for one in taken.refused
        ),
        new=len(taken.created),
        known=len(taken.merged),
        not_done=(f"{late} of the leads: {OUT_OF_TIME}",) if late else (),
    )


async def addresses_of(desk: Desk, given: LeadgenScraperInput) -> Sequence[str]:
    """Those that were given first, then those that the query finds, each once."""
    found: tuple[str, ...] = ()
    if given.query.strip() and len(given.addresses) < given.most_leads:
        sites = await desk.use("find_sites", Query(query=given.query.strip()), Sites)
        found = tuple(site.url for site in sites.sites)
    return tuple(dict.fromkeys((*(one.strip() for one in given.addresses), *found)))


async def taken_in(desk: Desk, given: LeadgenScraperInput, addresses: Sequence[str]) -> TakenIn:
    if not addresses:
        return TakenIn(created=(), merged=(), refused=())
    tags = {"tags": ",".join(given.tags)} if given.tags else {}
    leads = [{("email" if "@" in one else "website_url"): one, **tags} for one in addresses]
    source = "a public page found by a search" if given.query else "an address that was given"
    return await desk.use("take_in_leads", LeadsToTakeIn(leads=leads, source=source), TakenIn)


async def found_out(
    desk: Desk, given: LeadgenScraperInput, lead_id: int, began: float, turns: asyncio.Semaphore
) -> FoundLead:
    """One lead's failure is no other's."""
    run_id, problem = None, OUT_OF_TIME
    async with turns:
        if time.monotonic() - began < NO_MORE_AFTER:
            try:
                asked = ResearchAsked(lead_id=lead_id, depth=given.depth)
                done = await desk.use("research_lead", asked, Researched, f"research-{lead_id}")
            except LeaseLostError:
                raise
            except PermanentError as error:
                problem = str(error)
            else:
                run_id, problem = done.run_id, done.problem
    known = await desk.use("lead_facts", WhichLead(lead_id=lead_id), Known, f"facts-{lead_id}")
    return FoundLead(
        **known.model_dump(exclude={"facts"}),
        facts=len(known.facts),
        research_run_id=run_id,
        problem=problem,
    )
