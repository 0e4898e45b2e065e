"""Keeps events as they come, and has them worked on: what comes at the same time shares one
transaction and one ring.

Each alone would wait for the database's lock: 200 a second, of 40 threads, left some waiting for a
second.
"""

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Final

import structlog
from starlette.concurrency import run_in_threadpool

from app.agents.team.webhooks.asking_for_run import ask_for_run
from app.agents.team.webhooks.events import Incoming, keep
from app.lib.errors import ScoutError
from app.parts.parts import Parts
from app.parts.store.database import Database

GATHERING_SECONDS: Final = 0.2
"""Between an event and the asking for a run: what comes meanwhile needs none of its own."""

log = structlog.get_logger("webhooks")


@dataclass(slots=True)
class Ticket:
    """An event that is to be stored. `is_new` and `error`: what came of it."""

    incoming: Incoming
    is_new: bool | None = None
    error: ScoutError | None = None


@dataclass(slots=True)
class Keeper:
    """Whoever gets the turn stores what all others brought meanwhile, in one transaction."""

    database: Database
    waiting: list[Ticket] = field(default_factory=list)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, incoming: Incoming) -> bool:
        """False when it came before. It is stored for good when this returns. Raises
        DatabaseAwayError."""
        ticket = Ticket(incoming)
        self.waiting.append(ticket)  # one step for all threads
        with self.turn:
            if ticket.is_new is None and ticket.error is None:
                self.store_all()
        if ticket.error is not None:
            raise ticket.error
        return bool(ticket.is_new)

    def store_all(self) -> None:
        tickets, self.waiting = self.waiting, []
        try:
            with self.database.write() as session:
                found = [keep(session, ticket.incoming) for ticket in tickets]
        except ScoutError as error:
            for ticket in tickets:
                ticket.error = error
        else:
            for ticket, is_new in zip(tickets, found, strict=True):
                ticket.is_new = is_new


@dataclass(slots=True)
class Waker:
    """Asks for a run after the answer, once for all that came within GATHERING_SECONDS."""

    parts: Parts
    asking: "asyncio.Task[None] | None" = None

    def wake(self) -> None:
        """For the event loop."""
        if self.asking is None:
            self.asking = asyncio.get_running_loop().create_task(self.ask())

    async def ask(self) -> None:
        await asyncio.sleep(GATHERING_SECONDS)
        self.asking = None
        try:
            await run_in_threadpool(ask_for_run, self.parts)
        except ScoutError as error:
            # The chore asks again.
            log.warning("webhooks.no_run", reason=str(error))
