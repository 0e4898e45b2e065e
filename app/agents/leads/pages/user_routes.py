"""`GET /api/users/{user_id}/leads|campaigns`: leads and campaigns belong to all, so these are those
of `/api/leads` and `/api/campaigns`, whoever's they are asked for as."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.agents.leads.intake.lead_search import Wanted, find_leads
from app.agents.leads.pages.campaign_bodies import CampaignList
from app.agents.leads.pages.campaign_routes import newest_campaigns
from app.agents.leads.pages.lead_views import LeadList, lead_view
from app.parts.http.documented import DATABASE_AWAY, HIGHEST_ID, MALFORMED, NO_SUCH
from app.parts.parts import Parts
from app.parts.people.whose import UserName, whose

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
