"""What rows of leads, facts and runs say to research, and what research makes of a lead's row."""

from datetime import datetime
from typing import Final

from sqlalchemy import String, cast, exists
from sqlmodel import Session, col, select

from app.agents.leads.agent import RESEARCH
from app.agents.leads.research.plan import Known, WayKind
from app.agents.leads.score import Scored, StoredFact
from app.agents.leads.tables import Lead, LeadFact, LeadResearch, LeadStatus
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun
from app.parts.store.statements import required_id

UNREAD: Final = frozenset({"blocked", "failed"})


def known_of(lead: Lead) -> Known:
    return Known(
        lead_id=required_id(lead.id),
        name=lead.name or "",
        email=lead.email or "",
        company=lead.company or "",
        title=lead.title or "",
        website_url=lead.website_url or "",
        linkedin_url=lead.linkedin_url or "",
        twitter_url=lead.twitter_url or "",
        ig_url=lead.ig_url or "",
        profile_text=lead.profile_text or "",
    )


def facts_of(session: Session, lead_id: int) -> list[StoredFact]:
    query = select(LeadFact).where(LeadFact.lead_id == lead_id).order_by(col(LeadFact.id))
    return [
        StoredFact(required_id(row.id), row.field, row.value, row.url)
        for row in session.exec(query)
    ]


def is_stored(session: Session, row: LeadFact) -> bool:
    query = select(LeadFact.id).where(
        LeadFact.lead_id == row.lead_id,
        LeadFact.field == row.field,
        LeadFact.value == row.value,
        LeadFact.url == row.url,
    )
    return session.exec(query).first() is not None


def free_those_left_behind(session: Session, now: datetime) -> None:
    """Leads whose run was given up after its worker died each time: nobody is at work on them."""
    at_work = exists().where(
        col(AgentRun.agent) == RESEARCH,
        col(AgentRun.profile) == cast(col(Lead.id), String),
        col(AgentRun.status).in_(ACTIVE),
    )
    query = select(Lead).where(col(Lead.status) == LeadStatus.RESEARCHING, ~at_work)
    for lead in session.exec(query):
        lead.status, lead.updated_at = status_by_score(lead), now
        session.add(lead)


def status_by_score(lead: Lead) -> LeadStatus:
    """As its last research left it."""
    if lead.score is None:
        return LeadStatus.NEW
    return LeadStatus.UNQUALIFIED if lead.missing else LeadStatus.RESEARCHED


def unread_sites(session: Session, run_id: int) -> list[str]:
    """Of the lead's company, by this run: each with why, for people to read."""
    query = select(LeadResearch).where(LeadResearch.run_id == run_id).order_by(col(LeadResearch.id))
    return [f"{way.target}: {way.detail}" for way in session.exec(query) if is_unread_site(way)]


def is_unread_site(way: LeadResearch) -> bool:
    return way.way == WayKind.COMPANY_SITE and way.outcome in UNREAD


def result_of(session: Session, run_id: int, lead_id: int, scored: Scored) -> dict[str, object]:
    """As `agent_runs.result` has it."""
    return {
        "lead_id": lead_id,
        "score": scored.score,
        "qualified": scored.qualified,
        "missing": list(scored.missing),
        "unread_sites": unread_sites(session, run_id),
    }
