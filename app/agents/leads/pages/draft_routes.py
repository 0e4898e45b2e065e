"""Drafts of mails to leads: looked at, approved, rejected, written anew."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.drafts import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    Desk,
    drafts_of,
)
from app.agents.leads.pages.campaign_routes import CampaignId, told
from app.agents.leads.tables import SequenceMail
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
from app.parts.store.statements import required_id

DraftId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
SOMEBODY = "somebody with the token"
NOT_THIS: Responses = {
    409: {"description": "The draft cannot become that; says why.", "content": AS_JSON}
}


class ClaimView(BaseModel):
    sentence: str
    quote: str
    url: str


class DraftView(BaseModel):
    """`claims`: each sentence that says something of the lead, with the words of the page that it
    rests on. `problems`: why it may not go as it is. `scheduled_for`: the earliest."""

    id: int
    lead_id: int
    campaign_id: int
    step: str
    email_sequence: int
    state: str
    subject: str
    body: str
    claims: list[ClaimView]
    problems: list[str]
    written_by: str
    refusal: str | None
    scheduled_for: datetime | None
    approved_at: datetime | None


class DraftList(BaseModel):
    drafts: list[DraftView]


class DraftIn(BaseModel):
    """`body`: what stands above the foot, which is put below it anew."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    subject: Annotated[str, Field(min_length=1, max_length=LONGEST_SUBJECT)] | None = None
    body: Annotated[str, Field(min_length=1, max_length=LONGEST_BODY)] | None = None


class RejectIn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    reason: Annotated[str, Field(max_length=200)] = ""


def draft_routes(parts: Parts) -> APIRouter:
    router = APIRouter(prefix="/api", responses=MALFORMED | DATABASE_AWAY)
    of_draft = NO_SUCH | NOT_THIS | TOO_LARGE

    @router.get("/campaigns/{campaign_id}/drafts", responses=NO_SUCH)
    def list_drafts(campaign_id: CampaignId) -> DraftList:
        """What waits for a person's word."""
        with parts.database.read() as session:
            with told():
                campaigns.found(session, campaign_id)
            return DraftList(drafts=[draft_view(one) for one in drafts_of(session, campaign_id)])

    @router.post("/drafts/{draft_id}/approve", responses=of_draft)
    def approve(draft_id: DraftId) -> DraftView:
        """Let it go at its time. One with problems is put right first."""
        return done(parts, lambda desk: desk.approve(draft_id))

    @router.post("/drafts/{draft_id}/reject", responses=of_draft | NO_TEXT)
    def reject(draft_id: DraftId, body: RejectIn | None = None) -> DraftView:
        """Do not send it; the lead's sequence ends."""
        reason = body.reason if body else ""
        return done(parts, lambda desk: desk.reject(draft_id, reason))

    @router.patch("/drafts/{draft_id}", responses=of_draft | NO_TEXT)
    def patch(draft_id: DraftId, body: DraftIn) -> DraftView:
        """Write it anew. What it then says is looked at again."""
        return done(parts, lambda desk: desk.change(draft_id, subject=body.subject, body=body.body))

    return router


def done(parts: Parts, act: Callable[[Desk], SequenceMail]) -> DraftView:
    desk = Desk(parts.database, parts.settings, SOMEBODY, parts.clock())
    with told():
        return draft_view(act(desk))


def draft_view(row: SequenceMail) -> DraftView:
    shown = {name: getattr(row, name) for name in DraftView.model_fields}
    return DraftView(**{**shown, "id": required_id(row.id)})
