"""What processes of the drills do: the service's own functions, some with shorter times.

Each runs in a process made by `tests.servers.nursery`; nothing here is undone afterwards.
"""

import asyncio
import functools
import os
import re
import signal
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

import app.jobs
import app.parts.mail.mails
import app.parts.mail.outbox
import app.parts.mail.settling
import app.parts.runs.lease
import app.parts.runs.reconcile
import app.parts.runs.watch
import app.parts.store.engines
import app.parts.web.access
import app.service.agents
from app.agents.scout.agent import longest_seconds as longest_of_scout
from app.lib.clock import utc_now
from app.lib.settings.settings import Settings
from app.parts.agent import LONGEST_RUN_SECONDS, Agent
from app.parts.mail.outbox import Outbox
from app.parts.mail.sender import SmtpSender
from app.parts.mail.tables import Mail
from app.parts.parts import Parts
from app.parts.queue.queues import ASSISTANT_QUEUE
from app.parts.reading.discover import discover
from app.parts.reading.types import Discovery, DocumentKind, Extract, Page
from app.parts.runs import endings, lease, run_requests
from app.parts.runs.lease import Claim
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from app.parts.web.fetch import Fetcher, FetchLimits
from app.service.worker_process import main as worker_main

DRILL = "drill"
"""An agent for faults that a real run cannot be made to have; the profile names the fault."""


CHAT = "chat"
"""The same, for whom people wait: its runs have a queue of their own."""


@dataclass(frozen=True, slots=True)
class Times:
    """The service's times, in seconds. The default are the real ones: nothing is changed then."""

    beat: float = app.parts.runs.lease.HEARTBEAT_SECONDS
    lease: float = app.parts.runs.lease.LEASE_SECONDS
    look: float = 15.0
    ring_again: float = app.parts.runs.reconcile.RING_AGAIN_AFTER.total_seconds()
    after_dot: float = app.parts.mail.settling.DOT_PATIENCE_SECONDS
    gap: float = 1.0
    longest_run: float = LONGEST_RUN_SECONDS
    stuck: float = app.parts.store.engines.IDLE_IN_TRANSACTION_MILLISECONDS / 1000

    def values(self) -> dict[str, float]:
        return asdict(self)

    def places(self) -> list[tuple[object, str, Any]]:
        """Where each stands in the service."""
        return [
            (app.parts.runs.lease, "HEARTBEAT_SECONDS", self.beat),
            (app.parts.runs.watch, "HEARTBEAT_SECONDS", self.beat),
            (app.parts.runs.lease, "LEASE_SECONDS", self.lease),
            (app.parts.mail.mails, "LEASE_SECONDS", self.lease),
            (app.parts.mail.settling, "LEASE_SECONDS", self.lease),
            (app.parts.runs.watch, "LEASE_SECONDS", self.lease),
            (app.parts.mail.settling, "DOT_PATIENCE_SECONDS", self.after_dot),
            (app.parts.store.engines, "IDLE_IN_TRANSACTION_MILLISECONDS", int(self.stuck * 1000)),
            (app.parts.runs.reconcile, "RING_AGAIN_AFTER", timedelta(seconds=self.ring_again)),
        ]

    def set(self) -> None:
        for module, name, value in self.places():
            setattr(module, name, value)


class PlainReader:
    """Reads the drills' own pages in this process: starting a page reader takes a second."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    async def start(self) -> None:
        return

    async def extract(self, page: Page, *, now: datetime | None = None) -> Extract:
        html = page.body.decode()
        [title] = re.findall("<h1>(.*?)</h1>", html)
        [text] = re.findall("<p>(.*?)</p>", html)
        return Extract(page.url, page.url, title, (), None, "en", text)

    async def discover(
        self,
        page: Page,
        *,
        kind: DocumentKind | None = None,
        link_selector: str | None = None,
        now: datetime,
    ) -> Discovery:
        return discover(page, kind=kind, link_selector=link_selector, now=now)


def prepare(times: dict[str, float], *, plain: bool) -> None:
    wanted = Times(**times)
    wanted.set()

    def longest_seconds(settings: Settings) -> float:
        return min(wanted.longest_run, longest_of_scout(settings))

    drills = (
        Agent(name=DRILL, run=run_drill),
        Agent(name=CHAT, run=run_drill, queue=ASSISTANT_QUEUE),
    )
    app.service.agents.AGENTS = tuple(
        replace(agent, longest_seconds=longest_seconds)
        for agent in (*app.service.agents.AGENTS, *drills)
    )
    limits = FetchLimits(per_host_gap_seconds=wanted.gap)
    reading_web: Any = app.parts.web.access
    reading_web.Fetcher = functools.partial(Fetcher, limits=limits)
    if plain:
        reading_web.ExtractionPool = PlainReader


def work(times: dict[str, float], plain: bool = True) -> None:
    """A worker, as `python worker.py`."""
    prepare(times, plain=plain)
    worker_main()


def perform(run_id: int, times: dict[str, float]) -> None:
    """A work process without a worker."""
    prepare(times, plain=True)
    app.jobs.perform_run(run_id)


def claim_and_die(database_url: str, run_id: int) -> None:
    claim = lease.claim_run(Database(database_url), run_id, utc_now())
    assert claim is not None
    os.kill(os.getpid(), signal.SIGKILL)


def deliver(database_url: str, mail_id: int, port: int, times: dict[str, float]) -> None:
    """One try to send one mail."""
    prepare(times, plain=True)
    sender = SmtpSender("127.0.0.1", port, "none", reply_after_dot_seconds=20)
    Outbox(Database(database_url), sender, plain_message, utc_now).deliver(mail_id)


def plain_message(mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "scout@example.com"
    message["To"] = mail.recipient
    message["Message-ID"] = f"<{mail.message_id}>"
    message.set_content("finds")
    return message


def claim_and_count(database_url: str, times: int, shared: int) -> None:
    """So many claims of one's own runs, and as many additions to a number that all share."""
    database = Database(database_url)
    for _ in range(times):
        run, _ = run_requests.add_requested_run(
            database, agent=DRILL, profile=str(os.getpid()), now=utc_now()
        )
        claim = lease.claim_run(database, required_id(run.id), utc_now())
        assert claim is not None
        with database.write() as session:
            endings.finish_run(session, claim, utc_now(), result={})
        add_one(database, shared)


def add_one(database: Database, run_id: int) -> None:
    """Reads, then writes what it read: the transaction that SQLite refuses by default."""
    with database.write() as session:
        run = session.get(AgentRun, run_id)
        assert run is not None
        run.result = {"count": run.result.get("count", 0) + 1}
        session.add(run)


# --- the agent whose runs go wrong ---------------------------------------------------------------


async def run_drill(parts: Parts, claim: Claim, _still_ours: Any) -> None:
    with Path(f"attempts-{claim.run_id}").open("a") as attempts:  # noqa: ASYNC230
        attempts.write(f"{time.time()} {os.getpid()}\n")
    fault = claim.profile.partition("-")[0]
    if fault == "poison":
        os.kill(os.getpid(), signal.SIGKILL)
    elif fault == "hungry":
        eat_all_memory()
    elif fault == "stubborn":
        never_stop()
    elif fault == "long":
        await asyncio.sleep(float(claim.profile.partition("-")[2]))
    with parts.database.write() as session:
        endings.finish_run(session, claim, parts.clock(), result={"top": []})


def eat_all_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytes(512 * 1024**2))  # zeros that are asked for, but never touched


def never_stop() -> None:
    """Code that swallows every exception, as libraries do."""
    while True:
        try:
            time.sleep(0.05)
        except Exception:  # noqa: BLE001, S112
            continue
