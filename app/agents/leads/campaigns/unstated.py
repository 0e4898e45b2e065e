"""What the team of a campaign has not stated of its leads, and the law of their countries asks for:
whoever starts without ends the way of those leads, and no mail goes to them."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from app.agents.leads.campaigns.offer import CampaignRefusedError, Vouched, offer_of
from app.agents.leads.law.grounds import Condition, GroundName
from app.agents.leads.law.rules import RuleTable, load_rules
from app.agents.leads.law.words import GROUND_WORDS
from app.agents.leads.tables import Campaign, CampaignLead, Lead
from app.lib.settings.settings import Settings

Lacks = tuple[GroundName, tuple[Condition, ...]]
TO_BE_STATED: tuple[Condition, ...] = (
    *("details_from_sale", "similar_products", "could_object_then"),
    *("relevant_to_role", "no_objection_stated", "test_recorded", "interest_prevails"),
)
"""What is known from nothing but the campaign's own words."""


def unstated(session: Session, settings: Settings, campaign: Campaign) -> list[str]:
    """A line for each kind of lead, the most frequent first; empty when all that would help is
    stated. What no statement can heal is not told here."""
    try:
        stated = conditions_of(offer_of(campaign).vouched)
    except CampaignRefusedError:
        return []
    table, counts = load_rules(), Counter[Lacks]()
    for ground, country, count in grounds_in(session, campaign):
        lacks = lacking(table, ground, country, settings.sender_country, stated)
        if lacks:
            counts[ground, lacks] += count
    return [in_words(table, *kind, count) for kind, count in counts.most_common()]


def unrecorded(session: Session, campaign: Campaign) -> int:
    """How many leads whose way goes on have no ground, or no country, of their own."""
    query = (
        select(func.count())
        .select_from(CampaignLead)
        .join(Lead, col(CampaignLead.lead_id) == Lead.id)
        .where(
            CampaignLead.campaign_id == campaign.id,
            col(CampaignLead.ended_at).is_(None),
            or_(col(Lead.ground).is_(None), col(Lead.country).is_(None)),
        )
    )
    return session.exec(query).one()


def conditions_of(vouched: Vouched) -> frozenset[Condition]:
    test = vouched.balancing_test
    holds = {
        **{name: getattr(vouched, name, False) for name in TO_BE_STATED},
        "test_recorded": test is not None,
        "interest_prevails": test is not None and test.prevails,
    }
    return frozenset(name for name in TO_BE_STATED if holds[name])


def grounds_in(session: Session, campaign: Campaign) -> Iterator[tuple[GroundName, str, int]]:
    """By ground and country, of those whose way goes on."""
    query = (
        select(Lead.ground, Lead.country, func.count())
        .join(CampaignLead, col(CampaignLead.lead_id) == Lead.id)
        .where(
            CampaignLead.campaign_id == campaign.id,
            col(CampaignLead.ended_at).is_(None),
            col(Lead.ground).is_not(None),
            col(Lead.country).is_not(None),
        )
        .group_by(col(Lead.ground), col(Lead.country))
    )
    for row in session.execute(query):
        yield row[0], row[1], row[2]


def lacking(
    table: RuleTable,
    ground: GroundName,
    country: str,
    sender: str | None,
    stated: frozenset[Condition],
) -> tuple[Condition, ...]:
    """Nothing where that ground is not enough anyway, or none is needed."""
    rules = table.rules_for([country], sender)
    terms = [rule.terms(ground) for rule in rules if rule.terms("none") is None]
    if any(one is None for one in terms):
        return ()
    wanted = {condition for one in terms if one for condition in one.conditions}
    return tuple(one for one in TO_BE_STATED if one in wanted and one not in stated)


def in_words(table: RuleTable, ground: GroundName, lacks: tuple[Condition, ...], count: int) -> str:
    who = f"{count:,} lead{'s' if count != 1 else ''} on the ground of {GROUND_WORDS[ground]}"
    return f"{who}: it is not stated that {'; that '.join(table.conditions[one] for one in lacks)}."
