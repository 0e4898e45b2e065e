"""Campaigns as people make and run them: created, filled with leads, started, paused, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select, update

from app.agents.leads.campaigns.offer import CampaignOffer, CampaignStep
from app.agents.leads.campaigns.readiness import why_not_to_start
from app.agents.leads.campaigns.sender_dns import SenderDns
from app.agents.leads.campaigns.stopping import UNFINISHED
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    Lead,
    LeadStatus,
    SequenceMail,
    SequenceMailState,
)
from app.lib.errors import PermanentError
from app.lib.settings.settings import Settings
from app.parts.mail.tables import Mail, MailPhase
from app.parts.store.database import Database
from app.parts.store.statements import affected, parts_of, required_id

STOPPED = "the campaign was stopped"
OUT_OF_QUESTION = (LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED, LeadStatus.BOUNCED)


class NoSuchCampaignError(PermanentError):
    """There is no campaign of that number."""


class NotNowError(PermanentError):
    """The campaign cannot do that as it stands. `problems`: each with what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class NewCampaign:
    name: str
    goal: str
    offer: CampaignOffer
    steps: tuple[CampaignStep, ...]
    approve: str
    daily_cap: int | None


@dataclass(frozen=True, slots=True)
class RefusedLead:
    lead_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Added:
    added: tuple[int, ...]
    already: tuple[int, ...]
    refused: tuple[RefusedLead, ...]


def create(database: Database, new: NewCampaign, now: datetime) -> Campaign:
    campaign = Campaign(
        created_at=now,
        name=new.name,
        goal=new.goal,
        offer=new.offer.model_dump(mode="json"),
        steps=[one.model_dump(mode="json") for one in new.steps],
        approve=new.approve,
        daily_cap=new.daily_cap,
    )
    with database.write() as session:
        session.add(campaign)
    return campaign


def found(session: Session, campaign_id: int) -> Campaign:
    """Raises NoSuchCampaignError."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NoSuchCampaignError(f"There is no campaign {campaign_id}.")
    return campaign


def locked(session: Session, campaign_id: int) -> Campaign:
    """Held until the transaction ends: a mail that is decided on meanwhile waits for the word.
    Raises NoSuchCampaignError."""
    query = select(Campaign).where(Campaign.id == campaign_id).with_for_update()
    campaign = session.exec(query).first()
    if campaign is None:
        raise NoSuchCampaignError(f"There is no campaign {campaign_id}.")
    return campaign


def add_leads(
    database: Database, settings: Settings, campaign_id: int, ids: Sequence[int], now: datetime
) -> Added:
    """Those that may not be written to at all are refused here already, each with the reason.
    Raises NoSuchCampaignError, NotNowError."""
    with database.write() as session:
        campaign = locked(session, campaign_id)
        if campaign.status == CampaignStatus.STOPPED:
            raise NotNowError(["The campaign was stopped; make a new one."])
        leads = leads_named(session, ids)
        addresses = [one.email for one in leads.values() if one.email]
        suppressed = suppressed_among(session, addresses, settings.secret_keys)
        there = set(
            session.exec(
                select(CampaignLead.lead_id).where(CampaignLead.campaign_id == campaign_id)
            )
        )
        wanted = list(dict.fromkeys(ids))
        refused = {
            one: why
            for one in wanted
            if one not in there and (why := unfit(leads.get(one), suppressed))
        }
        added = [one for one in wanted if one not in there and one not in refused]
        session.add_all(
            CampaignLead(campaign_id=campaign_id, lead_id=one, added_at=now) for one in added
        )
    return Added(
        tuple(added),
        tuple(one for one in wanted if one in there),
        tuple(RefusedLead(one, why) for one, why in refused.items()),
    )


def leads_named(session: Session, ids: Sequence[int]) -> dict[int, Lead]:
    return {
        required_id(lead.id): lead
        for part in parts_of(list(dict.fromkeys(ids)))
        for lead in session.exec(select(Lead).where(col(Lead.id).in_(part)))
    }


def unfit(lead: Lead | None, suppressed: Any) -> str:
    """Why nobody may write to the lead; "" when nothing is known against it yet."""
    if lead is None:
        return "there is no such lead"
    if not lead.email:
        return "it has no mail address"
    if lead.email in suppressed:
        return f"the address is suppressed ({suppressed[lead.email]})"
    return f"it has {lead.status}" if lead.status in OUT_OF_QUESTION else ""


def start(
    database: Database,
    settings: Settings,
    campaign_id: int,
    now: datetime,
    dns: SenderDns,
    selectors: Sequence[str] = (),
) -> Campaign:
    """Also on from a pause. Raises NoSuchCampaignError, NotNowError."""
    with database.read() as session:
        campaign = found(session, campaign_id)
        leads = session.exec(
            select(func.count()).where(CampaignLead.campaign_id == campaign_id)
        ).one()
    problems = why_not_to_start(settings, campaign, leads, dns, selectors)
    if problems:
        raise NotNowError(problems)
    with database.write() as session:
        campaign = locked(session, campaign_id)
        if campaign.status == CampaignStatus.STOPPED:
            raise NotNowError(["The campaign was stopped; make a new one."])
        campaign.status = CampaignStatus.RUNNING
        campaign.started_at = campaign.started_at or now
        session.add(campaign)
    wake_mails(database, campaign_id, now)
    return campaign


def wake_mails(database: Database, campaign_id: int, now: datetime) -> int:
    """Those that wait in the outbox because of a pause are asked about at once; their gate plans
    them anew. Without this they would be within the hour."""
    waiting = select(SequenceMail.mail_id).where(
        SequenceMail.campaign_id == campaign_id,
        SequenceMail.state == SequenceMailState.HANDED_OVER,
        col(SequenceMail.sent_at).is_(None),
    )
    with database.write() as session:
        return affected(
            session,
            update(Mail)
            .where(
                col(Mail.id).in_(waiting),
                col(Mail.phase) == MailPhase.OPEN,
                col(Mail.owner).is_(None),
                col(Mail.next_try_at) > now,
            )
            .values(next_try_at=now),
        )


def pause(database: Database, campaign_id: int) -> Campaign:
    """Mails stay where they are, and none goes. Raises NoSuchCampaignError, NotNowError."""
    with database.write() as session:
        campaign = locked(session, campaign_id)
        if campaign.status != CampaignStatus.RUNNING:
            raise NotNowError([f"The campaign does not run, it is {campaign.status}."])
        campaign.status = CampaignStatus.PAUSED
        session.add(campaign)
    return campaign


def stop(database: Database, campaign_id: int, now: datetime) -> Campaign:
    """For good: what was not sent is cancelled. Raises NoSuchCampaignError."""
    with database.write() as session:
        campaign = locked(session, campaign_id)
        campaign.status = CampaignStatus.STOPPED
        session.add(campaign)
        end_ways(session, campaign_id, now)
    return campaign


def end_ways(session: Session, campaign_id: int, now: datetime) -> None:
    session.execute(
        update(CampaignLead)
        .where(col(CampaignLead.campaign_id) == campaign_id, col(CampaignLead.ended_at).is_(None))
        .values(ended_at=now, ended_because=STOPPED)
    )
    session.execute(
        update(SequenceMail)
        .where(
            col(SequenceMail.campaign_id) == campaign_id,
            col(SequenceMail.state).in_(UNFINISHED),
            col(SequenceMail.sent_at).is_(None),
        )
        .values(state=SequenceMailState.CANCELLED, refusal=f"Not sent: {STOPPED}")
    )
