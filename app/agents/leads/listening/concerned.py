"""Whom an incoming mail concerns: leads whose mail it names, or who sent it.

It names a mail of ours by its Message-ID (In-Reply-To, References, the mail that is returned). A
report that has no id at all may name the address of somebody who was just written to: that
proves less, and counts for less (decision.py). What we sent ourselves concerns nobody, be it that
the folder also keeps what is sent, or that a list or a rule brings it back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.agents.leads.campaigns.question import lead_evidence
from app.agents.leads.campaigns.stopping import lock_lead
from app.agents.leads.inbox.incoming import IncomingMail
from app.agents.leads.law.hours import Place, place_of
from app.agents.leads.law.suppression import normalised_address
from app.agents.leads.tables import CampaignLead, Lead, LeadStatus, SequenceMail
from app.lib.mail_address import parse_sender
from app.lib.settings.settings import Settings
from app.parts.mail.tables import Mail
from app.parts.store.statements import required_id

MOST_IDS: Final = 100
MOST_ADDRESSES: Final = 20
REPORTED_WITHIN: Final = timedelta(days=14)
"""A mail server tries for five days (RFC 5321, 4.5.4.1), some for a week."""
SOFT_WITHIN: Final = timedelta(days=30)
SOFT: Final = "soft"
"""`bounce_type` of a mail that came back for now; any other is "hard"."""

_REPORTS: Final = frozenset({"bounce", "complaint"})
_ANSWERS: Final = frozenset({"reply", "unsubscribe", "auto_reply"})


@dataclass(frozen=True, slots=True)
class Concerned:
    """A lead, as far as what is done about a mail depends on it.

    `mail_id`: the sequence's mail (`email_campaigns.id`) that it answers or reports, None for a
    lead that none was sent to. `is_named`: the mail's own id was named. `is_written_to`: the lead
    is or was in a campaign. `was_answered`: the same mail had an answer before. `soft_bounces`:
    other mails that came back for now, within SOFT_WITHIN.
    """

    lead_id: int
    email: str
    place: Place
    mail_id: int | None = None
    is_named: bool = False
    is_written_to: bool = False
    was_answered: bool = False
    soft_bounces: int = 0


def concerned_by(
    session: Session, settings: Settings, incoming: IncomingMail, now: datetime
) -> list[Concerned]:
    """Each lead once, by id: two transactions that lock several lock them in one order."""
    if _is_ours(session, settings, incoming):
        return []
    named = _named_mails(session, incoming.original_message_ids[:MOST_IDS])
    mails: dict[int, SequenceMail | None] = dict(named)
    for lead_id in _leads_by_address(session, incoming):
        mails.setdefault(lead_id, _last_mail(session, lead_id))
    return [
        _with_its_past(session, settings, lead, mail, now, is_named=lead_id in named)
        for lead_id, mail in sorted(mails.items())
        if (lead := lock_lead(session, lead_id)) is not None
        and (incoming.kind not in _REPORTS or lead_id in named or _is_recent(mail, now))
    ]


def _is_ours(session: Session, settings: Settings, incoming: IncomingMail) -> bool:
    """Sent by the service, or by the team. Whoever tries a campaign on an address of their own is
    a lead, too, and answers as one."""
    sent = select(Mail.id).where(Mail.message_id == incoming.message_id)
    if incoming.message_id and session.exec(sent).first() is not None:
        return True
    sender = normalised_address(incoming.sender)
    if sender not in {normalised_address(one) for one in _own_addresses(settings)}:
        return False
    return session.exec(select(Lead.id).where(Lead.email_key == sender)).first() is None


def _own_addresses(settings: Settings) -> Iterator[str]:
    yield settings.sender_address
    yield from settings.email_to
    yield settings.imap_username or ""
    for one in (settings.outreach_from, settings.outreach_reply_to):
        if one:
            yield str(parse_sender(one))


def _named_mails(session: Session, ids: Sequence[str]) -> dict[int, SequenceMail]:
    """By lead; of several the one that is named first, which In-Reply-To does."""
    query = select(SequenceMail).where(col(SequenceMail.message_id).in_(ids))
    by_id = {mail.message_id: mail for mail in session.exec(query)}
    found: dict[int, SequenceMail] = {}
    for one in ids:
        if one in by_id:
            found.setdefault(by_id[one].lead_id, by_id[one])
    return found


def _leads_by_address(session: Session, incoming: IncomingMail) -> Iterator[int]:
    """Who wrote an answer; whom a report names that has no id to go by."""
    addresses: tuple[str, ...] = ()
    if incoming.kind in _ANSWERS:
        addresses = (incoming.sender,)
    elif incoming.kind in _REPORTS and not incoming.original_message_ids:
        addresses = (*incoming.recipients, *incoming.original_recipients)
    keys = {normalised_address(one) for one in addresses[:MOST_ADDRESSES] if one}
    for lead_id in session.exec(select(Lead.id).where(col(Lead.email_key).in_(keys))):
        yield required_id(lead_id)


def _last_mail(session: Session, lead_id: int) -> SequenceMail | None:
    sent = select(SequenceMail).where(
        SequenceMail.lead_id == lead_id, col(SequenceMail.sent_at).is_not(None)
    )
    return session.exec(sent.order_by(col(SequenceMail.sent_at).desc()).limit(1)).first()


def _is_recent(mail: SequenceMail | None, now: datetime) -> bool:
    return mail is not None and mail.sent_at is not None and now - mail.sent_at <= REPORTED_WITHIN


def _with_its_past(
    session: Session,
    settings: Settings,
    lead: Lead,
    mail: SequenceMail | None,
    now: datetime,
    *,
    is_named: bool,
) -> Concerned:
    countries = {one.country for one in lead_evidence(session, lead)}
    in_campaign = select(CampaignLead.lead_id).where(CampaignLead.lead_id == lead.id).limit(1)
    return Concerned(
        lead_id=required_id(lead.id),
        email=lead.email or "",
        place=place_of(countries, lead.location or "", settings.zone),
        mail_id=mail.id if mail else None,
        is_named=is_named,
        is_written_to=session.exec(in_campaign).first() is not None,
        was_answered=mail.replied_at is not None if mail else lead.status == LeadStatus.REPLIED,
        soft_bounces=_soft_bounces(session, lead, mail, now),
    )


def _soft_bounces(session: Session, lead: Lead, mail: SequenceMail | None, now: datetime) -> int:
    query = select(func.count()).where(
        col(SequenceMail.lead_id) == lead.id,
        col(SequenceMail.id) != (mail.id if mail else None),
        col(SequenceMail.bounce_type) == SOFT,
        col(SequenceMail.bounced_at) >= now - SOFT_WITHIN,
    )
    return session.exec(query).one()
