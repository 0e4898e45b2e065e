"""What requests about campaigns bring, and what they are answered with."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.agents.leads.campaigns.adding import Added
from app.agents.leads.campaigns.campaigns import NewCampaign
from app.agents.leads.campaigns.figures import Funnel
from app.agents.leads.campaigns.offer import (
    MOST_STEPS,
    Approve,
    CampaignOffer,
    CampaignStep,
    Whole,
    parse_steps,
)
from app.agents.leads.tables import Campaign
from app.lib.printable import one_line
from app.parts.http.documented import HIGHEST_ID
from app.parts.store.statements import required_id

MOST_LEADS = 5_000
LeadId = Annotated[int, Field(ge=1, le=HIGHEST_ID), Whole]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CampaignIn(_Body):
    """`approve`: which of a lead's mails a person looks at before they go. `steps`: the five of
    the house if none is given."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    goal: Annotated[str, Field(max_length=1_000)] = ""
    offer: CampaignOffer
    steps: Annotated[list[CampaignStep], Field(max_length=MOST_STEPS)] = []
    approve: Approve = "all"
    daily_cap: Annotated[int, Field(ge=1, le=2_000), Whole] | None = None

    def new(self) -> NewCampaign:
        """Raises CampaignRefusedError."""
        steps = parse_steps([one.model_dump(mode="json") for one in self.steps])
        name, goal = one_line(self.name, 200), one_line(self.goal, 1_000)
        return NewCampaign(name, goal, self.offer, steps, self.approve, self.daily_cap)


class CampaignLeadsIn(_Body):
    lead_ids: Annotated[list[LeadId], Field(min_length=1, max_length=MOST_LEADS)]


class StartIn(_Body):
    """`dkim_selector`: where the sender's DKIM key is, if not at one of the usual selectors."""

    dkim_selector: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,63}$")] | None = None


class CampaignView(BaseModel):
    """Times are UTC."""

    id: int
    name: str
    goal: str
    status: str
    approve: str
    daily_cap: int | None
    created_at: datetime
    started_at: datetime | None
    offer: dict[str, Any]
    steps: list[dict[str, Any]]


class FiguresView(BaseModel):
    """`queued` waits for its time, `sent` was taken by the mail server; of `unknown` nobody can
    know whether it arrived. Opened and clicked are mails, by people and by machines apart; with
    TRACKING=0, and of leads that may not be tracked, there are none."""

    leads: int
    ended: int
    drafts: int
    queued: int
    sent: int
    unknown: int
    failed: int
    cancelled: int
    rejected: int
    replied: int
    bounced: int
    unsubscribed: int
    opened_by_people: int
    opened_by_machines: int
    clicked_by_people: int
    clicked_by_machines: int
    by_step: dict[str, dict[str, int]]


class WholeCampaignView(CampaignView):
    figures: FiguresView


class CampaignList(BaseModel):
    """Newest first; the next are those `before` the last one's id."""

    campaigns: list[CampaignView]


class RefusedLeadView(BaseModel):
    lead_id: int
    why: str


class AddedView(BaseModel):
    """`already`: those that were in the campaign before."""

    added: list[int]
    already: list[int]
    refused: list[RefusedLeadView]


def campaign_view(campaign: Campaign) -> CampaignView:
    return CampaignView(**columns(campaign))


def whole_campaign_view(campaign: Campaign, funnel: Funnel) -> WholeCampaignView:
    return WholeCampaignView(**columns(campaign), figures=figures_view(funnel))


def columns(campaign: Campaign) -> Mapping[str, Any]:
    shown = {name: getattr(campaign, name) for name in CampaignView.model_fields}
    return {**shown, "id": required_id(campaign.id)}


def figures_view(funnel: Funnel) -> FiguresView:
    return FiguresView(
        leads=funnel.leads,
        ended=funnel.ended,
        **asdict(funnel.mails),
        by_step={step: asdict(counts) for step, counts in funnel.by_step.items()},
    )


def added_view(added: Added) -> AddedView:
    refused = [RefusedLeadView(lead_id=one.lead_id, why=one.why) for one in added.refused]
    return AddedView(added=list(added.added), already=list(added.already), refused=refused)
