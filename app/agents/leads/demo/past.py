"""Two weeks of the lead agent in a few seconds: all of it done by the code that does it in earnest,
by a clock that is wound forward to the next moment at which something is due.

    file -> leads -> research -> campaigns -> round -> a person's word -> outbox -> what comes back
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from app.agents.leads.agent import OUTREACH, SEQUENCE
from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.adding import add_leads
from app.agents.leads.campaigns.consenting import REPLIED, Given, recording
from app.agents.leads.campaigns.drafts import Desk
from app.agents.leads.campaigns.gate import KIND, sequence_gate
from app.agents.leads.campaigns.round import run_round
from app.agents.leads.campaigns.sender_dns import CheckedDns
from app.agents.leads.demo.companies import CampaignPlan, Company, load_companies, load_plans
from app.agents.leads.demo.letters import LETTERS, Answered, Letter, as_bytes
from app.agents.leads.depth import Depth
from app.agents.leads.inbox.incoming import read_incoming
from app.agents.leads.intake.csv_file import open_leads_file
from app.agents.leads.intake.import_notes import Counted, Teller
from app.agents.leads.intake.lead_files import Import
from app.agents.leads.listening.applying import apply_mail, source_key
from app.agents.leads.pages.research_route import ask_for_research
from app.agents.leads.research.run import research_lead
from app.agents.leads.tables import EmailEvent, Lead, SequenceMail, SequenceMailState
from app.parts.demo.part import PlayedClock
from app.parts.mail.tables import Mail, MailPhase
from app.parts.parts import Parts, make_outbox
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.runs import lease
from app.parts.runs.run_requests import add_requested_run
from app.parts.store.statements import required_id

DAYS = 14
A_MOMENT = timedelta(seconds=1)
WHO = "Sipho Dube"
PAGE = "page"
AGREED = "I agree that Debonairs writes to me about a franchise."


@dataclass
class Past:
    """`clock` is that of `parts`."""

    parts: Parts
    clock: PlayedClock
    until: datetime
    leads: dict[str, int] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    letters: list[Letter] = field(default_factory=lambda: list(LETTERS))

    def take_in(self, path: Path) -> Counted:
        database, secrets = self.parts.database, self.parts.settings.secret_keys
        counted = Import(database, self.clock, secrets, Teller(nobody)).run(open_leads_file(path))
        with database.write() as session:
            ids = {one.email: required_id(one.id) for one in session.exec(select(Lead))}
            self.leads = {one.host: ids[one.email] for one in load_companies()}
            for company in agreed(load_companies()):
                self.record(session, company.host, Given(PAGE, AGREED, company.lead.source))
        return counted

    def record(self, session: Session, host: str, given: Given) -> None:
        """A consent, as a person of the team does on the lead's page."""
        settings = self.parts.settings
        recording(session, settings, self.leads[host], self.clock()).consent(given)

    async def research(self) -> None:
        """All at once: each site is asked one page a second at most."""
        async with ExtractionPool() as reader, asyncio.TaskGroup() as tasks:
            for lead_id in self.leads.values():
                tasks.create_task(self.research_one(lead_id, reader))

    async def research_one(self, lead_id: int, reader: ExtractionPool) -> None:
        run, _ = ask_for_research(self.parts, lead_id, Depth.STANDARD)
        claim = lease.claim_run(self.parts.database, required_id(run.id), self.clock())
        if claim is not None:
            await research_lead(self.parts, claim, lambda: None, reader)

    def begin_campaigns(self) -> None:
        for plan in load_plans():
            self.begin(plan)

    def begin(self, plan: CampaignPlan) -> None:
        database, settings = self.parts.database, self.parts.settings
        made = campaigns.create(database, plan.new_campaign(), self.clock())
        campaign_id = required_id(made.id)
        chosen = [self.leads[one.host] for one in load_companies() if plan.is_for(one)]
        add_leads(database, settings, campaign_id, chosen, self.clock())
        campaigns.start(database, settings, campaign_id, self.clock(), CheckedDns())
        self.waiting |= {self.leads[host] for host in plan.waiting}

    def go_on(self) -> None:
        while self.clock() < self.until:
            asyncio.run(self.round())
            self.approve()
            self.deliver()
            self.hear()
            self.clock.wind_to(max(self.next_moment(), self.clock() + A_MOMENT))
        asyncio.run(self.round())

    async def round(self) -> None:
        run, _ = add_requested_run(
            self.parts.database, agent=SEQUENCE, profile=OUTREACH, now=self.clock()
        )
        claim = lease.claim_run(self.parts.database, required_id(run.id), self.clock())
        if claim is not None:
            await run_round(self.parts, claim, lambda: None)

    def approve(self) -> None:
        """Draft by draft, but for those that are left for whoever looks at the demo."""
        query = select(SequenceMail).where(SequenceMail.state == SequenceMailState.DRAFT)
        with self.parts.database.read() as session:
            drafts = [one for one in session.exec(query) if one.lead_id not in self.waiting]
        desk = Desk(self.parts.database, self.parts.settings, WHO, self.clock())
        for draft in drafts:
            if not draft.problems:
                desk.approve(required_id(draft.id))

    def deliver(self) -> None:
        gates = {KIND: sequence_gate(self.parts.settings)}
        make_outbox(self.parts, gates).deliver_due()

    def hear(self) -> None:
        now = self.clock()
        for letter, at in self.letters_to_come():
            if at <= now:
                self.letters.remove(letter)
                raw = as_bytes(letter, self.answered(letter), at)
                incoming = read_incoming(raw)
                with self.parts.database.write() as session:
                    key = source_key(incoming, raw)
                    apply_mail(session, self.parts.settings, incoming, key, now)
                    self.take_for_consent(session, letter)

    def take_for_consent(self, session: Session, letter: Letter) -> None:
        """No machine does: a person has read the answer, and it is the evidence."""
        if letter.agrees:
            answers = select(func.max(EmailEvent.id)).where(
                EmailEvent.lead_id == self.leads[letter.host], EmailEvent.kind == REPLIED
            )
            session.flush()
            self.record(session, letter.host, Given(PAGE, reply_id=session.exec(answers).one()))

    def letters_to_come(self) -> Sequence[tuple[Letter, datetime]]:
        """To mails that were sent, with the moment at which each arrives."""
        sent = ((one, self.first_sent(one)) for one in self.letters)
        return [(one, mail.sent_at + one.after) for one, mail in sent if mail and mail.sent_at]

    def first_sent(self, letter: Letter) -> SequenceMail | None:
        query = select(SequenceMail).where(
            SequenceMail.lead_id == self.leads[letter.host], col(SequenceMail.sent_at).is_not(None)
        )
        with self.parts.database.read() as session:
            return session.exec(query.order_by(col(SequenceMail.id))).first()

    def answered(self, letter: Letter) -> Answered:
        mail = self.first_sent(letter)
        company = next(one for one in load_companies() if one.host == letter.host)
        if mail is None:
            return Answered("", "", "", company.email)
        return Answered(mail.message_id or "", mail.subject, mail.from_email, company.email)

    def next_moment(self) -> datetime:
        """When a mail or a letter is due next; at the latest the end."""
        query = select(func.min(Mail.next_try_at)).where(Mail.phase == MailPhase.OPEN)
        with self.parts.database.read() as session:
            mail = session.exec(query).one()
        arrivals = (at for _, at in self.letters_to_come())
        return min(filter(None, (mail, *arrivals)), default=self.until)


def nobody(_: str) -> None:
    """Hears what an import says of its rows."""


def agreed(companies: Sequence[Company]) -> Iterator[Company]:
    return (one for one in companies if one.lead.ground == "consent")


def beginning(now: datetime) -> datetime:
    """In the middle of a day's work in all three continents."""
    return (now - timedelta(days=DAYS)).replace(hour=7, minute=0, second=0, microsecond=0)


def play_past(parts: Parts, leads_file: Path) -> Counted:
    """What became of the file's rows. Raises ScoutError."""
    now = parts.clock()
    clock = PlayedClock(beginning(now), parts.clock)
    past = Past(replace(parts, clock=clock), clock, now)
    counted = past.take_in(leads_file)
    asyncio.run(past.research())
    past.begin_campaigns()
    past.go_on()
    return counted
