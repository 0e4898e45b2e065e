"""Somebody wants no more mails: kept for good at once, whatever else is known of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from app.agents.leads.campaigns.foot import unsubscribe_links
from app.agents.leads.campaigns.stopping import lock_lead, note_event, stop_sequence
from app.agents.leads.consents import NewEntry, take_back
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.suppressions import suppress, suppress_digest
from app.agents.leads.tables import Lead, LeadStatus, SequenceMail
from app.lib.settings.settings import Settings
from app.parts.store.database import Database

REASON = "unsubscribed"
LINK = "link in a mail"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose link it is. `address` None: the person was erased; `digest` is of the address that the
    mail was for, "" in links of earlier versions. `is_over`: nobody writes there any more."""

    lead_id: int
    campaign_id: int
    address: str | None
    digest: str = ""
    is_over: bool = False


def subscription_of(database: Database, settings: Settings, token: str) -> Subscription:
    """Raises BadTokenError, DatabaseAwayError."""
    links = unsubscribe_links(settings.public_url, settings.secret_keys)
    whose = links.read(token)
    with database.read() as session:
        lead = session.get(Lead, whose.lead_id)
    address = lead.email if lead else None
    is_current = whose.digest in {"", *digests_of(address or "", settings)}
    is_over = is_current and lead is not None and lead.status == LeadStatus.UNSUBSCRIBED
    return Subscription(whose.lead_id, whose.campaign_id, address, whose.digest, is_over)


def digests_of(address: str, settings: Settings) -> set[str]:
    """By each of its secrets."""
    return {address_digest(address, key) for key in settings.secret_keys}


def unsubscribe(database: Database, settings: Settings, asked: Subscription, now: datetime) -> None:
    """All sequences of the lead end, and its address is suppressed; once, however often it is
    asked for. The address that the mail was for is, too, whatever became of its lead."""
    with database.write() as session:
        lead = lock_lead(session, asked.lead_id)
        suppress_both(session, settings, lead.email if lead else None, asked.digest, now)
        if lead is None:
            return
        already = lead.status == LeadStatus.UNSUBSCRIBED
        lead.status = LeadStatus.UNSUBSCRIBED
        session.add(lead)
        stop_sequence(session, asked.lead_id, REASON, now)
        if not already:
            note(session, asked, now)
        if lead.email:
            said = NewEntry("withdrawn", "link", now, source=LINK, lead_id=lead.id)
            take_back(session, lead.email, said, now, settings.secret_keys)


def suppress_both(
    session: Session, settings: Settings, address: str | None, digest: str, now: datetime
) -> None:
    secret = settings.secret_keys[0]
    if address:
        suppress(session, address, reason=REASON, source=LINK, now=now, secret=secret)
    if digest and digest not in digests_of(address or "", settings):
        suppress_digest(session, digest, hint="", reason=REASON, source=LINK, now=now)


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
