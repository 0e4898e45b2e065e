"""What happens to sequences at random moments, each as the service stores it, in one transaction.

What a process that is killed did not commit has not happened: a mail server, or a person, comes
again, and so does the lane.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, delete, select, update

from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.stopping import (
    note_event,
    pause_lead,
    stop_sequence,
    suppress_address,
)
from app.agents.leads.campaigns.unsubscribing import Subscription, unsubscribe
from app.agents.leads.suppressions import ERASED, suppress
from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    CampaignStatus,
    EmailEvent,
    Lead,
    LeadStatus,
    SequenceMail,
)
from app.parts.parts import Parts
from benchmarks.silence.team import Team, no_dns

STOP, WAIT, WAIT_ALL, GO_ON_ALL = "stop", "wait", "wait_all", "go_on_all"


@dataclass(frozen=True, slots=True)
class Happening:
    """`kind` to one lead, or with a campaign's number to a campaign."""

    kind: str
    address: str = ""
    campaign_id: int = 0
    days: int = 0


def kept(status: LeadStatus, event: str) -> Callable[[Session, Lead, Parts], None]:
    def store(session: Session, lead: Lead, parts: Parts) -> None:
        now = parts.clock()
        note_event(session, event, now, lead_id=lead.id)
        session.execute(update(Lead).where(col(Lead.id) == lead.id).values(status=status))
        stop_sequence(session, lead.id or 0, event, now)

    return store


def objected(session: Session, lead: Lead, parts: Parts) -> None:
    suppress_address(
        session,
        lead.email or "",
        reason="objected",
        source="a reply",
        now=parts.clock(),
        secret=parts.settings.secret_keys[0],
    )


def erased(session: Session, lead: Lead, parts: Parts) -> None:
    """The lead's row first, as whoever stops a sequence does."""
    session.exec(select(Lead).where(Lead.id == lead.id).with_for_update()).one()
    secret = parts.settings.secret_keys[0]
    address = lead.email or ""
    suppress(session, address, reason=ERASED, source="", now=parts.clock(), secret=secret)
    for table in (EmailEvent, SequenceMail, CampaignLead):
        session.execute(delete(table).where(col(table.lead_id) == lead.id))
    session.execute(delete(Lead).where(col(Lead.id) == lead.id))


def complained(session: Session, lead: Lead, parts: Parts) -> None:
    note_event(session, "complained", parts.clock(), lead_id=lead.id)
    objected(session, lead, parts)


STOPS: dict[str, Callable[[Session, Lead, Parts], None]] = {
    "reply": kept(LeadStatus.REPLIED, "replied"),
    "bounce": kept(LeadStatus.BOUNCED, "bounced"),
    "complaint": complained,
    "objection": objected,
    "erasure": erased,
}
KINDS = (*STOPS, "unsubscription", "absence", "pause")


def drawn(random: Random, addresses: list[str], campaign_ids: list[int]) -> Happening:
    kind = random.choice(KINDS)
    if kind == "pause":
        return Happening(kind, campaign_id=random.choice(campaign_ids))
    return Happening(kind, random.choice(addresses), days=random.randint(1, 6))


def carry_out(team: Team, parts: Parts, happening: Happening) -> None:
    """Its line in the diary is written when it is committed; that of going on before it begins."""
    if happening.kind in ("pause", "go_on"):
        turn_campaign(team, parts, happening)
    elif happening.kind == "unsubscription":
        with parts.database.read() as session:
            lead = found(session, happening.address)
        if lead is not None:
            asked = Subscription(lead.id or 0, 1, lead.email)
            unsubscribe(parts.database, parts.settings, asked, parts.clock())
            team.diary.note(STOP, happening.address, happening.kind)
    else:
        to_lead(team, parts, happening)


def to_lead(team: Team, parts: Parts, happening: Happening) -> None:
    until: datetime = parts.clock() + timedelta(days=happening.days)
    with parts.database.write() as session:
        lead = found(session, happening.address)
        if lead is None:
            return
        if happening.kind == "absence":
            pause_lead(session, lead.id or 0, until)
        else:
            STOPS[happening.kind](session, lead, parts)
    if happening.kind == "absence":
        team.diary.note(WAIT, happening.address, until.isoformat())
    else:
        team.diary.note(STOP, happening.address, happening.kind)


def found(session: Session, address: str) -> Lead | None:
    return session.exec(select(Lead).where(Lead.email == address)).first()


def turn_campaign(team: Team, parts: Parts, happening: Happening) -> None:
    """Paused, or started again."""
    campaign_id = happening.campaign_id
    with parts.database.read() as session:
        status = session.exec(select(Campaign.status).where(Campaign.id == campaign_id)).one()
    if happening.kind == "go_on" and status == CampaignStatus.PAUSED:
        team.diary.note(GO_ON_ALL, str(campaign_id))
        now = parts.clock()
        campaigns.start(parts.database, parts.settings, campaign_id, now, no_dns)
    elif happening.kind == "pause" and status == CampaignStatus.RUNNING:
        campaigns.pause(parts.database, campaign_id)
        team.diary.note(WAIT_ALL, str(campaign_id))
