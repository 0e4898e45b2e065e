"""The service beside a mailbox of its own, at a real server (Dovecot)."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.agents.leads.agent import INBOX
from app.agents.leads.inbox_agent import LEAD_INBOX
from app.agents.leads.listening.mailbox import MailboxAwayError, MailboxRefusedError
from app.lib.settings.settings import Settings
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell
from app.parts.runs import endings, lease, run_requests
from app.parts.runs.lease import Claim
from app.parts.runs.tables import AgentRun
from app.parts.store.statements import required_id
from tests.conftest import NOON
from tests.leads.listening.desk import Desk, settings_for
from tests.servers.dovecot import PASSWORD, Dovecot

NO_REDIS = "redis://127.0.0.1:1/0"


@dataclass
class Reading:
    """`now` is its clock."""

    server: Dovecot
    desk: Desk
    user: str
    folder: Path
    now: datetime = NOON

    def settings(self, **more: str) -> Settings:
        chosen = {
            "IMAP_HOST": "127.0.0.1",
            "IMAP_PORT": str(self.server.port),
            "IMAP_SECURITY": "none",
            "IMAP_USERNAME": self.user,
            "IMAP_PASSWORD": PASSWORD,
            **more,
        }
        return settings_for(self.desk.database, self.folder, **chosen)

    def parts(self, **more: str) -> Parts:
        database = self.desk.database
        settings = self.settings(**more)
        return Parts(settings, NO_REDIS, database, Doorbell(NO_REDIS), lambda: self.now)

    def claim(self) -> Claim:
        run, _ = run_requests.add_requested_run(
            self.desk.database, agent=INBOX, profile=self.user, now=self.now
        )
        claim = lease.claim_run(self.desk.database, required_id(run.id), self.now)
        assert claim is not None
        return claim

    def look(self, **more: str) -> AgentRun:
        """One run, as a worker does it."""
        claim = self.claim()
        parts = self.parts(**more)
        try:
            asyncio.run(carried_out(parts, claim))
        except (MailboxAwayError, MailboxRefusedError) as error:
            endings.fail_run(parts.database, claim, self.now, str(error))
        return self.run(claim.run_id)

    def run(self, run_id: int) -> AgentRun:
        with self.desk.database.read() as session:
            return session.get_one(AgentRun, run_id)

    def deliver(self, *mails: bytes, at: datetime = NOON) -> None:
        self.server.deliver(self.user, *mails, at=at)

    def events(self, lead_id: int) -> list[str]:
        return [event.kind for event in self.desk.events(lead_id)]


async def carried_out(parts: Parts, claim: Claim) -> None:
    await LEAD_INBOX.run(parts, claim, lambda: None)
