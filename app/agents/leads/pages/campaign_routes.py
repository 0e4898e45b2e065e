"""`/api/campaigns`: making campaigns, filling them with leads, starting, pausing, stopping."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request
from sqlmodel import col, select

from app.agents.leads.agent import OUTREACH, SEQUENCE
from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.adding import add_leads
from app.agents.leads.campaigns.campaigns import NoSuchCampaignError, NotNowError
from app.agents.leads.campaigns.drafts import DraftRefusedError, NoSuchDraftError
from app.agents.leads.campaigns.figures import funnel_of
from app.agents.leads.campaigns.offer import CampaignRefusedError
from app.agents.leads.campaigns.sender_dns import CheckedDns, SenderDns
from app.agents.leads.intake.lead_search import Wanted, find_leads
from app.agents.leads.pages.campaign_bodies import (
    AddedView,
    CampaignIn,
    CampaignLeadsIn,
    CampaignList,
    CampaignView,
    StartIn,
    WholeCampaignView,
    added_view,
    campaign_view,
    whole_campaign_view,
)
from app.agents.leads.pages.lead_views import LeadList, lead_view
from app.agents.leads.tables import Campaign
from app.lib.errors import TransientError
from app.parts.http.documented import (
    AS_JSON,
    DATABASE_AWAY,
    HIGHEST_ID,
    MALFORMED,
    NO_SUCH,
    NO_TEXT,
    TOO_LARGE,
    Responses,
)
from app.parts.parts import Parts
from app.parts.people.whose import UserName, whose
from app.parts.queue.queues import RUNS_QUEUE
from app.parts.runs.run_requests import add_requested_run
from app.parts.store.statements import required_id

CampaignId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
ONE = "/{campaign_id}"
NOT_NOW: Responses = {
    409: {"description": "The campaign cannot do that as it stands; says why.", "content": AS_JSON}
}


@contextmanager
def told() -> Iterator[None]:
    """What cannot be done, as answers."""
    try:
        yield
    except (NoSuchCampaignError, NoSuchDraftError) as error:
        raise HTTPException(404, str(error)) from error
    except (NotNowError, DraftRefusedError) as error:
        raise HTTPException(409, str(error)) from error
    except CampaignRefusedError as error:
        raise HTTPException(422, str(error)) from error


def campaign_routes(parts: Parts, dns: SenderDns | None = None) -> APIRouter:
    """`dns`: who looks the sender's records up; None for the machine's own resolver."""
    router = APIRouter(prefix="/api/campaigns", responses=MALFORMED | DATABASE_AWAY)
    add_making(router, parts)
    add_reading(router, parts)
    add_running(router, parts, dns or CheckedDns())
    return router


def add_making(router: APIRouter, parts: Parts) -> None:
    @router.post("", status_code=201, responses=NO_TEXT | TOO_LARGE)
    def post_campaign(body: CampaignIn) -> CampaignView:
        """Make a campaign. Nothing is written or sent before it is started."""
        with told():
            return campaign_view(campaigns.create(parts.database, body.new(), parts.clock(), "api"))

    @router.post(ONE + "/leads", responses=NO_SUCH | NOT_NOW | NO_TEXT | TOO_LARGE)
    def post_leads(campaign_id: CampaignId, body: CampaignLeadsIn) -> AddedView:
        """Add leads by their ids. Whom nobody may write to is refused, with the reason."""
        with told():
            added = add_leads(
                parts.database, parts.settings, campaign_id, body.lead_ids, parts.clock()
            )
        return added_view(added)


def add_reading(router: APIRouter, parts: Parts) -> None:
    @router.get("")
    def list_campaigns(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> CampaignList:
        """Campaigns, newest first."""
        return newest_campaigns(parts, limit, before)

    @router.get(ONE, responses=NO_SUCH)
    def one_campaign(campaign_id: CampaignId) -> WholeCampaignView:
        """One campaign with its figures."""
        return whole(parts, campaign_id)


def newest_campaigns(parts: Parts, limit: int, before: int | None) -> CampaignList:
    query = select(Campaign).order_by(col(Campaign.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Campaign.id) < before)
    with parts.database.read() as session:
        return CampaignList(campaigns=[campaign_view(one) for one in session.exec(query)])


def add_running(router: APIRouter, parts: Parts, dns: SenderDns) -> None:
    @router.post(ONE + "/start", responses=NO_SUCH | NOT_NOW | NO_TEXT | TOO_LARGE)
    def start(campaign_id: CampaignId, body: StartIn | None = None) -> WholeCampaignView:
        """Begin, or go on after a pause. Refused while something is missing that the law or the
        mail servers of recipients ask for."""
        selectors = (body.dkim_selector,) if body and body.dkim_selector else ()
        with told():
            campaigns.start(
                parts.database, parts.settings, campaign_id, parts.clock(), dns, selectors
            )
        ask_for_round(parts)
        return whole(parts, campaign_id)

    @router.post(ONE + "/pause", responses=NO_SUCH | NOT_NOW | TOO_LARGE)
    def pause(campaign_id: CampaignId) -> WholeCampaignView:
        """Nothing goes until it is started again."""
        with told():
            campaigns.pause(parts.database, campaign_id)
        return whole(parts, campaign_id)

    @router.post(ONE + "/stop", responses=NO_SUCH | TOO_LARGE)
    def stop(campaign_id: CampaignId) -> WholeCampaignView:
        """End it for good: what was not sent is cancelled."""
        with told():
            campaigns.stop(parts.database, campaign_id, parts.clock())
        return whole(parts, campaign_id)


def whole(parts: Parts, campaign_id: int) -> WholeCampaignView:
    with parts.database.read() as session:
        with told():
            campaign = campaigns.found(session, campaign_id)
        return whole_campaign_view(campaign, funnel_of(session, campaign_id))


def ask_for_round(parts: Parts) -> None:
    """Its mails are written at once, not when the next round is due."""
    run, _ = add_requested_run(parts.database, agent=SEQUENCE, profile=OUTREACH, now=parts.clock())
    try:
        parts.doorbell.ring_for_run(required_id(run.id), RUNS_QUEUE)
    except TransientError:
        return  # the reconciler rings again


Limit = Annotated[int, Query(ge=1, le=100)]
Before = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]


def user_routes(parts: Parts) -> APIRouter:
    router = APIRouter(prefix="/api/users/{user_id}", responses=MALFORMED | DATABASE_AWAY | NO_SUCH)

    @router.get("/leads")
    def leads(
        user_id: UserName, request: Request, limit: Limit = 20, before: Before = None
    ) -> LeadList:
        """All leads, newest first."""
        whose(parts, request, user_id)
        found = find_leads(parts.database, Wanted(None, "", None, limit, before))
        return LeadList(leads=[lead_view(one) for one in found])

    @router.get("/campaigns")
    def campaigns(
        user_id: UserName, request: Request, limit: Limit = 20, before: Before = None
    ) -> CampaignList:
        """All campaigns, newest first."""
        whose(parts, request, user_id)
        return newest_campaigns(parts, limit, before)

    return router
