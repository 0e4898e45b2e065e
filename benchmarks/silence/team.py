"""The team of a lane: its settings, its leads and campaigns, and the parts that its processes open
for themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from random import Random

from app.agents.leads.campaigns import campaigns, mailbox
from app.agents.leads.campaigns.adding import add_leads
from app.agents.leads.campaigns.campaigns import NewCampaign
from app.agents.leads.campaigns.gate import KIND, sequence_gate
from app.agents.leads.campaigns.offer import DEFAULT_STEPS, CampaignOffer
from app.agents.leads.law.suppression import normalised_address
from app.agents.leads.tables import Lead
from app.lib.settings.settings import Settings, load_settings
from app.parts.mail.outbox import Outbox
from app.parts.mail.sender import Sender, SmtpSender
from app.parts.parts import Parts, make_outbox
from app.parts.queue.doorbell import Doorbell
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from benchmarks.silence.diary import Diary
from benchmarks.silence.moments import LaneClock

OFFER = CampaignOffer(
    what="We bring hot pizza lunches to teams of up to 300 people, within 30 minutes.",
    call_to_action="Would you like to see the lunch menu?",
    sender_name="Sipho Dube",
    own_claims=("The first lunch for ten people is free.",),
)
IN_A_CAMPAIGN = 50
PLACES = ("New York, United States", "Chicago, United States", "Denver, United States")


def no_dns(domain: str, selectors: Sequence[str] = ()) -> Sequence[str]:  # noqa: ARG001
    return ()


def without_pace() -> None:
    """The pace of a mailbox is not what is tried here, and thousands of mails would take months."""
    mailbox.FIRST_DAY = 100_000  # type: ignore[misc]
    mailbox.SHORTEST_GAP = timedelta()  # type: ignore[misc]
    mailbox.LONGEST_JITTER = timedelta(seconds=0.02)  # type: ignore[misc]


def settings_of(url: str, folder: Path, port: int) -> Settings:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": url,
        "DATA_DIRECTORY": str(folder),
        "SECRET_KEY": "0123456789abcdeffedcba9876543210silence",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
        "OUTREACH_FROM": "Sipho Dube <sipho@lunch.example>",
        "OUTREACH_DAILY_CAP": "2000",
        "POSTAL_ADDRESS": "14 Marine Parade, Durban 4001",
    }
    return load_settings(environ, folder / ".env")


@dataclass(frozen=True, slots=True)
class NotedSender:
    """Writes down when the last question about a mail began and that it may go."""

    sender: Sender
    diary: Diary
    clock: LaneClock

    def send(self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]) -> None:
        message_id = str(message["Message-ID"]).strip("<>")

        def noted() -> None:
            asked = Diary.now()
            moment = self.clock().isoformat()
            before_dot()
            self.diary.note("went", recipient, f"{message_id} {moment}", asked)

        self.sender.send(message, recipient, noted)


@dataclass(frozen=True, slots=True)
class Team:
    url: str
    folder: Path
    port: int
    diary: Diary
    clock: LaneClock

    def parts(self) -> Parts:
        """For one process: connections must not cross a fork."""
        settings = settings_of(self.url, self.folder, self.port)
        doorbell = Doorbell("redis://127.0.0.1:1/0")  # nothing rings here
        return Parts(settings, "", Database(self.url), doorbell, self.clock)

    def outbox(self, parts: Parts) -> Outbox:
        smtp = SmtpSender("127.0.0.1", self.port, "none", reply_seconds=60)
        gates = {KIND: sequence_gate(parts.settings)}
        sender = NotedSender(smtp, self.diary, self.clock)
        build = make_outbox(parts, gates).build
        return Outbox(parts.database, sender, build, self.clock, gates=gates)


def settle_in(team: Team, sequences: int, random: Random) -> None:
    """Leads in campaigns of fifty, all started."""
    parts = team.parts()
    now = team.clock()
    with parts.database.write() as session:
        leads = [new_lead(number, random, team) for number in range(sequences)]
        session.add_all(leads)
    ids = [required_id(lead.id) for lead in leads]
    for start in range(0, sequences, IN_A_CAMPAIGN):
        new = NewCampaign(f"campaign {start}", "", OFFER, DEFAULT_STEPS, "none", None)
        campaign_id = required_id(campaigns.create(parts.database, new, now).id)
        some = ids[start : start + IN_A_CAMPAIGN]
        add_leads(parts.database, parts.settings, campaign_id, some, now)
        campaigns.start(parts.database, parts.settings, campaign_id, now, no_dns)
    parts.close()


def new_lead(number: int, random: Random, team: Team) -> Lead:
    email = f"lead{number}@company{number}.example"
    return Lead(
        name="Ann Nkosi",
        company="Acme Inc",
        email=email,
        email_key=normalised_address(email),
        country="US",
        location=random.choice(PLACES),
        created_at=team.clock(),
        updated_at=team.clock(),
    )
