"""The ground on which a lead may be written to, put together from what is recorded: the ground that
was named with the lead, what the campaign's team vouches for, pages that were read, consents."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from urllib.parse import urlsplit

from pydantic import JsonValue
from sqlmodel import Session, col, select

from app.agents.leads.campaigns.offer import CampaignOffer
from app.agents.leads.consents import standing
from app.agents.leads.law.grounds import (
    Consent,
    CustomerRelation,
    DisclosedAddress,
    Ground,
    LegitimateInterest,
    NoGround,
    PublishedAddress,
)
from app.agents.leads.tables import Campaign, Lead, LeadFact

DAY_TAG = re.compile(r"(purchased|inquired):(\d{4}-\d{2}-\d{2})")
"""On a lead, the day on which they last bought, or asked to."""


def ground_of(session: Session, lead: Lead, offer: CampaignOffer, secrets: Sequence[str]) -> Ground:
    """A recorded consent before all else; a name that nothing stands behind holds nowhere."""
    consent = consent_of(session, lead, secrets)
    if consent is not None:
        return consent
    vouched = offer.vouched
    if lead.ground == "consent":
        return Consent(lead.created_at, wording="", source="")
    if lead.ground == "customer_relation":
        days = days_of(lead)
        return CustomerRelation(
            details_from_sale=vouched.details_from_sale,
            similar_products=vouched.similar_products,
            could_object_then=vouched.could_object_then,
            purchased_on=days.get("purchased"),
            inquired_on=days.get("inquired"),
        )
    if lead.ground == "legitimate_interest":
        return interest_of(lead, offer)
    if lead.ground == "disclosed_address":
        return DisclosedAddress(
            lead.created_at,
            how=lead.source or "",
            no_objection_stated=vouched.no_objection_stated,
            relevant_to_role=vouched.relevant_to_role,
        )
    if lead.ground == "published_address":
        return published_address(session, lead, offer)
    return NoGround()


def consent_of(session: Session, lead: Lead, secrets: Sequence[str]) -> Consent | None:
    """The last that was given and is as it was sealed, and when it was taken back after that."""
    found = standing(session, lead.email or "", secrets)
    if found.given is None:
        return None
    words = found.given.words
    return Consent(
        found.given.entry.happened_at,
        wording=words.wording if words else "",
        source=words.source if words else "",
        withdrawn_at=found.taken_back_at,
    )


def interest_of(lead: Lead, offer: CampaignOffer) -> LegitimateInterest:
    test, relevant = offer.vouched.balancing_test, offer.vouched.relevant_to_role
    if test is None:
        return LegitimateInterest("", "", "", False, relevant, lead.created_at)
    return LegitimateInterest(
        test.interest, test.necessity, test.balance, test.prevails, relevant, test.recorded_at
    )


def published_address(session: Session, lead: Lead, offer: CampaignOffer) -> PublishedAddress:
    """Published by them: the page that has it is on the host of their site or address."""
    query = select(LeadFact).where(
        LeadFact.lead_id == lead.id, LeadFact.field == "email", LeadFact.value == lead.email
    )
    fact = session.exec(query.order_by(col(LeadFact.id))).first()
    url = fact.url if fact else ""
    return PublishedAddress(
        url,
        fact.fetched_at if fact else lead.created_at,
        published_by_them=bool(fact) and is_theirs(url, lead),
        no_objection_stated=offer.vouched.no_objection_stated,
        relevant_to_role=offer.vouched.relevant_to_role,
    )


def is_theirs(url: str, lead: Lead) -> bool:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    site = (urlsplit(lead.website_url or "").hostname or "").removeprefix("www.")
    domain = (lead.email or "").rpartition("@")[2].lower()
    return bool(host) and (host in (site, domain) or host.endswith(f".{domain}"))


def days_of(lead: Lead) -> dict[str, date]:
    found = (DAY_TAG.fullmatch(tag) for tag in lead.tags)
    days: dict[str, date] = {}
    for one in filter(None, found):
        try:
            days[one[1]] = date.fromisoformat(one[2])
        except ValueError:
            continue  # 31 February is no evidence
    return days


def evidence_of(ground: Ground, lead: Lead, campaign: Campaign) -> Mapping[str, JsonValue]:
    """What the ground rests on at this moment, to be kept with the mail: its own fields, who named
    it for the lead and when, and who stated what of all leads of the campaign. Empty for none."""
    if isinstance(ground, NoGround):
        return {}
    named = {"named_by": lead.ground_by, "named_at": lead.ground_at}
    stated = {"stated_by": campaign.stated_by, "stated_at": campaign.stated_at}
    said = {} if isinstance(ground, Consent) else named | stated
    return {name: plain(value) for name, value in (asdict(ground) | said).items()}


def plain(value: object) -> JsonValue:
    if isinstance(value, date):  # moments are dates, too
        return value.isoformat()
    return value if isinstance(value, str | bool) else None
