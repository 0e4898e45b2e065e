"""What the gate of sequences looks at, one thing after the other: each look says why a mail is held
back, and until when or for good, or nothing. `gate.py` has their order.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.agents.leads.campaigns.answers import LOOK_AGAIN, unread, was_written_to
from app.agents.leads.campaigns.grounds import evidence_of
from app.agents.leads.campaigns.mailbox import Mailbox
from app.agents.leads.campaigns.offer import offer_of, steps_of
from app.agents.leads.campaigns.question import lead_evidence, look_at, question_of
from app.agents.leads.law.decide import decide
from app.agents.leads.law.hours import Place, closed_because, next_open, place_of
from app.agents.leads.law.suppression import normalised_address
from app.agents.leads.law.types import Decision
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    Lead,
    LeadStatus,
    SequenceMail,
    SequenceMailState,
)
from app.lib.settings.settings import Settings
from app.parts.mail.gates import Held
from app.parts.store.statements import required_id

PAUSE_LOOK = timedelta(hours=1)
"""While its campaign is paused a mail is asked about once an hour."""


@dataclass(frozen=True, slots=True)
class Case:
    """One mail and all that the decision on it rests on, as it stands in the transaction."""

    session: Session
    settings: Settings
    row: SequenceMail
    lead: Lead
    campaign: Campaign
    way: CampaignLead
    now: datetime
    recipient: str

    def place(self) -> Place:
        countries = {one.country for one in lead_evidence(self.session, self.lead)}
        return place_of(countries, self.lead.location or "", self.settings.zone)

    def open_from(self, moment: datetime) -> datetime | None:
        return next_open(moment, self.settings.window, self.place())


def stopped(case: Case) -> Held | None:
    row, way = case.row, case.way
    if row.state != SequenceMailState.HANDED_OVER:
        return Held(row.refusal or f"Not sent: it is {row.state}")
    if way.ended_at is not None:
        return Held(f"Not sent: {way.ended_because}")
    if case.campaign.status == CampaignStatus.STOPPED:
        return Held("Not sent: the campaign was stopped")
    if case.lead.status in (LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED, LeadStatus.BOUNCED):
        return Held(f"Not sent: the lead has {case.lead.status}")
    return None


def readdressed(case: Case) -> Held | None:
    """The list and the law are asked about the lead's address, so that is where it has to go."""
    if normalised_address(case.recipient) == normalised_address(case.lead.email or ""):
        return None
    return Held("Not sent: the lead has another address than the mail was made for")


def suppressed(case: Case) -> Held | None:
    address = case.lead.email or ""
    found = suppressed_among(case.session, [address], case.settings.secret_keys)
    if not address:
        return Held("Not sent: the lead has no address")
    return Held(f"Not sent: the address is suppressed ({found[address]})") if found else None


def unapproved(case: Case) -> Held | None:
    return None if case.row.approved_at else Held("Not sent: nobody approved it")


def unlawful(case: Case) -> Held | None:
    """What the law says is stored with the mail, whatever it says."""
    look = look_at(case.row, offer_of(case.campaign), case.settings)
    question = question_of(case.session, case.settings, case.lead, case.campaign, look, case.now)
    decision = decide(question)
    keep_decision(case.row, decision)
    case.row.ground_evidence = dict(evidence_of(question.ground, case.lead, case.campaign))
    if decision.allowed:
        return None
    return Held(f"Not lawful: {decision.reason} {decision.remedy}".strip())


def keep_decision(row: SequenceMail, decision: Decision) -> None:
    row.ground, row.rule, row.rules_version = decision.ground, decision.rule, decision.rule_version
    row.country_evidence = [
        {"country": one.country, "source": one.source, "value": one.value}
        for one in decision.evidence
    ]


def paused(case: Case) -> Held | None:
    if case.campaign.status != CampaignStatus.RUNNING:
        return Held("The campaign is paused", case.now + PAUSE_LOOK)
    until = case.way.paused_until
    if until is not None and until > case.now:
        return Held(f"The sequence waits until {until:%d %B %H:%M} UTC", until)
    return None


def too_early(case: Case) -> Held | None:
    """So many days after the mail before it was delivered."""
    due = due_at(case.session, case.row, case.campaign)
    return Held("It follows on an earlier mail", due) if due and due > case.now else None


def due_at(session: Session, row: SequenceMail, campaign: Campaign) -> datetime | None:
    """None for the first of a sequence."""
    waits = {one.step.value: one.wait_days for one in steps_of(campaign)}
    last = session.exec(
        select(SequenceMail)
        .where(
            SequenceMail.campaign_id == row.campaign_id,
            SequenceMail.lead_id == row.lead_id,
            SequenceMail.email_sequence < row.email_sequence,
            col(SequenceMail.sent_at).is_not(None),
        )
        .order_by(col(SequenceMail.email_sequence).desc())
    ).first()
    if last is None or last.sent_at is None:
        return None
    return last.sent_at + timedelta(days=waits.get(row.step, 0))


def unanswered_for_all_we_know(case: Case) -> Held | None:
    """Does it follow on a mail whose answer may lie in a mailbox that is not read?"""
    if not was_written_to(case.session, case.row.lead_id):
        return None
    why = unread(case.session, case.settings, case.now)
    return (
        Held(f"Not now: {why}, and they may have answered", case.now + LOOK_AGAIN) if why else None
    )


def at_a_closed_hour(case: Case) -> Held | None:
    place, window = case.place(), case.settings.window
    closed = closed_because(case.now, window, place)
    if closed is None:
        return None
    opens = next_open(case.now, window, place)
    if opens is None:
        return Held(f"Not sent: no hour of OUTREACH_WINDOW is open in all of their zones: {closed}")
    return Held(f"Not now: {closed}", opens)


def without_room(case: Case) -> Held | None:
    mailbox = Mailbox(case.row.from_email, case.settings.outreach_daily_cap, case.settings.zone)
    mailbox.lock(case.session)
    cap = case.campaign.daily_cap
    own = (required_id(case.campaign.id), cap) if cap is not None else None
    return mailbox.full(case.session, case.now, campaign=own) or mailbox.too_soon(
        case.session, case.now
    )
