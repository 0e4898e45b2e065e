"""One run over what was reported. Read top to bottom:

    the first event that is due -> its try counted -> what it means -> stored, with its end, at once
    -> the next one … -> none is due: the run's end

What an event comes to and that it is done are one transaction, which the run's fence guards. What
is done outside of it (another agent's tool) is known by the event, so that it is done once.
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import structlog
from sqlmodel import Session

from app.agents.team.tables import WebhookState
from app.agents.team.webhooks.event_kinds import Bench, Store, handler_of
from app.agents.team.webhooks.events import (
    Event,
    begin,
    first_due,
    note_done,
    note_failed,
    put_off,
)
from app.lib.errors import PermanentError, ScoutError
from app.lib.printable import one_line
from app.parts.agent import StillOurs
from app.parts.http.ring import ring
from app.parts.parts import Parts
from app.parts.runs.endings import finish_run
from app.parts.runs.lease import Claim, LeaseLostError, guard

SECONDS: Final = 60.0
"""What is not worked on by then is the next run's."""
CRASHED: Final = "A fault of this service stopped it: the log has it as webhooks.crashed."
PUT_OFF: Final = "put off"

log = structlog.get_logger("webhooks")


async def drain(parts: Parts, claim: Claim, still_ours: StillOurs) -> None:
    """Raises LeaseLostError, DatabaseAwayError."""
    await Drain(Bench(parts, claim, still_ours)).all()


@dataclass(frozen=True, slots=True)
class Drain:
    bench: Bench
    counts: Counter[str] = field(default_factory=Counter)

    async def all(self) -> None:
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            event = self.begin_next()
            if event is not None:
                await self.work_on(event)
            elif self.finish_if_empty():
                return
        self.finish()

    def begin_next(self) -> Event | None:
        parts, now = self.bench.parts, self.bench.parts.clock()
        with parts.database.read() as session:
            row_id = first_due(session, now)
        if row_id is None:
            return None
        with parts.database.write() as session:
            guard(session, self.bench.claim, now)
            return begin(session, row_id, now)

    async def work_on(self, event: Event) -> None:
        """One of the service's catch-all boundaries: an event that our own code trips over holds up
        no other."""
        try:
            store = await handler_of(event.kind)(self.bench, event)
            self.end(event, store)
        except LeaseLostError:
            raise
        except ScoutError as error:
            self.note_trouble(event, str(error), for_good=isinstance(error, PermanentError))
        except Exception:
            log.exception("webhooks.crashed", kind=event.kind, event_id=event.event_id)
            self.note_trouble(event, CRASHED, for_good=False)
        self.ring_for_all()

    def end(self, event: Event, store: Store) -> None:
        now = self.bench.parts.clock()
        with self.bench.parts.database.write() as session:
            guard(session, self.bench.claim, now)
            what_came = one_line(store(session), 2_000)
            if not note_done(session, event, what_came, now):
                raise LeaseLostError("Another run has worked on this event.")
        self.counts[WebhookState.DONE] += 1
        log.info("webhooks.done", kind=event.kind, event_id=event.event_id, what=what_came)

    def note_trouble(self, event: Event, error: str, *, for_good: bool) -> None:
        self.bench.rings.clear()
        now, words = self.bench.parts.clock(), one_line(error, 1_000)
        with self.bench.parts.database.write() as session:
            guard(session, self.bench.claim, now)
            if for_good:
                note_failed(session, event, words, now)
            again = not for_good and put_off(session, event, words, now)
        self.counts[PUT_OFF if again else WebhookState.FAILED] += 1
        log.warning("webhooks.trouble", kind=event.kind, event_id=event.event_id, reason=words)

    def ring_for_all(self) -> None:
        for run_id, queue in self.bench.rings:
            ring(self.bench.parts.doorbell, run_id, queue)
        self.bench.rings.clear()

    def finish_if_empty(self) -> bool:
        """Looked at in the transaction that ends the run: what comes later asks for a new one."""
        now = self.bench.parts.clock()
        with self.bench.parts.database.write() as session:
            if first_due(session, now) is not None:
                return False
            self.store_end(session)
        return True

    def finish(self) -> None:
        with self.bench.parts.database.write() as session:
            self.store_end(session)

    def store_end(self, session: Session) -> None:
        result = dict(sorted(self.counts.items()))
        finish_run(session, self.bench.claim, self.bench.parts.clock(), result=result)
