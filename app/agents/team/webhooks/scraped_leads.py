"""The leads among what an actor read: people and companies with an address or a site, handed to the
lead agent, which decides what is taken in."""

from typing import Final

from pydantic import BaseModel, Field

from app.agents.team.webhooks.dataset import Item, first_text
from app.agents.team.webhooks.event_kinds import Bench
from app.agents.team.webhooks.events import Event
from app.lib.printable import one_line
from app.parts.tools.tool import NoSuchToolError

TAKE_IN_LEADS: Final = "take_in_leads"
LONGEST: Final = 400
NAMES: Final = {
    "name": ("fullName", "full_name", "personName", "contactName"),
    "email": ("email", "emails", "emailAddress", "mail"),
    "company": ("company", "companyName", "organization"),
    "title": ("jobTitle", "job_title", "position"),
    "website_url": ("website", "websiteUrl", "companyWebsite"),
    "linkedin_url": ("linkedin", "linkedinUrl", "linkedIns"),
    "phone": ("phone", "phones", "phoneNumber", "telephone"),
    "location": ("location", "address", "city"),
    "country": ("country", "countryCode"),
}
"""A lead's fields, and what actors call them beside those names themselves."""
NOT_TAKEN: Final = "Leads in it were not taken in: no agent of this service does that."


class LeadsToTakeIn(BaseModel):
    leads: list[dict[str, str]]
    source: str = ""


class LeadsTaken(BaseModel):
    """`created` and `merged`: ids of leads."""

    created: list[int] = Field(default_factory=list)
    merged: list[int] = Field(default_factory=list)


async def take_in_leads(
    bench: Bench, event: Event, items: tuple[Item, ...], source: str
) -> tuple[tuple[int, ...], str]:
    """The leads' ids, and in words what was done. Raises ScoutError."""
    found = [lead for item in items if (lead := lead_of(item))]
    if not found:
        return (), ""
    given = LeadsToTakeIn(leads=found, source=source)
    try:
        taken = await bench.use(event, TAKE_IN_LEADS, given, LeadsTaken)
    except NoSuchToolError:
        return (), NOT_TAKEN
    words = f"Leads: {len(taken.created)} new, {len(taken.merged)} known before."
    return (*taken.created, *taken.merged), words


def lead_of(item: Item) -> dict[str, str] | None:
    """None for what is nobody: a lead has an address of its own, or a name with a company."""
    lead = {
        field: one_line(text, LONGEST)
        for field, others in NAMES.items()
        if (text := first_text(item, field, *others).strip())
    }
    is_somebody = "email" in lead or ("name" in lead and "company" in lead)
    return lead if is_somebody else None
