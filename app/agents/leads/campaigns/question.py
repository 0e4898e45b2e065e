"""What the law is asked about a mail, from what is stored of its lead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from sqlmodel import Session, col, select

from app.agents.leads.campaigns.foot import contained_in
from app.agents.leads.campaigns.grounds import ground_of
from app.agents.leads.campaigns.offer import CampaignOffer, offer_of
from app.agents.leads.consents import asked_at
from app.agents.leads.law.country import Origin, evidence_of
from app.agents.leads.law.types import (
    AddressKind,
    Element,
    Event,
    EventKind,
    Evidence,
    History,
    Question,
    Recipient,
    Step,
    Subscriber,
)
from app.agents.leads.tables import Campaign, EmailEvent, Lead, LeadFact, SequenceMail
from app.lib.settings.settings import Settings

KINDS: dict[str, EventKind] = {
    "replied": "answered",
    "refused": "refused",
    "objected": "objected",
    "unsubscribed": "unsubscribed",
    "complained": "complained",
    "bounced": "bounced",
    "suppressed": "suppressed",
    "erased": "erased",
}
"""Of what is noted in `email_events` that which the law looks at."""
LEGAL_FORM = re.compile(
    r"\b(?:pty|ltd|limited|plc|llp|llc|inc|corp|corporation|gmbh|ag|kg|se|s\.?a\.?s?|s\.?r\.?l"
    r"|b\.?v|n\.?v|oy|ab|as|aps|cc|npc|s\.?p\.?a)\b\.?\)?$",
    re.IGNORECASE,
)
ADDRESS_FACT = "address"


@dataclass(frozen=True, slots=True)
class MailLook:
    """What the law sees of a mail: its step, and what it contains."""

    step: Step
    contains: frozenset[Element]


def question_of(
    session: Session,
    settings: Settings,
    lead: Lead,
    campaign: Campaign,
    mail: MailLook,
    now: datetime,
) -> Question:
    """Raises CampaignRefusedError when the campaign's offer cannot be read."""
    offer = offer_of(campaign)
    return Question(
        evidence=lead_evidence(session, lead),
        ground=ground_of(session, lead, offer, settings.secret_keys),
        history=history_of(session, settings, lead),
        recipient=Recipient(address_kind(lead), subscriber(lead)),
        step=mail.step,
        contains=mail.contains,
        now=now,
        sender_country=settings.sender_country,
    )


def look_at(row: SequenceMail, offer: CampaignOffer, settings: Settings) -> MailLook:
    return MailLook(step_of(row.step), contained(row, offer.sender_name, settings))


def step_of(name: str) -> Step:
    """A step that this version does not know is refused by the law as an introduction is."""
    return cast("Step", name) if name in get_args(Step) else "introduction"


def contained(row: SequenceMail, sender_name: str, settings: Settings) -> frozenset[Element]:
    return contained_in(
        row.subject,
        row.body,
        row.step,
        sender_name=sender_name,
        postal_address=settings.postal_address or "",
    )


def lead_evidence(session: Session, lead: Lead) -> tuple[Evidence, ...]:
    query = select(LeadFact.value).where(
        LeadFact.lead_id == lead.id, LeadFact.field == ADDRESS_FACT
    )
    address = session.exec(query.order_by(col(LeadFact.id))).first()
    return evidence_of(
        Origin(
            country=lead.country or "",
            phone=lead.phone or "",
            email=lead.email or "",
            website_url=lead.website_url or "",
            location=lead.location or "",
            postal_address=address or "",
        )
    )


def history_of(session: Session, settings: Settings, lead: Lead) -> History:
    """Of all campaigns. What is not certain to have been kept from them counts as sent, and so does
    a question for consent that the record has, though its mail was erased: it is asked once."""
    sent = session.exec(
        select(SequenceMail).where(
            SequenceMail.lead_id == lead.id, col(SequenceMail.sent_at).is_not(None)
        )
    )
    mails = [sent_event(row, settings) for row in sent]
    noted = session.exec(
        select(EmailEvent).where(
            EmailEvent.lead_id == lead.id,
            col(EmailEvent.kind).in_(list(KINDS)),
            col(EmailEvent.by_machine).is_(False),
        )
    )
    asked = asked_at(session, lead.email, settings.secret_keys) if lead.email else ()
    return History(
        (
            *mails,
            *(Event("sent", at, "consent_request") for at in asked),
            *(Event(KINDS[row.kind], row.created_at) for row in noted),
        )
    )


def sent_event(row: SequenceMail, settings: Settings) -> Event:
    at = row.sent_at or row.created_at
    return Event("sent", at, step_of(row.step), contained(row, "", settings))


def address_kind(lead: Lead) -> AddressKind:
    kinds: Sequence[tuple[bool, Literal["disposable", "role"]]] = (
        (lead.is_disposable, "disposable"),
        (lead.is_role_address, "role"),
    )
    return next((kind for holds, kind in kinds if holds), "person")


def subscriber(lead: Lead) -> Subscriber:
    """A company where its name has a legal form; else nobody knows, which the law takes for a
    person."""
    return "company" if LEGAL_FORM.search((lead.company or "").strip()) else "unknown"
