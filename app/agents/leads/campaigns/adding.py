"""Leads put into a campaign: whom nobody may write to is refused here already, with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.leads.campaigns import ways
from app.agents.leads.campaigns.campaigns import NotNowError, locked
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import CampaignLead, CampaignStatus, Lead, LeadStatus
from app.lib.settings.settings import Settings
from app.parts.store.database import Database
from app.parts.store.statements import parts_of, required_id

OUT_OF_QUESTION = (LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED, LeadStatus.BOUNCED)


@dataclass(frozen=True, slots=True)
class RefusedLead:
    lead_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Added:
    added: tuple[int, ...]
    already: tuple[int, ...]
    refused: tuple[RefusedLead, ...]


def add_leads(
    database: Database, settings: Settings, campaign_id: int, ids: Sequence[int], now: datetime
) -> Added:
    """Those that may not be written to at all are refused here already, each with the reason. One
    whose way ended because the law let nothing be written begins again: its country or ground may
    have been put right. Raises NoSuchCampaignError, NotNowError."""
    with database.write() as session:
        campaign = locked(session, campaign_id)
        if campaign.status == CampaignStatus.STOPPED:
            raise NotNowError(["The campaign was stopped; make a new one."])
        leads = leads_named(session, ids)
        addresses = [one.email for one in leads.values() if one.email]
        suppressed = suppressed_among(session, addresses, settings.secret_keys)
        barred = ways.barred_by_law(session, campaign_id)
        found = sorted_out(ids, leads, suppressed, there=ids_in(session, campaign_id) - barred)
        ways.open_again(session, campaign_id, [one for one in found.added if one in barred])
        session.add_all(
            CampaignLead(campaign_id=campaign_id, lead_id=one, added_at=now)
            for one in found.added
            if one not in barred
        )
    return found


def sorted_out(
    ids: Sequence[int], leads: Mapping[int, Lead], suppressed: Mapping[str, str], there: set[int]
) -> Added:
    wanted = list(dict.fromkeys(ids))
    refused = {
        one: why
        for one in wanted
        if one not in there and (why := unfit(leads.get(one), suppressed))
    }
    return Added(
        tuple(one for one in wanted if one not in there and one not in refused),
        tuple(one for one in wanted if one in there),
        tuple(RefusedLead(one, why) for one, why in refused.items()),
    )


def ids_in(session: Session, campaign_id: int) -> set[int]:
    query = select(CampaignLead.lead_id).where(CampaignLead.campaign_id == campaign_id)
    return set(session.exec(query))


def leads_named(session: Session, ids: Sequence[int]) -> dict[int, Lead]:
    return {
        required_id(lead.id): lead
        for part in parts_of(list(dict.fromkeys(ids)))
        for lead in session.exec(select(Lead).where(col(Lead.id).in_(part)))
    }


def unfit(lead: Lead | None, suppressed: Mapping[str, str]) -> str:
    """Why nobody may write to the lead; "" when nothing is known against it yet."""
    if lead is None:
        return "there is no such lead"
    if not lead.email:
        return "it has no mail address"
    if lead.email in suppressed:
        return f"the address is suppressed ({suppressed[lead.email]})"
    return f"it has {lead.status}" if lead.status in OUT_OF_QUESTION else ""
