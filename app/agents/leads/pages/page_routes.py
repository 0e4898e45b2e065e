"""What people open of the lead agent."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Form, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.agents.leads.campaigns.consenting import (
    ConsentRefusedError,
    NoSuchLeadError,
)
from app.agents.leads.campaigns.stopping import suppress_by_hand
from app.agents.leads.depth import Depth
from app.agents.leads.intake.analytics import Range, analytics
from app.agents.leads.intake.erase import erase, keeping_of
from app.agents.leads.intake.lead_search import LONGEST_SEARCH
from app.agents.leads.pages.campaign_actions import campaign_actions
from app.agents.leads.pages.campaigns import read_campaign, read_campaigns
from app.agents.leads.pages.consent_routes import record
from app.agents.leads.pages.do_not_write import read_consents, read_suppressions
from app.agents.leads.pages.draft_actions import draft_actions
from app.agents.leads.pages.drafts import read_drafts
from app.agents.leads.pages.lead import read_lead
from app.agents.leads.pages.lead_actions import lead_actions
from app.agents.leads.pages.lead_consents import ConsentFields
from app.agents.leads.pages.leads import Listed, Sort, read_leads
from app.agents.leads.pages.page import Before, RowId, back, existing, page
from app.agents.leads.pages.research_route import ask_for_research, is_lead
from app.agents.leads.pages.settings_view import settings_view
from app.agents.leads.pages.suppression_routes import BY_HAND, NEITHER, whom
from app.agents.leads.tables import LeadStatus
from app.lib.printable import one_line
from app.parts.http.ring import ring_after
from app.parts.parts import Parts
from app.parts.runs.run_requests import StillAtWorkError


def lead_pages(parts: Parts) -> Sequence[APIRouter]:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    add_leads(router, parts)
    add_overviews(router, parts)
    add_lead(router, parts)
    add_consent(router, parts)
    add_suppressions(router, parts)
    add_campaigns(router, parts)
    return (lead_actions(parts), campaign_actions(parts), router, draft_actions(parts))


def add_leads(router: APIRouter, parts: Parts) -> None:
    @router.get("/leads")
    def leads(
        status: LeadStatus | Literal[""] = "",
        q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
        min_score: Annotated[str, Query(pattern=r"^(100|[0-9]{1,2})?$")] = "",
        sort: Sort = "newest",
        before: Before = None,
    ) -> HTMLResponse:
        """A form sends what was left empty, too."""
        words = one_line(q, LONGEST_SEARCH)
        least = int(min_score) if min_score else None
        wanted = Listed(status or None, words, least, sort, before)
        return page(parts, "leads", read_leads(parts.database, wanted))


def add_lead(router: APIRouter, parts: Parts) -> None:
    @router.get("/leads/{lead_id}")
    def lead(lead_id: RowId) -> HTMLResponse:
        return page(parts, "lead", existing(read_lead(parts, lead_id), "lead", lead_id))

    @router.get("/leads/{lead_id}/erase")
    def ask_to_erase(lead_id: RowId) -> HTMLResponse:
        """Changes nothing."""
        return page(parts, "erase", existing(read_lead(parts, lead_id), "lead", lead_id))

    @router.post("/leads/{lead_id}/erase")
    def erase_lead(lead_id: RowId) -> RedirectResponse:
        erase(parts.database, lead_id, parts.clock(), keeping_of(parts.settings))
        return back(parts, "/leads")

    @router.post("/leads/{lead_id}/research")
    def research(
        lead_id: RowId, background: BackgroundTasks, depth: Annotated[Depth, Form()]
    ) -> RedirectResponse:
        """The button; one that is pressed while the lead is researched starts nothing."""
        if not is_lead(parts.database, lead_id):
            raise HTTPException(404, f"There is no lead {lead_id}.")
        with suppress(StillAtWorkError):
            run, _ = ask_for_research(parts, lead_id, depth)
            ring_after(background, parts.doorbell, run)
        return back(parts, f"/leads/{lead_id}")


def add_consent(router: APIRouter, parts: Parts) -> None:
    @router.post("/leads/{lead_id}/consents")
    def consent(lead_id: RowId, form: ConsentFields) -> Response:
        """What a person of the team says that the lead agreed to, or took back."""
        try:
            with parts.database.write() as session:
                asked = form.of_lead(lead_id, parts)
                record(session, parts.settings, asked, "page", parts.clock())
        except NoSuchLeadError as error:
            raise HTTPException(404, str(error)) from error
        except ConsentRefusedError as error:
            view = read_lead(parts, lead_id)
            if view is None:
                raise HTTPException(404, str(error)) from error
            told = replace(view, consents=replace(view.consents, problem=str(error)))
            return page(parts, "lead", told, status=409)
        return back(parts, f"/leads/{lead_id}#consents")


def add_overviews(router: APIRouter, parts: Parts) -> None:
    @router.get("/leads/figures")
    def figures(range_: Annotated[Range, Query(alias="range")] = Range.WEEK) -> HTMLResponse:
        zone = parts.settings.zone
        found = analytics(parts.database, range_, now=parts.clock(), zone=zone)
        return page(parts, "figures", found)

    @router.get("/leads/settings")
    def settings() -> HTMLResponse:
        return page(parts, "settings", settings_view(parts.settings))

    @router.get("/consents")
    def consents(before: Before = None, look: bool = False) -> HTMLResponse:
        return page(parts, "consents", read_consents(parts.database, before, look=look))


def add_suppressions(router: APIRouter, parts: Parts) -> None:
    @router.get("/suppressions")
    def suppressions(before: Before = None) -> HTMLResponse:
        return page(parts, "suppressions", read_suppressions(parts.database, before))

    @router.post("/suppressions")
    def add(
        email: Annotated[str, Form(max_length=400)],
        reason: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        who = whom(email)
        if who is None:
            view = read_suppressions(parts.database, problem=NEITHER)
            return page(parts, "suppressions", view, status=422)
        why = one_line(reason) or BY_HAND
        with parts.database.write() as session:
            suppress_by_hand(session, parts.settings, who, why, "page", parts.clock())
        return back(parts, "/suppressions")


def add_campaigns(router: APIRouter, parts: Parts) -> None:
    @router.get("/campaigns")
    def campaigns() -> HTMLResponse:
        return page(parts, "campaigns", read_campaigns(parts.database))

    @router.get("/campaigns/{campaign_id}")
    def campaign(campaign_id: RowId) -> HTMLResponse:
        view = read_campaign(parts.database, parts.settings, campaign_id)
        return page(parts, "campaign", existing(view, "campaign", campaign_id))

    @router.get("/drafts")
    def drafts(after: Before = None, campaign: Before = None) -> HTMLResponse:
        return page(parts, "drafts", read_drafts(parts.database, after, campaign))
