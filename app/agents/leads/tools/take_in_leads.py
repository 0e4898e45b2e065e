"""The tools `take_in_leads` and `find_sites`: where leads come from."""

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.lib.errors import PermanentError, ScoutError
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.agents.leads.intake.given import GivenLead, GivenRow
    from app.parts.parts import Parts

MOST_LEADS = 1_000
LONGEST = 20_000
NEEDS_A_SEARCH = (
    "To find companies by a query needs a search: set SEARCH_PROVIDER to searxng, brave or serper."
)


class LeadsGiven(BaseModel):
    """Leads as texts by field, as `POST /api/leads` names them; what is no field is left out.
    `source`: where those come from that do not say so."""

    model_config = ConfigDict(frozen=True)

    leads: Annotated[
        list[dict[str, Annotated[str, Field(max_length=LONGEST)]]], Field(max_length=MOST_LEADS)
    ]
    source: Annotated[str, Field(max_length=200)] = ""


class RefusedRow(BaseModel):
    """`row` counts the given leads from 1."""

    row: int
    why: str


class LeadsTakenIn(BaseModel):
    """Ids: of new leads, and of those that were known before."""

    created: tuple[int, ...]
    merged: tuple[int, ...]
    refused: tuple[RefusedRow, ...]


class SitesWanted(BaseModel):
    model_config = ConfigDict(frozen=True)

    query: Annotated[str, Field(min_length=1, max_length=300)]


class Site(BaseModel):
    """A site's front page, and what the search says of it."""

    url: str
    title: str
    snippet: str


class SitesFound(BaseModel):
    sites: tuple[Site, ...]


async def take_in_leads(parts: "Parts", caller: Caller, given: BaseModel) -> LeadsTakenIn:
    """A lead without a mail address whose site is that of a known one without, is that one: the
    same list taken in again makes no doubles. Raises DatabaseAwayError."""
    from app.agents.leads.intake.take_in import take_in

    asked = LeadsGiven.model_validate(given)
    rows = rows_of(asked)
    with parts.database.read() as session:
        known = known_by_site(session, rows)
    new = [row for row in rows if row.number not in known]
    secrets = parts.settings.secret_keys
    taken = take_in(parts.database, new, now=parts.clock(), secrets=secrets, by=caller.agent)
    merged = dict.fromkeys([*known.values(), *(one.id for one in taken.merged)])
    return LeadsTakenIn(
        created=tuple(one.id for one in taken.created),
        merged=tuple(merged),
        refused=tuple(RefusedRow(row=one.row, why=one.why) for one in taken.refused),
    )


def rows_of(asked: LeadsGiven) -> "Sequence[GivenRow]":
    from app.agents.leads.intake.given import TEXT_FIELDS, GivenLead, GivenRow

    def lead(texts: dict[str, str]) -> "GivenLead":
        known = {name: text for name, text in texts.items() if name in TEXT_FIELDS}
        known.setdefault("source", asked.source)
        return GivenLead(**known, tags=(texts["tags"],) if "tags" in texts else ())

    return [GivenRow(number, lead(one)) for number, one in enumerate(asked.leads, start=1)]


def known_by_site(session: "Session", rows: "Iterable[GivenRow]") -> dict[int, int]:
    """By row: the lead of that site, as far as both have no mail address."""
    from sqlmodel import col, select

    from app.agents.leads.intake.fields import LeadRefusedError, parse_lead
    from app.agents.leads.tables import Lead

    found = {}
    for row in rows:
        try:
            lead = parse_lead(row.lead)
        except LeadRefusedError:
            continue
        if lead.email or not lead.website_url or lead.name:
            continue
        query = select(Lead.id).where(
            Lead.website_url == lead.website_url, col(Lead.email_key).is_(None)
        )
        known = session.exec(query.order_by(col(Lead.id)).limit(1)).first()
        if known is not None:
            found[row.number] = known
    return found


async def find_sites(parts: "Parts", caller: Caller, given: BaseModel) -> SitesFound:
    """Each site once, best first; none of networks that programs may not read. Raises
    PermanentError where no search is set up, SearchDeniedError, SearchAwayError."""
    from app.parts.search.search import open_search

    query = SitesWanted.model_validate(given).query
    search = open_search(parts.settings)
    if search is None:
        raise PermanentError(NEEDS_A_SEARCH)
    began, problem = time.monotonic(), None
    try:
        async with search:
            results = await search.search(query)
    except ScoutError as error:
        problem = str(error)
        raise
    finally:
        pay(parts, caller, search.provider.usd, time.monotonic() - began, problem)
    found = (Site(url=one.url, title=one.title, snippet=one.snippet) for one in results)
    return SitesFound(sites=each_once(found))


def each_once(results: Iterable[Site]) -> tuple[Site, ...]:
    from urllib.parse import urlsplit

    from app.agents.leads.research.networks import network_of
    from app.parts.reading.same_site import same_site

    sites: list[Site] = []
    for one in results:
        parts = urlsplit(one.url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
        if is_web and not network_of(one.url) and not any(same_site(one.url, s.url) for s in sites):
            sites.append(one.model_copy(update={"url": f"{parts.scheme}://{parts.netloc}/"}))
    return tuple(sites)


def pay(parts: "Parts", caller: Caller, usd: float, seconds: float, error: str | None) -> None:
    """A line in the ledger, on whoever asked."""
    from app.parts.store.api_usage import ApiUsage, Service

    line = ApiUsage(
        created_at=parts.clock(),
        service=Service.SEARCH,
        agent=caller.agent,
        run_id=caller.run_id,
        calls=1,
        usd=usd,
        milliseconds=round(seconds * 1000),
        error=error,
    )
    with parts.database.write() as session:
        session.add(line)


TAKE_IN_LEADS = Tool(
    name="take_in_leads",
    description="Takes leads in: new ones are stored, known ones filled up, the rest refused with "
    "the reason.",
    input=LeadsGiven,
    output=LeadsTakenIn,
    effect=Effect.WRITES,
    work=take_in_leads,
)
FIND_SITES = Tool(
    name="find_sites",
    description="Searches the web for companies: their sites, best first.",
    input=SitesWanted,
    output=SitesFound,
    effect=Effect.READS,
    work=find_sites,
)
