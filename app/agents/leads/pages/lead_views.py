"""Leads as answers show them. Times are UTC."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.agents.leads.intake.stored_leads import WholeLead
from app.agents.leads.intake.take_in import TakenIn
from app.agents.leads.tables import Lead

FROM_ROW = ConfigDict(from_attributes=True)


class CreatedView(BaseModel):
    """`left_out` says of each field that could not be read why; `likely_doubles` are ids of leads
    of the same name and company."""

    model_config = FROM_ROW
    row: int
    id: int
    left_out: list[str]
    likely_doubles: list[int]


class DifferenceView(BaseModel):
    model_config = FROM_ROW
    field: str
    kept: str
    given: str


class MergedView(BaseModel):
    """Into the lead `id`: `filled` was empty there, `differs` stands there as `kept`."""

    model_config = FROM_ROW
    row: int
    id: int
    left_out: list[str]
    filled: list[str]
    differs: list[DifferenceView]


class RefusedView(BaseModel):
    model_config = FROM_ROW
    row: int
    why: str


class TakenInView(BaseModel):
    """What became of each row; rows are counted from 1."""

    model_config = FROM_ROW
    created: list[CreatedView]
    merged: list[MergedView]
    refused: list[RefusedView]


class LeadView(BaseModel):
    """`score` is null until the lead was researched; `missing` is what an unqualified one lacks."""

    model_config = FROM_ROW
    id: int
    created_at: datetime
    updated_at: datetime
    name: str | None
    email: str | None
    company: str | None
    title: str | None
    website_url: str | None
    linkedin_url: str | None
    twitter_url: str | None
    ig_url: str | None
    phone: str | None
    location: str | None
    country: str | None
    source: str | None
    tags: list[str]
    ground: str | None
    is_role_address: bool
    is_disposable: bool
    status: str
    score: int | None
    missing: list[str]


class LeadList(BaseModel):
    """Newest first; the next are those `before` the last one's id."""

    leads: list[LeadView]


class FactView(BaseModel):
    """`quote` stands word for word in the page at `url`, as it was at `fetched_at`."""

    model_config = FROM_ROW
    field: str
    value: str
    quote: str
    url: str
    fetched_at: datetime


class ResearchView(BaseModel):
    model_config = FROM_ROW
    run_id: int | None
    created_at: datetime
    depth: str
    way: str
    target: str
    reason: str
    outcome: str
    detail: str
    milliseconds: int
    usd: float


class SequenceMailView(BaseModel):
    """Of a mail that went or was refused: the ground, the rule and its table's version that were
    asked last, what the ground rested on, and the signs of the country."""

    model_config = FROM_ROW
    id: int
    campaign_id: int
    email_sequence: int
    step: str
    state: str
    subject: str
    body: str
    scheduled_for: datetime | None
    sent_at: datetime | None
    message_id: str | None
    ground: str | None
    ground_evidence: dict[str, Any]
    country_evidence: list[dict[str, Any]]
    rule: str | None
    rules_version: str | None
    refusal: str | None
    replied_at: datetime | None
    bounced_at: datetime | None
    bounce_type: str | None
    opened_at: datetime | None
    clicked_at: datetime | None
    opened_by_machine_at: datetime | None
    clicked_by_machine_at: datetime | None
    unsubscribed_at: datetime | None


class EventView(BaseModel):
    model_config = FROM_ROW
    created_at: datetime
    kind: str
    by_machine: bool
    detail: str
    email_campaign_id: int | None


class ServiceCostView(BaseModel):
    model_config = FROM_ROW
    service: str
    calls: int
    input_tokens: int
    output_tokens: int
    usd: float


class CostView(BaseModel):
    """What finding out about the lead and writing to it took, at list price."""

    usd: float
    services: list[ServiceCostView]


class WholeLeadView(LeadView):
    """`suppressed` says why nobody writes to them any more. Of rows of a kind the newest 500."""

    profile_text: str | None
    score_parts: dict[str, Any]
    facts: list[FactView]
    research: list[ResearchView]
    mails: list[SequenceMailView]
    events: list[EventView]
    cost: CostView
    likely_doubles: list[int]
    suppressed: str | None


def taken_in_view(taken: TakenIn) -> TakenInView:
    return TakenInView.model_validate(taken)


def lead_view(lead: Lead) -> LeadView:
    return LeadView.model_validate(lead)


def whole_lead_view(whole: WholeLead) -> WholeLeadView:
    services = [ServiceCostView.model_validate(one) for one in whole.costs]
    return WholeLeadView(
        **lead_view(whole.lead).model_dump(),
        profile_text=whole.lead.profile_text,
        score_parts=whole.lead.score_parts,
        facts=[FactView.model_validate(one) for one in whole.facts],
        research=[ResearchView.model_validate(one) for one in whole.research],
        mails=[SequenceMailView.model_validate(one) for one in whole.mails],
        events=[EventView.model_validate(one) for one in whole.events],
        cost=CostView(usd=sum(one.usd for one in services), services=services),
        likely_doubles=list(whole.likely_doubles),
        suppressed=whole.suppressed,
    )
