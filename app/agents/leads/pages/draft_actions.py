"""What a person says of drafts on their page: approve one, a step or all, reject, write anew."""

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from app.agents.leads.campaigns.drafts import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    Approved,
    Desk,
    DraftRefusedError,
    NoSuchDraftError,
)
from app.agents.leads.campaigns.foot import BEFORE_FOOT
from app.agents.leads.pages.draft_routes import SOMEBODY
from app.agents.leads.pages.drafts import DraftForm, DraftView, read_draft, read_drafts
from app.agents.leads.pages.page import RowId, back, existing, page
from app.agents.leads.tables import SequenceMail
from app.parts.http.documented import HIGHEST_ID
from app.parts.http.forms import Form, Reading, Typed, TypedForm, filled
from app.parts.parts import Parts

Act = Callable[[Desk], SequenceMail]


def draft_actions(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    add_writing(router, parts)
    add_deciding(router, parts)
    return router


def add_writing(router: APIRouter, parts: Parts) -> None:
    @router.get("/drafts/{draft_id}")
    def edit(draft_id: RowId) -> HTMLResponse:
        draft = found(parts, draft_id)
        whole = "\n\n".join("\n".join(lines) for lines in draft.paragraphs)
        typed = filled(subject=draft.subject, body=whole.split(BEFORE_FOOT)[0])
        return page(parts, "draft", DraftForm(draft, Form(typed)))

    @router.post("/drafts/{draft_id}")
    def change(draft_id: RowId, typed: TypedForm) -> Response:
        reading = Reading(typed)
        subject = reading.text("subject", LONGEST_SUBJECT, "A mail needs a subject.")
        text = reading.whole_text("body", LONGEST_BODY, "Write the mail.")
        if reading.wrong:
            view = DraftForm(found(parts, draft_id), reading.form("Nothing is stored yet."))
            return page(parts, "draft", view, status=422)
        told = done(parts, typed, lambda desk: desk.change(draft_id, subject=subject, body=text))
        return told or back(parts, f"/drafts/{draft_id}")


def found(parts: Parts, draft_id: int) -> DraftView:
    return existing(read_draft(parts.database, draft_id), "draft", draft_id)


def add_deciding(router: APIRouter, parts: Parts) -> None:
    @router.post("/drafts/{draft_id}/approve")
    def approve(draft_id: RowId, typed: TypedForm) -> Response:
        told = done(parts, typed, lambda desk: desk.approve(draft_id))
        return told or back(parts, shown_before(typed))

    @router.post("/drafts/{draft_id}/reject")
    def reject(draft_id: RowId, typed: TypedForm) -> Response:
        """A reason that is too long is cut."""
        told = done(parts, typed, lambda desk: desk.reject(draft_id, typed.text("reason")))
        return told or back(parts, shown_before(typed))

    @router.post("/campaigns/{campaign_id}/approve")
    def approve_all(campaign_id: RowId, typed: TypedForm) -> Response:
        """Of one step, or of all. What was written after the page was shown waits."""
        up_to = next(iter(typed.numbers("up_to", HIGHEST_ID)), 0)
        approved = desk_of(parts).approve_all(campaign_id, typed.text("step") or None, up_to)
        view = read_drafts(parts.database, None, campaign_id)
        existing(view.of, "campaign", campaign_id)
        return page(parts, "drafts", replace(view, notice=in_words(approved)))


def desk_of(parts: Parts) -> Desk:
    return Desk(parts.database, parts.settings, SOMEBODY, parts.clock())


def done(parts: Parts, typed: Typed, act: Act) -> Response | None:
    """None when it was; else the page that says why not."""
    try:
        act(desk_of(parts))
    except NoSuchDraftError as error:
        raise HTTPException(404, str(error)) from error
    except DraftRefusedError as error:
        view = read_drafts(parts.database, None, campaign_in(typed))
        return page(parts, "drafts", replace(view, problem=str(error)), status=409)
    return None


def campaign_in(typed: Typed) -> int | None:
    """The one whose drafts alone were shown."""
    return next(iter(typed.numbers("campaign", HIGHEST_ID)), None)


def shown_before(typed: Typed) -> str:
    campaign_id = campaign_in(typed)
    return "/drafts" if campaign_id is None else f"/drafts?campaign={campaign_id}"


def in_words(found: Approved) -> str:
    count = found.approved
    lines = [f"{count:,} draft{'s were' if count != 1 else ' was'} approved."]
    if found.with_problems:
        have = "has" if found.with_problems == 1 else "have"
        lines.append(f"{found.with_problems:,} {have} problems, to be put right or rejected.")
    if found.left:
        lines.append(f"{found.left:,} are left: press again.")
    return " ".join(lines)
