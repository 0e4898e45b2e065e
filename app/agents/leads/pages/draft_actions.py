"""What a person says of a draft on its page: approve, reject, write anew."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import HTMLResponse, Response

from app.agents.leads.campaigns.drafts import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    Desk,
    DraftRefusedError,
    NoSuchDraftError,
)
from app.agents.leads.pages.draft_routes import SOMEBODY
from app.agents.leads.pages.drafts import read_draft, read_drafts
from app.agents.leads.pages.page import RowId, back, page
from app.agents.leads.tables import SequenceMail
from app.parts.parts import Parts

Act = Callable[[Desk], SequenceMail]


def draft_actions(parts: Parts) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/drafts/{draft_id}")
    def edit(draft_id: RowId) -> HTMLResponse:
        draft = read_draft(parts.database, draft_id)
        if draft is None:
            raise HTTPException(404, f"There is no draft {draft_id}.")
        return page(parts, "draft", draft)

    @router.post("/drafts/{draft_id}")
    def change(
        draft_id: RowId,
        subject: Annotated[str, Form(max_length=LONGEST_SUBJECT)],
        body: Annotated[str, Form(max_length=LONGEST_BODY)],
    ) -> Response:
        """A form sends the line ends of a mail."""
        text = body.replace("\r\n", "\n")
        told = done(parts, lambda desk: desk.change(draft_id, subject=subject, body=text))
        return told or back(parts, f"/drafts/{draft_id}")

    @router.post("/drafts/{draft_id}/approve")
    def approve(draft_id: RowId) -> Response:
        return done(parts, lambda desk: desk.approve(draft_id)) or back(parts, "/drafts")

    @router.post("/drafts/{draft_id}/reject")
    def reject(draft_id: RowId, reason: Annotated[str, Form(max_length=200)] = "") -> Response:
        return done(parts, lambda desk: desk.reject(draft_id, reason)) or back(parts, "/drafts")

    return router


def done(parts: Parts, act: Act) -> Response | None:
    """None when it was; else the page that says why not."""
    try:
        act(Desk(parts.database, parts.settings, SOMEBODY, parts.clock()))
    except NoSuchDraftError as error:
        raise HTTPException(404, str(error)) from error
    except DraftRefusedError as error:
        view = read_drafts(parts.database, None, None, problem=str(error))
        return page(parts, "drafts", view, status=409)
    return None
