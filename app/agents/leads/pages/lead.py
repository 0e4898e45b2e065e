"""One lead as its page shows it: what is known and where that stands, what was tried, what was
written and what came back. Pure, but for `read_lead`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.agents.leads.agent import RESEARCH
from app.agents.leads.intake.stored_leads import ServiceCost, WholeLead, find_lead
from app.agents.leads.pages import words
from app.agents.leads.pages.lead_consents import NOTHING_AGREED, LeadConsents, consents_of
from app.agents.leads.pages.lead_facts import FieldView, PartView, fields_of, parts_of
from app.agents.leads.pages.lead_mails import Campaigns, MailView, campaigns_of, mail_of
from app.agents.leads.research.lead_rows import is_unread_site
from app.agents.leads.tables import EmailEvent, LeadResearch
from app.parts.http.pages import Badge
from app.parts.parts import Parts
from app.parts.runs.runs import active_run
from app.parts.store.statements import required_id

GIVEN_FIELDS = (
    *("email", "phone", "location", "country", "website_url", "linkedin_url"),
    *("twitter_url", "ig_url", "source", "ground"),
)


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
class EventView:
    kind: str
    by_machine: bool
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadView:
    """`given`: fields of the lead with what stands there. `running`: the research at work, if any.
    `unread_sites`: of the company, by the latest research. `suppressed`: why nobody writes to them
    any more, "" if nothing forbids it. `problem`: why what was just asked for was not done."""

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
    unread_sites: tuple[WayView, ...]
    mails: tuple[MailView, ...]
    events: tuple[EventView, ...]
    costs: tuple[ServiceCost, ...]
    likely_doubles: tuple[int, ...]
    suppressed: str
    running: int | None
    campaigns: Campaigns
    consents: LeadConsents = NOTHING_AGREED
    problem: str = ""

    @property
    def usd(self) -> float:
        return sum(cost.usd for cost in self.costs)


def read_lead(parts: Parts, lead_id: int, problem: str = "") -> LeadView | None:
    """Raises DatabaseAwayError."""
    whole = find_lead(parts.database, lead_id, parts.settings.secret_keys)
    if whole is None:
        return None
    with parts.database.read() as session:
        campaigns = campaigns_of(session, lead_id)
        running = active_run(session, RESEARCH, str(lead_id))
        consents = consents_of(session, whole, parts.settings.secret_keys)
        found = view_of(whole, campaigns, running.id if running else None, consents)
        return replace(found, problem=problem)


def view_of(
    whole: WholeLead,
    campaigns: Campaigns,
    running: int | None,
    consents: LeadConsents = NOTHING_AGREED,
) -> LeadView:
    lead = whole.lead
    names = {one.id: one.name for one in campaigns.joined}
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
        unread_sites=tuple(way_of(one) for one in unread_sites_of(whole)),
        mails=tuple(mail_of(one, names) for one in whole.mails),
        events=tuple(event_of(one) for one in whole.events),
        costs=tuple(whole.costs),
        likely_doubles=tuple(whole.likely_doubles),
        suppressed=whole.suppressed or "",
        running=running,
        consents=consents,
        campaigns=campaigns,
    )


def unread_sites_of(whole: WholeLead) -> Sequence[LeadResearch]:
    """By the latest run; its rows come first."""
    latest = [way for way in whole.research if way.run_id == whole.research[0].run_id]
    return [way for way in latest if is_unread_site(way)]


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


def event_of(row: EmailEvent) -> EventView:
    return EventView(row.kind, row.by_machine, row.detail, row.created_at)
