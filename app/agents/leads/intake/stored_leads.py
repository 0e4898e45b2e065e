"""One lead as it is stored, with all that hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from app.agents.leads.agent import RESEARCH, SEQUENCE
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import (
    EmailEvent,
    Lead,
    LeadFact,
    LeadResearch,
    SequenceMail,
)
from app.parts.store.api_usage import SUMS, ApiUsage
from app.parts.store.database import Database
from app.parts.store.statements import required_id

MOST_OF_A_KIND = 500
"""Rows of a lead that are shown at once, the newest."""
OfLead = TypeVar("OfLead", LeadFact, LeadResearch, SequenceMail, EmailEvent)


@dataclass(frozen=True, slots=True)
class ServiceCost:
    """What one kind of service took for a lead. `usd` at list price."""

    service: str
    calls: int
    input_tokens: int
    output_tokens: int
    usd: float


@dataclass(frozen=True, slots=True)
class WholeLead:
    """`suppressed`: why nobody writes to them any more, None if nothing forbids it."""

    lead: Lead
    facts: Sequence[LeadFact]
    research: Sequence[LeadResearch]
    mails: Sequence[SequenceMail]
    events: Sequence[EmailEvent]
    costs: Sequence[ServiceCost]
    likely_doubles: Sequence[int]
    suppressed: str | None


def find_lead(database: Database, lead_id: int, secrets: Sequence[str]) -> WholeLead | None:
    with database.read() as session:
        lead = session.get(Lead, lead_id)
        if lead is None:
            return None
        suppressed = suppressed_among(session, [lead.email], secrets) if lead.email else {}
        return WholeLead(
            lead=lead,
            facts=_newest(session, LeadFact, lead_id),
            research=_newest(session, LeadResearch, lead_id),
            mails=_newest(session, SequenceMail, lead_id),
            events=_newest(session, EmailEvent, lead_id),
            costs=costs_of(session, lead_id),
            likely_doubles=_likely_doubles(session, lead),
            suppressed=suppressed.get(lead.email or ""),
        )


def costs_of(session: Session, lead_id: int) -> Sequence[ServiceCost]:
    """By service, over all runs that worked on the lead."""
    query = (
        select(ApiUsage.service)
        .add_columns(*SUMS)
        .where(
            col(ApiUsage.subject) == str(lead_id),
            col(ApiUsage.agent).in_((RESEARCH, SEQUENCE)),
        )
        .group_by(ApiUsage.service)
        .order_by(ApiUsage.service)
    )
    return [
        ServiceCost(row[0], int(row[1]), int(row[2]), int(row[3]), float(row[4]))
        for row in session.execute(query)
    ]


def _newest(session: Session, model: type[OfLead], lead_id: int) -> Sequence[OfLead]:
    query = select(model).where(col(model.lead_id) == lead_id)
    return session.exec(query.order_by(col(model.id).desc()).limit(MOST_OF_A_KIND)).all()


def _likely_doubles(session: Session, lead: Lead) -> Sequence[int]:
    if lead.name_key is None:
        return ()
    query = select(Lead.id).where(Lead.name_key == lead.name_key, Lead.id != lead.id)
    found = session.exec(query.order_by(col(Lead.id)).limit(MOST_OF_A_KIND))
    return [required_id(one) for one in found]
