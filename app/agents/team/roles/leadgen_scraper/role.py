"""The lead-generation scraper: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from app.agents.team.role import Role, TaskInput, TaskOutput, Text

if TYPE_CHECKING:
    from app.agents.team.desk import Desk
    from app.lib.settings.settings import Settings

LONGEST_SECONDS = 540.0
MOST_LEADS = 50
NO_SEARCH = (
    "It cannot look for companies by a query, only read the addresses that it is given: set "
    "SEARCH_PROVIDER to searxng, brave or serper."
)


class LeadgenScraperInput(TaskInput):
    """Companies or people to find out about: a query for the search, or addresses."""

    query: Annotated[
        Text, Field(max_length=300, description="What kind of company, and where.")
    ] = ""
    addresses: Annotated[
        tuple[Annotated[Text, Field(min_length=1, max_length=2000)], ...],
        Field(max_length=MOST_LEADS, description="Of sites, or mail addresses."),
    ] = ()
    depth: Literal["quick", "standard", "deep"] = "quick"
    most_leads: Annotated[int, Field(ge=1, le=MOST_LEADS)] = 10
    tags: Annotated[tuple[Annotated[Text, Field(max_length=60)], ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def needs_something_to_go_by(self) -> "LeadgenScraperInput":
        if not self.query.strip() and not self.addresses:
            raise ValueError("give a query, or addresses of sites or people")
        return self


class FoundLead(BaseModel):
    """A lead as it is known after its research. `problem`: why that failed, or was left out."""

    lead_id: int
    name: str = ""
    company: str = ""
    email: str = ""
    website_url: str = ""
    score: int | None = None
    qualified: bool = False
    facts: int = 0
    research_run_id: int | None = None
    problem: str = ""


class RefusedAddress(BaseModel):
    address: str
    why: str


class LeadgenScraperOutput(TaskOutput):
    """`new` and `known`: how many leads there were before."""

    leads: tuple[FoundLead, ...] = ()
    refused: tuple[RefusedAddress, ...] = ()
    new: int = 0
    known: int = 0


def work(desk: "Desk", given: BaseModel) -> Awaitable[TaskOutput]:
    from app.agents.team.roles.leadgen_scraper.work import find_leads

    return find_leads(desk, LeadgenScraperInput.model_validate(given))


def lacks(settings: "Settings") -> Sequence[str]:
    return () if settings.search_provider else (NO_SEARCH,)


LEADGEN_SCRAPER = Role(
    name="leadgen_scraper",
    path="leadgen-scraper",
    title="Lead scraper",
    what="Makes leads of a query or a list of addresses, by what companies' public pages say.",
    input=LeadgenScraperInput,
    output=LeadgenScraperOutput,
    work=work,
    longest_seconds=LONGEST_SECONDS,
    asks_a_model=False,
    lacks=lacks,
)
