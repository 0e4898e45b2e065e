"""The invented companies: what is written of them in companies.yaml, the file that names them to
the service, and the campaigns for them in campaigns.yaml."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from app.agents.leads.campaigns.campaigns import NewCampaign
from app.agents.leads.campaigns.offer import DEFAULT_STEPS, CampaignOffer

FOLDER = Path(__file__).parent
COMPANIES, CAMPAIGNS = FOLDER / "companies.yaml", FOLDER / "campaigns.yaml"
COLUMNS = (
    *("Company", "Contact person", "Job title", "E-mail", "Web site", "Telephone", "City"),
    *("Country", "Lawful basis", "Lead source", "Labels"),
)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class News(_Part):
    """`days`: how long before the demo's past begins it came out."""

    days: int
    headline: str


class GivenLead(_Part):
    """What the team's file says of the person there."""

    name: str
    title: str
    city: str
    country: str
    source: str
    ground: str = ""
    tags: str = ""


class Company(_Part):
    """`people` are names, each with a role behind a comma; `hidden` stands in the page where nobody
    sees it; `robots` is what robots.txt forbids."""

    host: str
    company: str
    lead: GivenLead
    front: str = ""
    says: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    news: tuple[News, ...] = ()
    phone: str = ""
    street: str = ""
    hidden: str = ""
    robots: str = ""
    is_empty: bool = False

    @property
    def site(self) -> str:
        """RFC 6761: a name under .localhost is this machine, also in a browser."""
        return f"{self.host}.localhost"

    @property
    def email(self) -> str:
        """RFC 2606: nobody has a mailbox under .example."""
        return f"{self.lead.name.split()[0].lower()}@{self.host}.example"


@cache
def load_companies() -> tuple[Company, ...]:
    written = yaml.safe_load(COMPANIES.read_text(encoding="utf-8"))
    return tuple(Company.model_validate(one) for one in written)


def write_leads_file(path: Path, port: int) -> None:
    """As a spreadsheet saves it where commas are decimal signs. `port`: of the sites."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(COLUMNS)
        rows.writerows(_row(one, port) for one in load_companies())
        rows.writerows(_odd_rows())


def _row(company: Company, port: int) -> tuple[str, ...]:
    lead = company.lead
    return (
        *(company.company, lead.name, lead.title, company.email),
        *(f"http://{company.site}:{port}/", company.phone, lead.city, lead.country),
        *(lead.ground, lead.source, lead.tags),
    )


def _odd_rows() -> Iterator[tuple[str, ...]]:
    """What every such file has: somebody twice, and an address with a mistake."""
    first = load_companies()[0]
    address = first.email.replace("@", "+lunch@").upper()
    yield (first.company, first.lead.name, "", address, *("",) * 7)
    yield ("Mistyped (Pty) Ltd", "Somebody Else", "", "somebody@@mistyped.example", *("",) * 7)


class CampaignPlan(_Part):
    """`leads` are tags of those it is for; `waiting` the hosts of those whose first mail nobody has
    approved yet."""

    name: str
    goal: str
    leads: frozenset[str]
    approve: Literal["all", "first", "none"]
    waiting: frozenset[str] = frozenset()
    offer: CampaignOffer

    def is_for(self, company: Company) -> bool:
        """Those of whom nothing could be found are left out, as a person would."""
        first_tag = company.lead.tags.partition(",")[0]
        return first_tag in self.leads and not company.is_empty and not company.robots

    def new_campaign(self) -> NewCampaign:
        return NewCampaign(self.name, self.goal, self.offer, DEFAULT_STEPS, self.approve, None)


@cache
def load_plans() -> tuple[CampaignPlan, ...]:
    """Raises pydantic's ValidationError for a mistake in the bundled file."""
    written = yaml.safe_load(CAMPAIGNS.read_text(encoding="utf-8"))
    return tuple(CampaignPlan.model_validate(one) for one in written)
