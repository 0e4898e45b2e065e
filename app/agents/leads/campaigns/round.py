"""One round of the sequences. Read top to bottom:

    who is next -> may they be written to, and how -> draft
    -> a person's word -> outbox

Each step is stored before the next. Nothing here sends: the outbox does, and asks the gate
(gate.py) before each mail.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.agents.leads.campaigns import ways
from app.agents.leads.campaigns.handing_over import hand_over
from app.agents.leads.campaigns.next_mail import End
from app.agents.leads.campaigns.preparing import ToWrite, prepare
from app.agents.leads.campaigns.stopping import lock_lead
from app.agents.leads.campaigns.ways import Way
from app.agents.leads.campaigns.writing import NewDraft, write_draft
from app.agents.leads.tables import SequenceMail, SequenceMailState
from app.parts.agent import StillOurs
from app.parts.model.budget import DailyBudget
from app.parts.model.paid import PaidModel
from app.parts.model.purse import Purse
from app.parts.parts import Parts
from app.parts.runs import endings, lease
from app.parts.runs.lease import Claim
from app.parts.store.api_usage import Service
from app.parts.store.reservations import Holder

WRITING_SECONDS = 400
"""Part of the time that a run may take; leads that are not reached wait for the next round."""
AT_ONCE = 4
BY_CAMPAIGN = "the campaign"


async def run_round(parts: Parts, claim: Claim, still_ours: StillOurs) -> None:
    """A run of `lead_sequence`. Raises ScoutError."""
    async with AsyncExitStack() as opened:
        model = await opened_model(parts, claim, opened)
        round_ = Round(parts, claim, still_ours, model)
        await round_.run()
    now = parts.clock()
    with parts.database.write() as session:
        endings.finish_run(session, claim, now, result=dict(round_.counts))


async def opened_model(parts: Parts, claim: Claim, opened: AsyncExitStack) -> PaidModel | None:
    """None without a key: the templates write."""
    settings = parts.settings
    if settings.openai_api_key is None:
        return None
    from app.parts.model.configured import client_of

    waits_until = time.monotonic() + WRITING_SECONDS
    client = client_of(settings, settings.openai_api_key, waits_until=waits_until)
    await opened.enter_async_context(client)
    holder = Holder.of(claim, Service.MODEL)
    return PaidModel(client, Purse(DailyBudget(parts, holder, settings.openai_model)))


@dataclass(slots=True)
class Round:
    """`counts` is what the run's result says."""

    parts: Parts
    claim: Claim
    still_ours: StillOurs
    model: PaidModel | None = None
    counts: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        now = self.parts.clock()
        with self.transaction(now) as session:
            self.counts["cancelled"] += ways.end_cancelled_mails(session, now)
        await self.write_all(now)
        self.hand_over_approved(self.parts.clock())

    async def write_all(self, now: datetime) -> None:
        """Several drafts at the same time: a model takes seconds for each."""
        until = time.monotonic() + WRITING_SECONDS
        with self.parts.database.read() as session:
            waiting = iter(ways.ways_at_rest(session, now))

        async def work() -> None:
            for way in waiting:
                if time.monotonic() > until:
                    self.counts["left_for_later"] += 1
                    continue
                self.still_ours()
                await self.go_on(way)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))

    async def go_on(self, way: Way) -> None:
        now = self.parts.clock()
        with self.transaction(now) as session:
            found = prepare(session, self.parts.settings, way, now)
            if isinstance(found, End):
                self.counts["ended"] += ways.end(session, way, found.because, now)
        if isinstance(found, ToWrite):
            self.store(found, await write_draft(found.brief, self.model))

    def store(self, work: ToWrite, draft: NewDraft) -> None:
        """Nothing if the sequence was stopped meanwhile, or another attempt was quicker."""
        now = self.parts.clock()
        try:
            with self.transaction(now) as session:
                lead = lock_lead(session, work.way.lead_id)
                if lead is None or not ways.is_open(session, work.way):
                    return
                row = draft_row(work, draft, now)
                row.run_id = self.claim.run_id
                row.from_email = ways.mailbox_before(session, work.way)
                session.add(row)
                session.flush()
                if row.state == SequenceMailState.APPROVED:
                    hand_over(session, self.parts.settings, row, lead, now)
                    self.counts["handed_over"] += 1
                self.counts["written"] += 1
        except IntegrityError:
            self.counts["written_already"] += 1

    def hand_over_approved(self, now: datetime) -> None:
        """Those that were approved while the campaign did not run."""
        with self.parts.database.read() as session:
            approved = ways.approved_mails(session)
        for mail_id, lead_id in approved:
            self.still_ours()
            with self.transaction(now) as session:
                lead = lock_lead(session, lead_id)
                row = session.get(SequenceMail, mail_id)
                if lead is not None and row is not None:
                    handed = hand_over(session, self.parts.settings, row, lead, now)
                    self.counts["handed_over"] += handed

    @contextmanager
    def transaction(self, now: datetime) -> Iterator[Session]:
        """Writes only while the run is still ours. Raises LeaseLostError."""
        with self.parts.database.write() as session:
            lease.guard(session, self.claim, now)
            yield session


def draft_row(work: ToWrite, draft: NewDraft, now: datetime) -> SequenceMail:
    """A draft with problems waits for a person, whatever the campaign approves by itself."""
    waits = work.needs_approval or bool(draft.problems)
    return SequenceMail(
        lead_id=work.way.lead_id,
        campaign_id=work.way.campaign_id,
        created_at=now,
        email_sequence=work.wanted.number,
        step=work.wanted.step,
        state=SequenceMailState.DRAFT if waits else SequenceMailState.APPROVED,
        subject=draft.subject,
        body=draft.body,
        claims=[dict(one) for one in draft.claims],
        problems=list(draft.problems),
        written_by=draft.written_by,
        scheduled_for=work.wanted.due,
        approved_at=None if waits else now,
        approved_by=None if waits else BY_CAMPAIGN,
    )
