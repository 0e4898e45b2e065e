"""What ends a lead's sequences, and what lets them wait. Whoever hears of an answer, a bounce, an
objection or an erasure calls `stop_sequence` in the transaction that stores it.

The lead's row is locked first, here and in the gate: what is committed here before a mail's dot
stops it, also when the gate is just being asked. A mail that stands in the outbox is not touched
here (the gate locks a mail before its lead, and two orders of locking would block each other); its
row here is cancelled at once, and the gate, or the next round, ends it there.
"""

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select, update

from app.agents.leads.consents import NewEntry, take_back
from app.agents.leads.law.suppression import normalised_address, normalised_domain
from app.agents.leads.suppressions import suppress
from app.agents.leads.tables import (
    CampaignLead,
    EmailEvent,
    Lead,
    SequenceMail,
    SequenceMailState,
    Suppression,
)
from app.lib.settings.settings import Settings
from app.parts.store.statements import affected, required_id

UNFINISHED = (
    SequenceMailState.DRAFT,
    SequenceMailState.APPROVED,
    SequenceMailState.HANDED_OVER,
)


def lock_lead(session: Session, lead_id: int) -> Lead | None:
    """The lead as it is now, held until the transaction ends. None: erased."""
    query = select(Lead).where(col(Lead.id) == lead_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def stop_sequence(session: Session, lead_id: int, because: str, now: datetime) -> int:
    """End every sequence of the lead for good: no mail whose dot is not written by then goes.

    `because` is what people read, for example "they answered"; the first reason stays.
    Returns how many sequences it ended.
    """
    lock_lead(session, lead_id)
    of_lead = col(CampaignLead.lead_id) == lead_id
    ended = affected(
        session,
        update(CampaignLead)
        .where(of_lead, col(CampaignLead.ended_at).is_(None))
        .values(ended_at=now, ended_because=because),
    )
    cancel_unsent(session, lead_id, because)
    return ended


def cancel_unsent(
    session: Session, lead_id: int, because: str, campaign_id: int | None = None
) -> None:
    """The mails that were not sent, of one campaign or all. One that has a moment of sending has
    been on its way, and keeps its state."""
    statement = update(SequenceMail).where(
        col(SequenceMail.lead_id) == lead_id,
        col(SequenceMail.state).in_(UNFINISHED),
        col(SequenceMail.sent_at).is_(None),
    )
    if campaign_id is not None:
        statement = statement.where(col(SequenceMail.campaign_id) == campaign_id)
    values = {"state": SequenceMailState.CANCELLED, "refusal": f"Not sent: {because}"}
    session.execute(statement.values(**values), execution_options={"synchronize_session": False})


def pause_lead(session: Session, lead_id: int, until: datetime) -> int:
    """Let the lead's sequences wait, for example while somebody is away. The count of them. A
    longer pause that holds already stays."""
    lock_lead(session, lead_id)
    return affected(
        session,
        update(CampaignLead)
        .where(
            col(CampaignLead.lead_id) == lead_id,
            col(CampaignLead.ended_at).is_(None),
            col(CampaignLead.paused_until).is_(None) | (col(CampaignLead.paused_until) < until),
        )
        .values(paused_until=until),
    )


def suppress_address(
    session: Session, address: str, *, reason: str, source: str, now: datetime, secret: str
) -> Suppression:
    """Nobody writes to the address ("@example.com": the domain) again; sequences of leads there
    end. Their rows are locked: a gate that was asked a moment before must not have missed it. The
    entry as it stands by now: the first reason stays."""
    entry = suppress(session, address, reason=reason, source=source, now=now, secret=secret)
    for lead_id in leads_at(session, address):
        stop_sequence(session, lead_id, f"the address is suppressed ({reason})", now)
    return entry


def suppress_by_hand(
    session: Session, settings: Settings, address: str, reason: str, via: str, now: datetime
) -> Suppression:
    """An address, or with "@" before it a domain; consents of those who are known there end."""
    keys = settings.secret_keys
    entry = suppress_address(session, address, reason=reason, source=via, now=now, secret=keys[0])
    leads = [session.get(Lead, lead_id) for lead_id in leads_at(session, address)]
    addresses = dict.fromkeys(lead.email for lead in leads if lead and lead.email)
    if not address.strip().startswith("@"):
        addresses.setdefault(address)
    for one in addresses:
        take_back(session, one, NewEntry("withdrawn", via, now, source=reason), now, keys)
    return entry


def leads_at(session: Session, address: str) -> list[int]:
    if address.strip().startswith("@"):
        domain = normalised_domain(address)
        ends = (col(Lead.email_key).endswith(f"{at}{domain}", autoescape=True) for at in "@.")
        where = or_(*ends)
    else:
        where = or_(col(Lead.email_key) == normalised_address(address))
    query = select(Lead.id).where(where).order_by(col(Lead.id))
    return [required_id(lead_id) for lead_id in session.exec(query)]


def note_event(
    session: Session,
    kind: str,
    now: datetime,
    *,
    lead_id: int | None,
    mail: SequenceMail | None = None,
    detail: str = "",
    source_key: str | None = None,
) -> None:
    """`kind`: sent, delivered, delayed, replied, auto_replied, receipt, bounced, soft_bounced,
    bounce_without_proof, complained, complaint_without_proof, objected, refused, unsubscribed,
    suppressed, opened, clicked."""
    session.add(
        EmailEvent(
            lead_id=lead_id,
            email_campaign_id=mail.id if mail else None,
            created_at=now,
            kind=kind,
            detail=detail,
            source_key=source_key,
        )
    )
