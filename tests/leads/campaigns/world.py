"""A team with a mailbox, leads and a campaign, on a real database, with a clock that stands."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from app.agents.leads.agent import OUTREACH, SEQUENCE
from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.adding import add_leads
from app.agents.leads.campaigns.campaigns import NewCampaign
from app.agents.leads.campaigns.drafts import Desk
from app.agents.leads.campaigns.gate import KIND, sequence_gate
from app.agents.leads.campaigns.offer import DEFAULT_STEPS, CampaignOffer, CampaignStep
from app.agents.leads.campaigns.round import run_round
from app.agents.leads.law.suppression import normalised_address
from app.agents.leads.tables import Campaign, CampaignLead, Lead, SequenceMail
from app.lib.settings.settings import load_settings
from app.parts.mail.outbox import Outbox
from app.parts.mail.tables import Mail
from app.parts.parts import Parts, make_outbox
from app.parts.queue.doorbell import Doorbell
from app.parts.runs import lease, run_requests
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.clocks import SetClock

SECRET = "0123456789abcdeffedcba9876543210sequences"
SETTINGS = {
    "EMBEDDED": "1",
    "SECRET_KEY": SECRET,
    "OUTREACH_FROM": "Sipho Dube <sipho@lunch.example>",
    "POSTAL_ADDRESS": "14 Marine Parade, Durban 4001",
    "TIMEZONE": "Africa/Johannesburg",
}
OFFER = CampaignOffer(
    what="We bring hot pizza lunches to teams of up to 300 people, within 30 minutes.",
    call_to_action="Would you like to see the lunch menu?",
    sender_name="Sipho Dube",
    own_claims=("The first lunch for ten people is free.",),
)
MONDAY = datetime.fromisoformat("2026-11-16T15:00:00+00:00")
"""Ten in the morning in New York."""


def no_dns(domain: str, selectors: Sequence[str] = ()) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Went:
    at: datetime
    recipient: str
    message: EmailMessage


@dataclass
class PlayedSender:
    """`before`: what happens while the server is spoken to, `after` between dot and answer."""

    clock: Callable[[], datetime]
    went: list[Went] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None

    def send(self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]) -> None:
        self.before()
        before_dot()
        self.went.append(Went(self.clock(), recipient, message))
        self.after()


class World:
    def __init__(self, database: Database, folder: Path, **settings: str) -> None:
        environ = {**SETTINGS, "DATABASE_URL": database.url, **settings}
        self.clock = SetClock(MONDAY)
        self.database = database
        chosen = load_settings(environ, folder / ".env")
        self.parts = Parts(chosen, "", database, Doorbell("redis://127.0.0.1:1/0"), self.clock)
        self.sender = PlayedSender(self.clock)

    def lead(self, email: str = "ann@acme.example", **fields: Any) -> int:
        """In New York unless another place is named: no ground is needed there."""
        known: dict[str, Any] = {"name": "Ann Nkosi", "company": "Acme Inc", "country": "US"}
        known |= {"location": "New York, United States"} | fields
        lead = Lead(
            email=email,
            email_key=normalised_address(email),
            created_at=self.clock(),
            updated_at=self.clock(),
            **known,
        )
        with self.database.write() as session:
            session.add(lead)
        return required_id(lead.id)

    def campaign(
        self,
        *leads: int,
        approve: str = "none",
        steps: tuple[CampaignStep, ...] = DEFAULT_STEPS,
        offer: CampaignOffer = OFFER,
        daily_cap: int | None = None,
        start: bool = True,
    ) -> int:
        new = NewCampaign("lunches", "", offer, steps, approve, daily_cap)
        made = campaigns.create(self.database, new, self.clock(), "team")
        campaign_id = required_id(made.id)
        settings = self.parts.settings
        add_leads(self.database, settings, campaign_id, leads, self.clock())
        if start:
            self.start(campaign_id)
        return campaign_id

    def start(self, campaign_id: int) -> None:
        campaigns.start(self.database, self.parts.settings, campaign_id, self.clock(), no_dns)

    def round(self) -> AgentRun:
        run, _ = run_requests.add_requested_run(
            self.database, agent=SEQUENCE, profile=OUTREACH, now=self.clock()
        )
        claim = lease.claim_run(self.database, required_id(run.id), self.clock())
        assert claim is not None
        asyncio.run(run_round(self.parts, claim, lambda: None))
        with self.database.read() as session:
            return session.exec(select(AgentRun).where(AgentRun.id == run.id)).one()

    @property
    def outbox(self) -> Outbox:
        gates = {KIND: sequence_gate(self.parts.settings)}
        built = make_outbox(self.parts, gates)
        return Outbox(self.database, self.sender, built.build, self.clock, gates=gates)

    def deliver(self) -> list[Went]:
        """What went in this pass."""
        before = len(self.sender.went)
        self.outbox.deliver_due()
        return self.sender.went[before:]

    def days(self, count: float, *, hours: float = 12) -> list[Went]:
        """Time passes, with a round and a pass every few hours. What went meanwhile."""
        before = len(self.sender.went)
        end = self.clock() + timedelta(days=count)
        while self.clock() < end:
            self.round()
            self.deliver()
            self.clock.go_on(hours=hours)
        return self.sender.went[before:]

    def desk(self) -> Desk:
        return Desk(self.database, self.parts.settings, "ann", self.clock())

    def rows(self, lead_id: int | None = None) -> list[SequenceMail]:
        query = select(SequenceMail).order_by(col(SequenceMail.id))
        if lead_id is not None:
            query = query.where(SequenceMail.lead_id == lead_id)
        with self.database.read() as session:
            return list(session.exec(query))

    def mails(self) -> list[Mail]:
        with self.database.read() as session:
            return list(session.exec(select(Mail).order_by(col(Mail.id))))

    def way(self, lead_id: int) -> CampaignLead:
        query = select(CampaignLead).where(CampaignLead.lead_id == lead_id)
        with self.database.read() as session:
            return session.exec(query).one()

    def stored_lead(self, lead_id: int) -> Lead:
        with self.database.read() as session:
            return session.exec(select(Lead).where(Lead.id == lead_id)).one()

    def stored_campaign(self, campaign_id: int) -> Campaign:
        with self.database.read() as session:
            return session.exec(select(Campaign).where(Campaign.id == campaign_id)).one()
