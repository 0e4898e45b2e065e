"""The demo's campaigns, as campaigns.yaml has them."""

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from app.agents.leads.campaigns.campaigns import NewCampaign
from app.agents.leads.campaigns.offer import DEFAULT_STEPS, CampaignOffer
from app.agents.leads.demo.companies import Company

FILE = Path(__file__).with_name("campaigns.yaml")


class CampaignPlan(BaseModel):
    """`leads` are tags of those it is for; `waiting` the hosts of those whose first mail nobody has
    approved yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(CampaignPlan.model_validate(one) for one in written)
