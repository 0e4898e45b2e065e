"""Somebody wants no more mails: kept for good at once, whatever else is known of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from app.agents.leads.campaigns.foot import unsubscribe_links
from app.agents.leads.campaigns.stopping import lock_lead, note_event, stop_sequence
from app.agents.leads.consents import NewEntry, take_back
from app.agents.leads.suppressions import suppress
from app.agents.leads.tables import Lead, LeadStatus, SequenceMail
from app.lib.settings.settings import Settings
from app.parts.store.database import Database

REASON = "unsubscribed"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose link it is. `address` None: the person was erased, and nobody writes to them."""

    lead_id: int
    campaign_id: int
    address: str | None


def subscription_of(database: Database, settings: Settings, token: str) -> Subscription:
    """Raises BadTokenError, DatabaseAwayError."""
    links = unsubscribe_links(settings.public_url, settings.secret_keys)
    lead_id, campaign_id = links.read(token)
    with database.read() as session:
        lead = session.get(Lead, lead_id)
    return Subscription(lead_id, campaign_id, lead.email if lead else None)


def unsubscribe(database: Database, settings: Settings, asked: Subscription, now: datetime) -> None:
    """All sequences of the lead end, and its address is suppressed; once, however often it is
    asked for."""
    with database.write() as session:
        lead = lock_lead(session, asked.lead_id)
        if lead is None:
            return
        if lead.email:
            suppress(
                session,
                lead.email,
                reason=REASON,
                source="link in a mail",
                now=now,
                secret=settings.secret_keys[0],
            )
        already = lead.status == LeadStatus.UNSUBSCRIBED
        lead.status = LeadStatus.UNSUBSCRIBED
        session.add(lead)
        stop_sequence(session, asked.lead_id, REASON, now)
        if not already:
            note(session, asked, now)
        if lead.email:
            said = NewEntry("withdrawn", "link", now, source="link in a mail", lead_id=lead.id)
            take_back(session, lead.email, said, now, settings.secret_keys)


def note(session: Session, asked: Subscription, now: datetime) -> None:
    """At the last mail that they got of that campaign: most likely its link was used."""
    query = select(SequenceMail).where(
        SequenceMail.lead_id == asked.lead_id,
        SequenceMail.campaign_id == asked.campaign_id,
        col(SequenceMail.sent_at).is_not(None),
    )
    last = session.exec(query.order_by(col(SequenceMail.email_sequence).desc())).first()
    note_event(session, REASON, now, lead_id=asked.lead_id, mail=last)
    if last is not None:
        session.execute(
            update(SequenceMail).where(col(SequenceMail.id) == last.id).values(unsubscribed_at=now)
        )
