"""One look into the mailbox. Read top to bottom:

    connect -> new messages, one by one -> what each is -> what it means is done -> the run's end

What a message means is done in the transaction that also moves the place past it, so that none is
lost or taken twice. One that cannot be read holds up no other (`read_safely.py`).
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import or_
from sqlmodel import col, delete

from app.agents.leads.listening.account import Account, account_of
from app.agents.leads.listening.applying import apply_mail, source_key
from app.agents.leads.listening.calendar_answers import hand_on_answers
from app.agents.leads.listening.connecting import opened
from app.agents.leads.listening.mailbox import (
    MOST_BYTES,
    Fetched,
    Folder,
    MailboxAwayError,
)
from app.agents.leads.listening.places import (
    Place,
    last_reading,
    move,
    note_reading,
    place_in,
)
from app.agents.leads.listening.read_safely import read_safely
from app.lib.errors import PermanentError
from app.parts.agent import StillOurs
from app.parts.parts import Parts
from app.parts.runs.endings import finish_run
from app.parts.runs.lease import Claim, LeaseLostError, guard
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from app.parts.store.database import Database

SECONDS: Final = 40.0
"""What is not read by then is the next run's."""
CONNECTIONS: Final = 3
"""So many are tried in a run when they break; the next run comes in a minute."""
PATIENCE: Final = timedelta(minutes=10)
"""A run fails only when the mailbox was away for longer: servers are restarted."""
KEPT: Final = timedelta(days=1)
"""How long runs that brought nothing are kept: there is one every minute."""

log = structlog.get_logger("mailbox")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run did: messages read, and the events they came to."""

    read: int = 0
    events: tuple[str, ...] = ()

    def with_message(self, events: list[str]) -> "Taken":
        return Taken(self.read + 1, (*self.events, *events))


async def read_mailbox(parts: Parts, claim: Claim, still_ours: StillOurs) -> None:
    """Raises MailboxRefusedError, and MailboxAwayError once it was away for PATIENCE."""
    account = account_of(parts.settings)
    if account is None:
        raise PermanentError("No mailbox is set (IMAP_HOST), so there is none to read.")
    taken, problem = Taken(), ""
    try:
        taken = await Reader(parts, claim, still_ours, account).read()
    except MailboxAwayError as error:
        last = last_reading(parts.database, account.name)
        if last is None or parts.clock() - last > PATIENCE:
            raise
        problem = str(error)
        log.warning("mailbox.away", reason=problem)
    finish(parts, claim, taken, problem)


class Reader:
    """Reads on from where the folder was read to, over as many connections as it takes."""

    def __init__(self, parts: Parts, claim: Claim, still_ours: StillOurs, account: Account) -> None:
        self.parts = parts
        self.claim = claim
        self.still_ours = still_ours
        self.account = account
        self.ends = time.monotonic() + SECONDS
        self.taken = Taken()

    async def read(self) -> Taken:
        for connection in range(1, CONNECTIONS + 1):
            try:
                self.still_ours()
                with opened(self.account) as folder:
                    await self.read_folder(folder)
                break
            except MailboxAwayError as error:
                if connection == CONNECTIONS or time.monotonic() > self.ends:
                    raise
                log.info("mailbox.connecting_again", reason=str(error))
        return self.taken

    async def read_folder(self, folder: Folder) -> None:
        place = place_in(self.parts.database, folder, self.parts.clock())
        for uid in folder.uids_above(place.last_uid):
            if time.monotonic() > self.ends:
                log.info("mailbox.more_next_time", read=self.taken.read)
                return
            self.still_ours()
            place = await self.take(place, uid, folder.fetch(uid))
        note_reading(self.parts.database, place.mailbox, self.parts.clock())

    async def take(self, place: Place, uid: int, message: Fetched | None) -> Place:
        """Returns the place behind the message. None: it was deleted before it could be read."""
        now = self.parts.clock()
        incoming = read_safely(message.raw, f"message {uid}") if message else None
        if message and incoming:
            await hand_on_answers(self.parts, self.claim, message.raw, incoming)
        with self.parts.database.write() as session:
            guard(session, self.claim, now)
            if not move(session, place, uid):
                raise LeaseLostError("Another run has read on in the mailbox.")
            events: list[str] = []
            if message and incoming:
                key = source_key(incoming, message.raw)
                events = apply_mail(session, self.parts.settings, incoming, key, now)
        if message and message.size > MOST_BYTES:
            log.warning("mailbox.long_message", uid=uid, bytes=message.size, read=MOST_BYTES)
        if incoming and events:
            log.info("mailbox.taken", uid=uid, kind=incoming.kind, events=events)
        self.taken = self.taken.with_message(events)
        return Place(place.mailbox, place.uid_validity, uid)


def finish(parts: Parts, claim: Claim, taken: Taken, problem: str) -> None:
    """A run that brought nothing says so in `mail_status`, too, by which old ones are found."""
    now = parts.clock()
    counts = {event: taken.events.count(event) for event in sorted(set(taken.events))}
    result: dict[str, object] = {"read": taken.read, "events": counts}
    if problem:
        result["away"] = problem
    with parts.database.write() as session:
        finish_run(session, claim, now, result=result)
        run = session.get_one(AgentRun, claim.run_id)
        run.mail_status = None if taken.events else MailStatus.NOTHING_NEW
        session.add(run)
    forget_old_runs(parts.database, claim)


def forget_old_runs(database: Database, claim: Claim) -> None:
    """Half a million a year say that nobody wrote."""
    with database.write() as session:
        session.execute(
            delete(AgentRun).where(
                col(AgentRun.agent) == claim.agent,
                col(AgentRun.profile) == claim.profile,
                or_(
                    col(AgentRun.mail_status) == MailStatus.NOTHING_NEW,
                    col(AgentRun.status) == RunStatus.SKIPPED,
                ),
                col(AgentRun.created_at) < claim.claimed_at - KEPT,
            )
        )
