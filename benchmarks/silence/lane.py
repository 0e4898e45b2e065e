"""One lane: sequences on one database, weeks of them, with happenings and kills at random moments.

Between two steps no process is at work and the clock jumps; within a step two outboxes, a round of
the sequences, the reconciler and the happenings work side by side, as in production.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.agents.leads.agent import OUTREACH, SEQUENCE
from app.agents.leads.campaigns.round import run_round
from app.agents.leads.law.country import Origin, evidence_of
from app.agents.leads.law.hours import closed_because, place_of
from app.agents.leads.law.rules import load_rules
from app.agents.leads.sequence.templates import load_templates
from app.agents.leads.tables import CampaignLead, Lead, SequenceMail
from app.lib.weekly_window import parse_window
from app.parts.mail import settling
from app.parts.mail.tables import Mail, MailPhase
from app.parts.parts import Parts
from app.parts.runs import endings, lease, run_requests
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from benchmarks.silence.diary import Diary
from benchmarks.silence.happenings import Happening, carry_out, drawn
from benchmarks.silence.moments import LaneClock
from benchmarks.silence.processes import Staff
from benchmarks.silence.sink import mail_server
from benchmarks.silence.team import IN_A_CAMPAIGN, Team, settle_in, without_pace
from benchmarks.silence.verdict import Verdict, judge

MONDAY = datetime(2026, 11, 16, 14, 30, tzinfo=UTC)
HOURS = (14.5, 15.5, 17, 19, 21, 22.5)
"""Of a day in UTC: the working hours of New York, Chicago and Denver."""
DAYS, MORE_DAYS = 30, 40
"""A sequence takes four weeks; then, without trouble, until none is open."""
HAPPENINGS = 0.7
"""For each sequence."""
LET_GO_ON = 0.5
"""How often, at a step, all paused campaigns are started again."""
TO_SOMEBODY_WRITTEN_TO_NOW = 0.6
HAPPENING = 0
"""The place of that process among those of a step."""


@dataclass
class Lane:
    url: str
    folder: Path
    sequences: int
    seed: int
    killed_share: float = 0.3
    kills: int = 0
    crashes: int = 0
    steps: int = 0
    waiting: list[Happening] = field(default_factory=list)

    def run(self) -> Verdict:
        without_pace()
        warm_up()
        began = time.monotonic()
        random = Random(self.seed)
        with mail_server(self.folder) as (port, taken):
            clock = LaneClock(MONDAY, time.monotonic())
            team = Team(self.url, self.folder, port, Diary(self.folder / "diary.tsv"), clock)
            settle_in(team, self.sequences, random)
            team = self.weeks_of_trouble(team, random)
            self.quiet_weeks(team, random)
            return judge(self, team, taken, time.monotonic() - began)

    def weeks_of_trouble(self, team: Team, random: Random) -> Team:
        staff = Staff(self.folder / "log", random, self.killed_share)
        addresses = [f"lead{n}@company{n}.example" for n in range(self.sequences)]
        campaign_ids = list(range(1, -(-self.sequences // IN_A_CAMPAIGN) + 1))
        steps = moments(DAYS)
        for number, moment in enumerate(steps):
            team = later(team, moment)
            so_far, by_then = (
                round(self.sequences * HAPPENINGS * n / len(steps)) for n in (number, number + 1)
            )
            some = range(by_then - so_far)
            self.waiting += [drawn(random, addresses, campaign_ids) for _ in some]
            if random.random() < LET_GO_ON:
                self.waiting += [Happening("go_on", campaign_id=one) for one in campaign_ids]
            self.step(team, staff, random)
        return team

    def quiet_weeks(self, team: Team, random: Random) -> None:
        """Nothing is killed and nothing happens any more; who waits is let go on."""
        staff = Staff(self.folder / "log", random, killed_share=0)
        last = -(-self.sequences // IN_A_CAMPAIGN)
        self.waiting += [Happening("go_on", campaign_id=one) for one in range(1, last + 1)]
        for moment in moments(MORE_DAYS, after=DAYS):
            team = later(team, moment)
            self.step(team, staff, random)
            if not open_ways(team):
                return

    def step(self, team: Team, staff: Staff, random: Random) -> None:
        self.steps += 1
        happening, self.waiting = self.waiting, []
        orders = [(one, random.random()) for one in happening]
        ended = staff.work(
            [
                lambda: happen(team, orders),
                lambda: deliver(team),
                lambda: deliver(team),
                lambda: write_and_mend(team),
            ]
        )
        self.kills += ended.kills
        self.crashes += ended.crashes
        if HAPPENING in ended.undone:  # whoever was not heard comes again
            self.waiting += happening


def warm_up() -> None:
    """What each process would load for itself: the children of this one have it."""
    place = place_of(["US"], "New York, United States", ZoneInfo("UTC"))
    for month in range(14):
        closed_because(
            MONDAY + timedelta(days=31 * month), parse_window("Mon-Fri 09:00-17:00"), place
        )
    load_rules()
    load_templates()
    evidence_of(Origin(country="US", phone="+12125550100", location="New York"))


def moments(days: int, after: int = 0) -> list[datetime]:
    midnight = MONDAY.replace(hour=0, minute=0)
    return [
        midnight + timedelta(days=day, hours=hour)
        for day in range(after, after + days)
        for hour in HOURS
        if (midnight + timedelta(days=day)).weekday() < 5
    ]


def later(team: Team, moment: datetime) -> Team:
    """Also past the lease of whoever was killed."""
    least = team.clock() + timedelta(seconds=settling.DOT_PATIENCE_SECONDS + 1)
    clock = team.clock.moved_to(max(moment, least))
    return Team(team.url, team.folder, team.port, team.diary, clock)


def deliver(team: Team) -> None:
    with_parts(team, lambda parts: team.outbox(parts).deliver_due())


def write_and_mend(team: Team) -> None:
    with_parts(team, mended_and_written)


def mended_and_written(parts: Parts) -> None:
    """What the API process and a worker do."""
    endings.recover_runs(parts.database, parts.clock())
    settling.settle_abandoned(parts.database, parts.clock(), "hold")
    settling.give_up_late(parts.database, parts.clock())
    run, _ = run_requests.add_requested_run(
        parts.database, agent=SEQUENCE, profile=OUTREACH, now=parts.clock()
    )
    claim = lease.claim_run(parts.database, required_id(run.id), parts.clock())
    if claim is not None:
        asyncio.run(run_round(parts, claim, lambda: None))


def happen(team: Team, orders: list[tuple[Happening, float]]) -> None:
    def act(parts: Parts) -> None:
        for happening, lot in orders:
            time.sleep(lot * 0.05)
            carry_out(team, parts, to_somebody(parts.database, parts.clock(), happening, lot))

    with_parts(team, act)


def to_somebody(database: Database, now: datetime, happening: Happening, lot: float) -> Happening:
    """Most happen to somebody whose mail is due: there a moment decides."""
    if not happening.address or lot > TO_SOMEBODY_WRITTEN_TO_NOW:
        return happening
    query = (
        select(Lead.email)
        .join(SequenceMail, col(SequenceMail.lead_id) == Lead.id)
        .join(Mail, col(Mail.id) == SequenceMail.mail_id)
        .where(Mail.phase == MailPhase.OPEN, Mail.next_try_at <= now)
        .order_by(col(Mail.next_try_at), col(Mail.id))
        .limit(20)
    )
    with database.read() as session:
        due = [one for one in session.exec(query) if one]
    address = due[int(lot * 997) % len(due)] if due else happening.address
    return Happening(happening.kind, address, happening.campaign_id, happening.days)


def with_parts(team: Team, act: Callable[[Parts], None]) -> None:
    parts = team.parts()
    try:
        act(parts)
    finally:
        parts.close()


def open_ways(team: Team) -> int:
    database = Database(team.url)
    with database.read() as session:
        query = select(CampaignLead.lead_id).where(col(CampaignLead.ended_at).is_(None)).limit(1)
        found = len(session.exec(query).all())
    database.close()
    return found
