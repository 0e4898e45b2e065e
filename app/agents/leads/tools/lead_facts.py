"""The tools `find_lead` and `lead_facts`: what is known of leads, with the words that say so."""

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.lib.errors import PermanentError
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.agents.leads.tables import Lead
    from app.parts.parts import Parts

MOST_FACTS = 200


class LeadsWanted(BaseModel):
    """`q` is looked for in name, address and company, each of its words."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class LeadLine(BaseModel):
    lead_id: int
    name: str
    company: str
    email: str
    status: str
    score: int | None


class LeadsFound(BaseModel):
    leads: tuple[LeadLine, ...]


class WhichLead(BaseModel):
    """By its id or by its mail address."""

    model_config = ConfigDict(frozen=True)

    lead_id: int | None = None
    email: Annotated[str, Field(max_length=400)] = ""


class FactOfLead(BaseModel):
    """`quote` stands word for word on the page at `url`."""

    id: int
    field: str
    value: str
    quote: str
    url: str


class LeadKnown(BaseModel):
    """`countries` and `zones`: every one that may be theirs. `qualified`: worth a mail, as far as
    is known; `missing` says what it lacks. `suppressed`: why nobody writes to them, "" if they may
    be written to as far as that goes."""

    lead_id: int
    name: str
    email: str
    company: str
    title: str
    website_url: str
    status: str
    score: int | None
    qualified: bool
    missing: tuple[str, ...]
    suppressed: str
    countries: tuple[str, ...]
    zones: tuple[str, ...]
    facts: tuple[FactOfLead, ...]


async def find_lead(parts: "Parts", _: Caller, given: BaseModel) -> LeadsFound:
    """Newest first. Raises DatabaseAwayError."""
    from app.agents.leads.intake.lead_search import Wanted, find_leads

    asked = LeadsWanted.model_validate(given)
    found = find_leads(parts.database, Wanted(q=asked.q, limit=asked.limit))
    return LeadsFound(leads=tuple(line_of(lead) for lead in found))


def line_of(lead: "Lead") -> LeadLine:
    return LeadLine(
        lead_id=lead.id or 0,
        name=lead.name or "",
        company=lead.company or "",
        email=lead.email or "",
        status=lead.status,
        score=lead.score,
    )


async def lead_facts(parts: "Parts", _: Caller, given: BaseModel) -> LeadKnown:
    """Raises PermanentError where there is no such lead, DatabaseAwayError."""
    from app.agents.leads.intake.stored_leads import find_lead as find

    asked = WhichLead.model_validate(given)
    with parts.database.read() as session:
        lead_id = id_of(session, asked)
    found = find(parts.database, lead_id, parts.settings.secret_keys) if lead_id else None
    if found is None:
        raise PermanentError(f"There is no lead {asked.email or asked.lead_id}.")
    facts = [
        FactOfLead(
            id=fact.id or 0, field=fact.field, value=fact.value, quote=fact.quote, url=fact.url
        )
        for fact in found.facts[:MOST_FACTS]
    ]
    return known_of(parts, found.lead, tuple(facts), found.suppressed or "")


def known_of(
    parts: "Parts", lead: "Lead", facts: tuple[FactOfLead, ...], suppressed: str
) -> LeadKnown:
    from app.agents.leads.campaigns.question import lead_evidence
    from app.agents.leads.law.hours import place_of
    from app.agents.leads.tables import LeadStatus

    with parts.database.read() as session:
        countries = sorted({one.country for one in lead_evidence(session, lead)})
    place = place_of(countries, lead.location or "", parts.settings.zone)
    return LeadKnown(
        **line_of(lead).model_dump(),
        title=lead.title or "",
        website_url=lead.website_url or "",
        qualified=lead.status == LeadStatus.RESEARCHED,
        missing=tuple(lead.missing),
        suppressed=suppressed,
        countries=tuple(countries),
        zones=tuple(zone.key for zone in place.zones) if countries else (),
        facts=facts,
    )


def id_of(session: "Session", asked: WhichLead) -> int | None:
    from sqlmodel import select

    from app.agents.leads.law.suppression import normalised_address
    from app.agents.leads.tables import Lead

    if asked.lead_id is not None or not asked.email:
        return asked.lead_id
    key = normalised_address(asked.email)
    return session.exec(select(Lead.id).where(Lead.email_key == key)).first()


FIND_LEAD = Tool(
    name="find_lead",
    description="Finds leads by name, address or company.",
    input=LeadsWanted,
    output=LeadsFound,
    effect=Effect.READS,
    work=find_lead,
    limit=50,
)
LEAD_FACTS = Tool(
    name="lead_facts",
    description="What is known of a lead: its facts, each with the words of the page that says so.",
    input=WhichLead,
    output=LeadKnown,
    effect=Effect.READS,
    work=lead_facts,
    limit=200,
)
