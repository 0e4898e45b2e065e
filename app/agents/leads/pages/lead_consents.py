"""What one lead agreed to, as its page shows it, and what its form records."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import Form
from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from app.agents.leads.campaigns.consenting import REPLIED
from app.agents.leads.consents import standing, theirs
from app.agents.leads.intake.stored_leads import WholeLead
from app.agents.leads.pages.consent_routes import (
    LONGEST_SOURCE,
    LONGEST_WORDING,
    ConsentIn,
    Kind,
)
from app.agents.leads.pages.do_not_write import ON_A_PAGE, ConsentLine, consent_of
from app.agents.leads.tables import Consent, ConsentWords
from app.parts.http.documented import HIGHEST_ID
from app.parts.parts import Parts
from app.parts.store.statements import required_id


@dataclass(frozen=True, slots=True)
class ReplyChoice:
    """An answer that may be the evidence. `id`: its event."""

    id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadConsents:
    """`lines`: newest first. `holds`: a consent that was not taken back."""

    lines: tuple[ConsentLine, ...] = ()
    holds: bool = False
    replies: tuple[ReplyChoice, ...] = ()
    problem: str = ""


NOTHING_AGREED = LeadConsents()


class ConsentForm(BaseModel):
    """A form sends what was left empty, too. `said_on` is a day where the team is."""

    kind: Kind
    wording: Annotated[str, Field(max_length=LONGEST_WORDING)] = ""
    source: Annotated[str, Field(max_length=LONGEST_SOURCE)] = ""
    said_on: date | Literal[""] = ""
    reply_id: Annotated[int, Field(ge=1, le=HIGHEST_ID)] | Literal[""] = ""

    def of_lead(self, lead_id: int, parts: Parts) -> ConsentIn:
        return ConsentIn(
            lead_id=lead_id,
            kind=self.kind,
            wording=self.wording,
            source=self.source,
            given_at=moment_of(self.said_on, parts) if self.said_on else None,
            reply_id=self.reply_id or None,
        )


ConsentFields = Annotated[ConsentForm, Form()]


def consents_of(session: Session, whole: WholeLead, keys: tuple[str, ...]) -> LeadConsents:
    """Those of the address, and those of this lead at an earlier one."""
    lead = whole.lead
    of_lead = theirs(required_id(lead.id), lead.email or "", keys)
    query = select(Consent, ConsentWords).outerjoin(ConsentWords).where(of_lead)
    found = session.exec(query.order_by(col(Consent.id).desc()).limit(ON_A_PAGE))
    holding = standing(session, lead.email, keys) if lead.email else None
    return LeadConsents(
        tuple(consent_of(row, said) for row, said in found),
        holds=holding is not None and holding.ending == "withdrawn",
        replies=tuple(
            ReplyChoice(required_id(one.id), one.detail, one.created_at)
            for one in whole.events
            if one.kind == REPLIED
        ),
    )


def moment_of(day: date, parts: Parts) -> datetime:
    """The beginning of the day where the team is, or this moment if it is today."""
    now, zone = parts.clock(), parts.settings.zone
    is_today = day == now.astimezone(zone).date()
    return now if is_today else datetime.combine(day, time(), zone)
