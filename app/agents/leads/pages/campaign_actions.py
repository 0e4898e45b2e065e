"""What a person does with campaigns: make one, change it, start, pause and stop it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import HTMLResponse, Response

from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.adding import add_leads
from app.agents.leads.campaigns.campaigns import NewCampaign, NoSuchCampaignError, NotNowError
from app.agents.leads.campaigns.offer import CampaignRefusedError, offer_of
from app.agents.leads.campaigns.sender_dns import CheckedDns, SenderDns
from app.agents.leads.intake.lead_search import Wanted
from app.agents.leads.pages.campaign_form import (
    CampaignForm,
    empty_form,
    form_of,
    read_campaign_form,
)
from app.agents.leads.pages.campaign_routes import ask_for_round
from app.agents.leads.pages.campaigns import CampaignView, read_campaign
from app.agents.leads.pages.choose_leads import (
    SearchedFor,
    all_found,
    read_added,
    read_choice,
)
from app.agents.leads.pages.page import RowId, back, existing, page
from app.agents.leads.tables import Campaign, CampaignStatus
from app.parts.http.documented import HIGHEST_ID
from app.parts.http.forms import TypedForm
from app.parts.parts import Parts
from app.parts.store.statements import required_id

SELECTOR = re.compile(r"[A-Za-z0-9._-]{1,63}")
STARTED = "The campaign was started, and is not changed any more."
NOBODY_TICKED = "Nobody is ticked: tick some leads, or add all that are found."
NO_SELECTOR = "A DKIM selector has letters, digits, dots and dashes, as your provider shows it."


def campaign_actions(parts: Parts, dns: SenderDns | None = None) -> APIRouter:
    """`dns`: who looks the sender's records up; None for the machine's own resolver. Comes before
    the router of `/campaigns/{id}`, of which "new" is none."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    add_making(router, parts)
    add_changing(router, parts)
    add_filling(router, parts)
    add_running(router, parts, dns or CheckedDns())
    return router


def add_making(router: APIRouter, parts: Parts) -> None:
    @router.get("/campaigns/new")
    def new() -> HTMLResponse:
        return page(parts, "campaign_form", empty_form(parts.settings))

    @router.post("/campaigns/new")
    def make(typed: TypedForm) -> Response:
        names = empty_form(parts.settings).steps
        found = read_campaign_form(typed, names, parts.clock())
        if not isinstance(found, NewCampaign):
            return page(parts, "campaign_form", CampaignForm(found, names), status=422)
        made = campaigns.create(parts.database, found, parts.clock(), "page")
        return back(parts, f"/campaigns/{required_id(made.id)}")


def add_changing(router: APIRouter, parts: Parts) -> None:
    @router.get("/campaigns/{campaign_id}/edit")
    def edit(campaign_id: RowId) -> Response:
        campaign = changeable(parts, campaign_id)
        return page(parts, "campaign_form", form_of(campaign))

    @router.post("/campaigns/{campaign_id}/edit")
    def change(campaign_id: RowId, typed: TypedForm) -> Response:
        campaign = changeable(parts, campaign_id)
        names = form_of(campaign).steps
        before = offer_of(campaign).vouched.balancing_test
        now = parts.clock()
        found = read_campaign_form(typed, names, now, before)
        if not isinstance(found, NewCampaign):
            view = CampaignForm(found, names, campaign_id)
            return page(parts, "campaign_form", view, status=422)

        def change_it() -> Campaign:
            return campaigns.change(parts.database, campaign_id, found, now, "page")

        return done(parts, campaign_id, change_it)


def changeable(parts: Parts, campaign_id: int) -> Campaign:
    with parts.database.read() as session:
        campaign = existing(session.get(Campaign, campaign_id), "campaign", campaign_id)
    if campaign.status != CampaignStatus.DRAFT:
        raise HTTPException(409, STARTED)
    try:
        offer_of(campaign)
    except CampaignRefusedError as error:
        raise HTTPException(409, str(error)) from error
    return campaign


def add_filling(router: APIRouter, parts: Parts) -> None:
    @router.get("/campaigns/{campaign_id}/leads")
    def choose(campaign_id: RowId, wanted: SearchedFor) -> HTMLResponse:
        return choice(parts, campaign_id, wanted)

    @router.post("/campaigns/{campaign_id}/leads")
    def add(campaign_id: RowId, wanted: SearchedFor, typed: TypedForm) -> Response:
        """All that the search of the address finds, or those that are ticked."""
        if typed.text("which") == "all":
            ids: Sequence[int] = all_found(parts.database, campaign_id, wanted)
        else:
            ids = typed.numbers("lead", HIGHEST_ID)
        if not ids:
            return choice(parts, campaign_id, wanted, NOBODY_TICKED)
        try:
            added = add_leads(parts.database, parts.settings, campaign_id, ids, parts.clock())
        except NoSuchCampaignError as error:
            raise HTTPException(404, str(error)) from error
        except NotNowError as error:
            return shown(parts, campaign_id, error.problems)
        return page(parts, "added", read_added(parts.database, campaign_id, added))


def choice(parts: Parts, campaign_id: int, wanted: Wanted, problem: str = "") -> HTMLResponse:
    view = read_choice(parts.database, campaign_id, wanted, problem)
    view = existing(view, "campaign", campaign_id)
    return page(parts, "choose_leads", view, status=422 if problem else 200)


def add_running(router: APIRouter, parts: Parts, dns: SenderDns) -> None:
    @router.post("/campaigns/{campaign_id}/start")
    def start(
        campaign_id: RowId, dkim_selector: Annotated[str, Form(max_length=200)] = ""
    ) -> Response:
        """Also on from a pause."""
        chosen = selectors(dkim_selector)
        if chosen is None:
            return shown(parts, campaign_id, [NO_SELECTOR])

        def begin() -> Campaign:
            now = parts.clock()
            started = campaigns.start(parts.database, parts.settings, campaign_id, now, dns, chosen)
            ask_for_round(parts)
            return started

        return done(parts, campaign_id, begin)

    @router.post("/campaigns/{campaign_id}/pause")
    def pause(campaign_id: RowId) -> Response:
        return done(parts, campaign_id, lambda: campaigns.pause(parts.database, campaign_id))

    @router.get("/campaigns/{campaign_id}/stop")
    def ask_to_stop(campaign_id: RowId) -> HTMLResponse:
        """Changes nothing."""
        return page(parts, "campaign_stop", campaign_view(parts, campaign_id))

    @router.post("/campaigns/{campaign_id}/stop")
    def stop(campaign_id: RowId) -> Response:
        now = parts.clock()
        return done(parts, campaign_id, lambda: campaigns.stop(parts.database, campaign_id, now))


def done(parts: Parts, campaign_id: int, act: Callable[[], Campaign]) -> Response:
    """Back to the campaign; where it cannot be done, its page with why not."""
    try:
        act()
    except NoSuchCampaignError as error:
        raise HTTPException(404, str(error)) from error
    except NotNowError as error:
        return shown(parts, campaign_id, error.problems)
    return back(parts, f"/campaigns/{campaign_id}")


def shown(parts: Parts, campaign_id: int, problems: Sequence[str]) -> Response:
    view = replace(campaign_view(parts, campaign_id), problems=tuple(problems))
    return page(parts, "campaign", view, status=409)


def campaign_view(parts: Parts, campaign_id: int) -> CampaignView:
    view = read_campaign(parts.database, parts.settings, campaign_id)
    return existing(view, "campaign", campaign_id)


def selectors(typed: str) -> tuple[str, ...] | None:
    """None for what can be none."""
    name = typed.strip()
    if not name:
        return ()
    return (name,) if SELECTOR.fullmatch(name) else None
