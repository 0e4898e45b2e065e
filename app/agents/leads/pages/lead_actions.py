"""What a person does with leads on their pages: bring one or a file, change one, put it into a
campaign."""

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import HTMLResponse, Response

from app.agents.leads.agent import MOST_FILE_BYTES
from app.agents.leads.campaigns.adding import add_leads
from app.agents.leads.campaigns.campaigns import NoSuchCampaignError, NotNowError
from app.agents.leads.intake.change_lead import AddressTakenError, change_lead
from app.agents.leads.intake.csv_file import UnreadableFileError
from app.agents.leads.intake.fields import LeadRefusedError
from app.agents.leads.intake.given import GivenLead, GivenRow
from app.agents.leads.intake.take_in import take_in
from app.agents.leads.pages.import_view import import_upload
from app.agents.leads.pages.lead import read_lead
from app.agents.leads.pages.lead_form import (
    NOT_STORED,
    LeadForm,
    empty_form,
    read_changes,
    read_lead_form,
    typed_of,
)
from app.agents.leads.pages.page import RowId, back, existing, page
from app.agents.leads.pages.words import lead_name
from app.agents.leads.tables import Lead
from app.parts.http.documented import HIGHEST_ID
from app.parts.http.forms import Form, Typed, TypedForm
from app.parts.parts import Parts

NO_FILE = "Choose a file first."
TOO_LARGE = (
    f"The file is larger than {MOST_FILE_BYTES // 2**20} MB. Save it in two or more parts, each "
    "with the first row, and bring them one after the other; what is stored already is merged."
)
NO_CAMPAIGN = "Choose a campaign first."


def lead_actions(parts: Parts) -> APIRouter:
    """Comes before the router of `/leads/{id}`, of which "new" is none."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    add_bringing(router, parts)
    add_changing(router, parts)
    add_joining(router, parts)
    return router


def add_bringing(router: APIRouter, parts: Parts) -> None:
    @router.get("/leads/new")
    def new() -> HTMLResponse:
        return page(parts, "lead_form", empty_form())

    @router.post("/leads/new")
    def bring(typed: TypedForm) -> Response:
        found = read_lead_form(typed)
        if not isinstance(found, GivenLead):
            return page(parts, "lead_form", LeadForm(found), status=422)
        return taken(parts, found, typed)

    @router.post("/leads/import")
    def bring_file(file: Annotated[UploadFile | None, File()] = None) -> Response:
        """Read while the browser waits, a thousand rows a transaction."""
        if file is None or not file.filename:
            return page(parts, "lead_form", empty_form(NO_FILE), status=422)
        if (file.size or 0) > MOST_FILE_BYTES:
            return page(parts, "lead_form", empty_form(TOO_LARGE), status=422)
        try:
            view = import_upload(parts, file.file, file.filename)
        except UnreadableFileError as error:
            return page(parts, "lead_form", empty_form(str(error)), status=422)
        return page(parts, "imported", view)


def taken(parts: Parts, given: GivenLead, typed: Typed) -> Response:
    """To the new lead; to what was known of it where its address is."""
    secrets = parts.settings.secret_keys
    rows = [GivenRow(1, given)]
    found = take_in(parts.database, rows, now=parts.clock(), secrets=secrets, by="page")
    for refused in found.refused:
        form = Form(typed, {"email": f"Whoever has this address {refused.why}."}, NOT_STORED)
        return page(parts, "lead_form", LeadForm(form), status=422)
    for merged in found.merged:
        return page(parts, "merged", merged)
    return back(parts, f"/leads/{found.created[0].id}")


def add_changing(router: APIRouter, parts: Parts) -> None:
    @router.get("/leads/{lead_id}/edit")
    def edit(lead_id: RowId) -> HTMLResponse:
        lead = stored(parts, lead_id)
        return page(parts, "lead_form", LeadForm(Form(typed_of(lead)), lead_id, lead_name(lead)))

    @router.post("/leads/{lead_id}/edit")
    def change(lead_id: RowId, typed: TypedForm) -> Response:
        lead = stored(parts, lead_id)
        found = read_changes(lead, typed)
        if isinstance(found, Form):
            view = LeadForm(found, lead_id, lead_name(lead))
            return page(parts, "lead_form", view, status=422)
        now, secrets = parts.clock(), parts.settings.secret_keys
        try:
            change_lead(parts.database, lead_id, found, now=now, secrets=secrets, by="page")
        except (AddressTakenError, LeadRefusedError) as error:
            form = Form(typed, {"email": f"{error}"}, NOT_STORED)
            view = LeadForm(form, lead_id, lead_name(lead))
            return page(parts, "lead_form", view, status=409)
        return back(parts, f"/leads/{lead_id}")


def stored(parts: Parts, lead_id: int) -> Lead:
    with parts.database.read() as session:
        return existing(session.get(Lead, lead_id), "lead", lead_id)


def add_joining(router: APIRouter, parts: Parts) -> None:
    @router.post("/leads/{lead_id}/campaign")
    def join(lead_id: RowId, typed: TypedForm) -> Response:
        campaign_id = next(iter(typed.numbers("campaign", HIGHEST_ID)), None)
        problem = NO_CAMPAIGN if campaign_id is None else joined(parts, lead_id, campaign_id)
        if not problem:
            return back(parts, f"/leads/{lead_id}")
        view = existing(read_lead(parts, lead_id, problem), "lead", lead_id)
        return page(parts, "lead", view, status=409)


def joined(parts: Parts, lead_id: int, campaign_id: int) -> str:
    """Why it was not; "" when it was, or is in there."""
    now, settings = parts.clock(), parts.settings
    try:
        added = add_leads(parts.database, settings, campaign_id, [lead_id], now)
    except (NoSuchCampaignError, NotNowError) as error:
        return str(error)
    return "; ".join(f"It was not put into the campaign: {one.why}." for one in added.refused)
