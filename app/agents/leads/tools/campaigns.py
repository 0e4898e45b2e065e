"""The tools `make_campaign`, `add_to_campaign` and `start_campaign`: campaigns for other agents, by
the same rules as for people."""

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.agents.leads.campaigns.offer import Approve, CampaignOffer, CampaignStep, parse_steps
from app.lib.printable import one_line
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from app.agents.leads.tables import Campaign
    from app.parts.parts import Parts

MOST_LEADS = 5_000


class CampaignWanted(BaseModel):
    """As `POST /api/campaigns` takes it. `steps` empty: the five of the house."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=150)]
    goal: Annotated[str, Field(max_length=1_000)] = ""
    offer: CampaignOffer
    steps: Annotated[tuple[CampaignStep, ...], Field(max_length=10)] = ()
    approve: Approve = "all"
    daily_cap: Annotated[int, Field(ge=1, le=2_000)] | None = None


class WhichCampaign(BaseModel):
    model_config = ConfigDict(frozen=True)

    campaign_id: int


class CampaignStands(BaseModel):
    """`problems`: why it was not started, each with what to do."""

    campaign_id: int
    name: str
    status: str
    approve: str
    problems: tuple[str, ...] = ()


class LeadsForCampaign(BaseModel):
    model_config = ConfigDict(frozen=True)

    campaign_id: int
    lead_ids: Annotated[tuple[int, ...], Field(max_length=MOST_LEADS)]


class RefusedLead(BaseModel):
    lead_id: int
    why: str


class LeadsAdded(BaseModel):
    added: tuple[int, ...]
    already: tuple[int, ...]
    refused: tuple[RefusedLead, ...]


async def make_campaign(parts: "Parts", caller: Caller, given: BaseModel) -> CampaignStands:
    """Once for each run that asks and each name: its name says which run. Raises
    CampaignRefusedError, DatabaseAwayError."""
    from app.agents.leads.campaigns.campaigns import NewCampaign, create

    asked = CampaignWanted.model_validate(given)
    name = f"{one_line(asked.name, 150)} (task {caller.run_id})"
    known = campaign_named(parts, name)
    if known is not None:
        return stands(known)
    steps = parse_steps([step.model_dump(mode="json") for step in asked.steps])
    new = NewCampaign(name, asked.goal, asked.offer, steps, asked.approve, asked.daily_cap)
    return stands(create(parts.database, new, parts.clock(), caller.agent))


def campaign_named(parts: "Parts", name: str) -> "Campaign | None":
    from sqlmodel import col, select

    from app.agents.leads.tables import Campaign

    query = select(Campaign).where(Campaign.name == name).order_by(col(Campaign.id).desc())
    with parts.database.read() as session:
        return session.exec(query.limit(1)).first()


async def add_to_campaign(parts: "Parts", _: Caller, given: BaseModel) -> LeadsAdded:
    """Raises NoSuchCampaignError, NotNowError, DatabaseAwayError."""
    from app.agents.leads.campaigns.adding import add_leads

    asked = LeadsForCampaign.model_validate(given)
    ids, now = asked.lead_ids, parts.clock()
    found = add_leads(parts.database, parts.settings, asked.campaign_id, ids, now)
    return LeadsAdded(
        added=found.added,
        already=found.already,
        refused=tuple(RefusedLead(lead_id=one.lead_id, why=one.why) for one in found.refused),
    )


async def start_campaign(parts: "Parts", _: Caller, given: BaseModel) -> CampaignStands:
    """Nothing goes that its `approve` leaves to a person. One that cannot start says why. Raises
    NoSuchCampaignError, DatabaseAwayError."""
    from app.agents.leads.campaigns import campaigns
    from app.agents.leads.campaigns.sender_dns import CheckedDns
    from app.agents.leads.pages.campaign_routes import ask_for_round

    campaign_id = WhichCampaign.model_validate(given).campaign_id
    with parts.database.read() as session:
        campaign = campaigns.found(session, campaign_id)
    try:
        now, dns = parts.clock(), CheckedDns()
        campaign = campaigns.start(parts.database, parts.settings, campaign_id, now, dns)
    except campaigns.NotNowError as error:
        return stands(campaign).model_copy(update={"problems": error.problems})
    ask_for_round(parts)
    return stands(campaign)


def stands(campaign: "Campaign") -> CampaignStands:
    return CampaignStands(
        campaign_id=campaign.id or 0,
        name=campaign.name,
        status=campaign.status,
        approve=campaign.approve,
    )


MAKE_CAMPAIGN = Tool(
    name="make_campaign",
    description="Makes a campaign. Nothing is written or sent before it is started.",
    input=CampaignWanted,
    output=CampaignStands,
    effect=Effect.WRITES,
    work=make_campaign,
)
ADD_TO_CAMPAIGN = Tool(
    name="add_to_campaign",
    description="Puts leads into a campaign; whom nobody may write to is refused with the reason.",
    input=LeadsForCampaign,
    output=LeadsAdded,
    effect=Effect.WRITES,
    work=add_to_campaign,
)
START_CAMPAIGN = Tool(
    name="start_campaign",
    description="Starts a campaign. What its rules leave to a person waits for that person.",
    input=WhichCampaign,
    output=CampaignStands,
    effect=Effect.SENDS,
    work=start_campaign,
)
