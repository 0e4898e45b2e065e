"""One lead as its page shows it: what is known and where that stands, what was tried, what was
written and what came back. Pure, but for `read_lead`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from app.agents.leads.agent import RESEARCH
from app.agents.leads.intake.stored_leads import ServiceCost, WholeLead, find_lead
from app.agents.leads.pages import words
from app.agents.leads.score import WEIGHTS
from app.agents.leads.tables import Campaign, EmailEvent, LeadFact, LeadResearch, SequenceMail
from app.parts.http.pages import Badge
from app.parts.parts import Parts
from app.parts.runs.runs import active_run
from app.parts.store.statements import required_id

GIVEN_FIELDS = (
    *("email", "phone", "location", "country", "website_url", "linkedin_url"),
    *("twitter_url", "ig_url", "source", "ground"),
)
OUTCOMES = (
    ("unsubscribed", "unsubscribed_at"),
    ("bounced", "bounced_at"),
    ("replied", "replied_at"),
    ("sent", "sent_at"),
)
"""What is said of a mail, by the first of these moments that it has."""


class StoredPart(BaseModel):
    """As `leads.score_parts` has it (score.py writes it)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    points: int
    how: Literal["given", "found"]
    value: str = ""
    fact_id: int | None = None


@dataclass(frozen=True, slots=True)
class FactView:
    value: str
    quote: str
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class FieldView:
    """What pages say of one thing; `contradicts`: not all the same."""

    field: str
    facts: tuple[FactView, ...]

    @property
    def contradicts(self) -> bool:
        return len({" ".join(fact.value.casefold().split()) for fact in self.facts}) > 1


@dataclass(frozen=True, slots=True)
class PartView:
    """Points of the score: `points` of `most`, none for what is not known. `fact`: what they rest
    on, None for what was given."""

    field: str
    most: int
    points: int = 0
    how: Literal["given", "found", ""] = ""
    value: str = ""
    fact: FactView | None = None


@dataclass(frozen=True, slots=True)
class WayView:
    way: str
    outcome: Badge
    target: str
    reason: str
    detail: str
    depth: str
    at: datetime
    milliseconds: int
    usd: float


@dataclass(frozen=True, slots=True)
class MailView:
    """`at`: the moment of what `badge` says."""

    id: int
    campaign_id: int
    campaign: str
    number: int
    step: str
    subject: str
    badge: Badge
    at: datetime | None
    scheduled_for: datetime | None
    paragraphs: tuple[tuple[str, ...], ...]
    refusal: str
    ground: str
    rule: str


@dataclass(frozen=True, slots=True)
class EventView:
    kind: str
    by_machine: bool
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadView:
    """`given`: fields of the lead with what stands there. `running`: the research at work, if any.
    `suppressed`: why nobody writes to them any more, "" if nothing forbids it."""

    id: int
    heading: str
    title: str
    company: str
    status: Badge
    created_at: datetime
    given: Mapping[str, str]
    tags: tuple[str, ...]
    is_role_address: bool
    is_disposable: bool
    score: int | None
    missing: tuple[str, ...]
    parts: tuple[PartView, ...]
    fields: tuple[FieldView, ...]
    ways: tuple[WayView, ...]
    mails: tuple[MailView, ...]
    events: tuple[EventView, ...]
    costs: tuple[ServiceCost, ...]
    likely_doubles: tuple[int, ...]
    suppressed: str
    running: int | None

    @property
    def usd(self) -> float:
        return sum(cost.usd for cost in self.costs)


def read_lead(parts: Parts, lead_id: int) -> LeadView | None:
    """Raises DatabaseAwayError."""
    whole = find_lead(parts.database, lead_id, parts.settings.secret_keys)
    if whole is None:
        return None
    with parts.database.read() as session:
        campaigns = names_of(session, {mail.campaign_id for mail in whole.mails})
        running = active_run(session, RESEARCH, str(lead_id))
        return view_of(whole, campaigns, running.id if running else None)


def names_of(session: Session, campaign_ids: set[int]) -> dict[int, str]:
    query = select(Campaign).where(col(Campaign.id).in_(campaign_ids))
    return {required_id(campaign.id): campaign.name for campaign in session.exec(query)}


def view_of(whole: WholeLead, campaigns: Mapping[int, str], running: int | None) -> LeadView:
    lead = whole.lead
    known = {field: str(getattr(lead, field) or "") for field in GIVEN_FIELDS}
    return LeadView(
        id=required_id(lead.id),
        heading=words.lead_name(lead),
        title=lead.title or "",
        company=lead.company or "",
        status=words.badge(words.STATUSES, lead.status),
        created_at=lead.created_at,
        given={field: value for field, value in known.items() if value},
        tags=tuple(lead.tags),
        is_role_address=lead.is_role_address,
        is_disposable=lead.is_disposable,
        score=lead.score,
        missing=tuple(lead.missing),
        parts=parts_of(whole),
        fields=fields_of(whole.facts),
        ways=tuple(way_of(one) for one in whole.research),
        mails=tuple(mail_of(one, campaigns) for one in whole.mails),
        events=tuple(event_of(one) for one in whole.events),
        costs=tuple(whole.costs),
        likely_doubles=tuple(whole.likely_doubles),
        suppressed=whole.suppressed or "",
        running=running,
    )


def parts_of(whole: WholeLead) -> tuple[PartView, ...]:
    """All that may give points, also what did not; nothing before the lead was scored."""
    if whole.lead.score is None:
        return ()
    facts = {fact.id: fact_of(fact) for fact in whole.facts}
    stored = whole.lead.score_parts
    return tuple(
        part_of(field, most, StoredPart.model_validate(stored[field]), facts)
        if field in stored
        else PartView(field, most)
        for field, most in WEIGHTS.items()
    )


def part_of(
    field: str, most: int, part: StoredPart, facts: Mapping[int | None, FactView]
) -> PartView:
    fact = facts.get(part.fact_id) if part.fact_id is not None else None
    return PartView(field, most, part.points, part.how, part.value, fact)


def fields_of(facts: Sequence[LeadFact]) -> tuple[FieldView, ...]:
    """In the order of the words for them, what has none last; within one the oldest first."""
    order = {field: place for place, field in enumerate(words.FIELDS)}
    named = sorted({fact.field for fact in facts}, key=lambda one: (order.get(one, 99), one))
    return tuple(
        FieldView(field, tuple(fact_of(one) for one in reversed(facts) if one.field == field))
        for field in named
    )


def fact_of(fact: LeadFact) -> FactView:
    return FactView(fact.value, fact.quote, fact.url, fact.fetched_at)


def way_of(row: LeadResearch) -> WayView:
    return WayView(
        way=row.way,
        outcome=words.badge(words.OUTCOMES, row.outcome),
        target=row.target,
        reason=row.reason,
        detail=row.detail,
        depth=row.depth,
        at=row.created_at,
        milliseconds=row.milliseconds,
        usd=row.usd,
    )


def mail_of(row: SequenceMail, campaigns: Mapping[int, str]) -> MailView:
    badge, at = outcome_of(row)
    return MailView(
        id=required_id(row.id),
        campaign_id=row.campaign_id,
        campaign=campaigns.get(row.campaign_id, ""),
        number=row.email_sequence,
        step=row.step,
        subject=row.subject,
        badge=badge,
        at=at,
        scheduled_for=row.scheduled_for if row.sent_at is None else None,
        paragraphs=paragraphs_of(row.body),
        refusal=row.refusal or "",
        ground=row.ground or "",
        rule=" ".join(filter(None, (row.rule, row.rules_version))),
    )


def outcome_of(row: SequenceMail) -> tuple[Badge, datetime | None]:
    for name, moment in OUTCOMES:
        at: datetime | None = getattr(row, moment)
        if at is not None:
            return words.MAILS[name], at
    return words.badge(words.MAILS, row.state), row.approved_at


def paragraphs_of(body: str) -> tuple[tuple[str, ...], ...]:
    """The lines of each: a template would put all on one."""
    parts = body.replace("\r\n", "\n").split("\n\n")
    return tuple(tuple(part.strip("\n").split("\n")) for part in parts if part.strip())


def event_of(row: EmailEvent) -> EventView:
    return EventView(row.kind, row.by_machine, row.detail, row.created_at)
