"""Campaigns as their pages show them: how far each is, step by step, and whose way ended why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.agents.leads.campaigns.figures import Funnel, funnel_of
from app.agents.leads.campaigns.readiness import missing_here
from app.agents.leads.campaigns.unstated import unrecorded, unstated
from app.agents.leads.pages import words
from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    Lead,
    SequenceMail,
    SequenceMailState,
)
from app.lib.settings.settings import Settings
from app.parts.http.pages import Badge
from app.parts.store.database import Database
from app.parts.store.statements import required_id

MOST_CAMPAIGNS = 100
ENDS_SHOWN = 50
MOST_REASONS = 20


@dataclass(frozen=True, slots=True)
class CampaignLine:
    id: int
    name: str
    status: Badge
    created_at: datetime
    leads: int
    drafts: int


@dataclass(frozen=True, slots=True)
class EndView:
    lead_id: int
    name: str
    why: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ReasonView:
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class CampaignView:
    """`reasons` of all whose way ended; `ends` are the latest. `lacks`: what keeps it from being
    started, but for the sender's DNS, which is asked then; `unstated`: what its team would have to
    state for some leads to be written to; `unrecorded`: leads without a ground or a country of
    their own; `problems`: why what was just asked for was not done."""

    id: int
    name: str
    goal: str
    what: str
    status: Badge
    approve: str
    daily_cap: int | None
    created_at: datetime
    started_at: datetime | None
    funnel: Funnel
    reasons: tuple[ReasonView, ...]
    ends: tuple[EndView, ...]
    lacks: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    unrecorded: int = 0
    problems: tuple[str, ...] = ()
    asks_dns: bool = False

    @property
    def may_start(self) -> bool:
        return self.may_be_changed or self.status == words.CAMPAIGNS["paused"]

    @property
    def may_be_changed(self) -> bool:
        return self.status == words.CAMPAIGNS["draft"]

    @property
    def is_running(self) -> bool:
        return self.status == words.CAMPAIGNS["running"]

    @property
    def is_stopped(self) -> bool:
        return self.status == words.CAMPAIGNS["stopped"]


def read_campaigns(database: Database) -> tuple[CampaignLine, ...]:
    """The newest first. Raises DatabaseAwayError."""
    newest = select(Campaign).order_by(col(Campaign.id).desc()).limit(MOST_CAMPAIGNS)
    with database.read() as session:
        campaigns = session.exec(newest).all()
        ids = [required_id(campaign.id) for campaign in campaigns]
        leads, drafts = leads_in(session, ids), drafts_in(session)
        return tuple(line_of(one, leads, drafts) for one in campaigns)


def line_of(campaign: Campaign, leads: dict[int, int], drafts: dict[int, int]) -> CampaignLine:
    campaign_id = required_id(campaign.id)
    return CampaignLine(
        id=campaign_id,
        name=campaign.name,
        status=words.badge(words.CAMPAIGNS, campaign.status),
        created_at=campaign.created_at,
        leads=leads.get(campaign_id, 0),
        drafts=drafts.get(campaign_id, 0),
    )


def leads_in(session: Session, ids: Sequence[int]) -> dict[int, int]:
    of_campaign = col(CampaignLead.campaign_id)
    query = select(of_campaign, func.count()).where(of_campaign.in_(ids)).group_by(of_campaign)
    return {row[0]: row[1] for row in session.execute(query)}


def drafts_in(session: Session) -> dict[int, int]:
    of_campaign = col(SequenceMail.campaign_id)
    waiting = select(of_campaign, func.count()).where(SequenceMail.state == SequenceMailState.DRAFT)
    return {row[0]: row[1] for row in session.execute(waiting.group_by(of_campaign))}


def read_campaign(database: Database, settings: Settings, campaign_id: int) -> CampaignView | None:
    """Raises DatabaseAwayError."""
    with database.read() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None:
            return None
        funnel = funnel_of(session, campaign_id)
        waits = campaign.status in (CampaignStatus.DRAFT, CampaignStatus.PAUSED)
        return CampaignView(
            id=campaign_id,
            name=campaign.name,
            goal=campaign.goal,
            what=str(campaign.offer.get("what", "")),
            status=words.badge(words.CAMPAIGNS, campaign.status),
            approve=campaign.approve,
            daily_cap=campaign.daily_cap,
            created_at=campaign.created_at,
            started_at=campaign.started_at,
            funnel=funnel,
            reasons=reasons_of(session, campaign_id),
            ends=ends_of(session, campaign_id),
            lacks=tuple(missing_here(settings, campaign, funnel.leads)) if waits else (),
            unstated=tuple(unstated(session, settings, campaign)) if waits else (),
            unrecorded=unrecorded(session, campaign) if waits else 0,
            asks_dns=settings.smtp_host is not None,
        )


def reasons_of(session: Session, campaign_id: int) -> tuple[ReasonView, ...]:
    """The most frequent first; each is its first sentence, for leads whose way ended for the same
    reason may differ in what can be done about it."""
    why, count = col(CampaignLead.ended_because), func.count()
    query = select(why, count).where(
        col(CampaignLead.campaign_id) == campaign_id, col(CampaignLead.ended_at).is_not(None)
    )
    rows = session.execute(query.group_by(why).order_by(count.desc()).limit(MOST_REASONS))
    counts = Counter[str]()
    for told, leads in rows:
        counts[told.partition(". ")[0]] += leads
    return tuple(ReasonView(*reason) for reason in counts.most_common())


def ends_of(session: Session, campaign_id: int) -> tuple[EndView, ...]:
    """The latest first."""
    query = (
        select(CampaignLead, Lead)
        .join(Lead, col(Lead.id) == CampaignLead.lead_id)
        .where(CampaignLead.campaign_id == campaign_id, col(CampaignLead.ended_at).is_not(None))
        .order_by(col(CampaignLead.ended_at).desc())
        .limit(ENDS_SHOWN)
    )
    return tuple(
        EndView(
            lead_id=way.lead_id,
            name=words.lead_name(lead),
            why=way.ended_because,
            at=way.ended_at,
        )
        for way, lead in session.exec(query)
    )
