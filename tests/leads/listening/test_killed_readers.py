"""Readers of the mailbox that are killed, or stopped and woken after another took over: no message
is lost or taken twice."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.agents.leads.agent import INBOX
from app.agents.leads.inbox_agent import LEAD_INBOX
from app.agents.leads.tables import LeadStatus
from app.lib.errors import ScoutError
from app.lib.settings.settings import Settings
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell
from app.parts.runs import endings, lease, run_requests
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.conftest import NOON
from tests.leads.listening.desk import AWAY, SENT, Desk, answer, id_of, report, settings_for
from tests.servers.dovecot import PASSWORD, Dovecot

LEADS = 40
OTHERS = 380
OLD = 500
KILLED, MOST_READERS = 12, 60
NO_REDIS = "redis://127.0.0.1:1/0"


def mails_of(lead_id: int, sender: str) -> list[bytes]:
    """Of one lead: the first mail comes back for now, somebody is away, then answers."""
    return [
        report("5.2.2", of=id_of(lead_id), recipient=sender, number=lead_id),
        answer("I am out of the office.", sender=sender, to=id_of(lead_id, 2), **AWAY),
        answer("Yes please", sender=sender, to=id_of(lead_id, 2)),
    ]


def look_once(settings: Settings, now: datetime) -> None:
    """As a worker's process does it: what a dead one left is taken up."""
    database = Database(settings.database_url)
    endings.recover_runs(database, now)
    run, _ = run_requests.add_requested_run(database, agent=INBOX, profile="team", now=now)
    claim = lease.claim_run(database, required_id(run.id), now)
    if claim is not None:
        parts = Parts(settings, NO_REDIS, database, Doorbell(NO_REDIS), lambda: now)
        asyncio.run(_read(parts, claim))


async def _read(parts: Parts, claim: lease.Claim) -> None:
    await LEAD_INBOX.run(parts, claim, lambda: None)


def forked(work: Callable[[], None]) -> int:
    """A process of its own; 0 is its exit code when the work was done to its end."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        with suppress(ScoutError):
            work()
            code = 0
    finally:
        os._exit(code)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_readers_that_are_killed_and_stopped_lose_nothing_and_take_nothing_twice(
    mail_server: Dovecot, desk: Desk, tmp_path: Path, database_url: str, seed: int
) -> None:
    rng = random.Random(seed)
    user = f"drill-{seed}-{database_url[:6]}"
    leads = {
        desk.write_to(f"p{n}@vlei.example", sent=2): f"p{n}@vlei.example" for n in range(LEADS)
    }
    mail_server.deliver(
        user,
        *(answer(f"Old matter {n}", sender="p1@vlei.example") for n in range(OLD)),
        at=SENT - timedelta(days=100),
    )
    mails = [mail for lead_id, sender in leads.items() for mail in mails_of(lead_id, sender)]
    for n in range(OTHERS):
        mails.insert(rng.randrange(len(mails)), answer(f"Other {n}", sender="eve@other.example"))
    mail_server.deliver(user, *mails, at=NOON)
    settings = settings_for(
        desk.database,
        tmp_path,
        IMAP_HOST="127.0.0.1",
        IMAP_PORT=str(mail_server.port),
        IMAP_SECURITY="none",
        IMAP_USERNAME=user,
        IMAP_PASSWORD=PASSWORD,
    )
    desk.database.close()  # connections must not be shared with a fork
    read_under_kills(settings, rng)
    for lead_id in leads:
        kinds = Counter(event.kind for event in desk.events(lead_id))
        assert kinds == Counter(["soft_bounced", "auto_replied", "replied"])
        assert desk.lead(lead_id).status == LeadStatus.REPLIED
    assert len(desk.told()) == LEADS


def read_under_kills(settings: Settings, rng: random.Random) -> None:
    """Until a reader that was left alone came to the end of the folder."""
    stopped: list[int] = []
    for number in range(MOST_READERS):
        now = NOON + timedelta(seconds=(lease.LEASE_SECONDS + 1) * number)
        pid = forked(lambda now=now: look_once(settings, now))  # type: ignore[misc]
        if number < KILLED:
            time.sleep(rng.uniform(0.05, 1.0))
            how = rng.choice((signal.SIGKILL, signal.SIGSTOP))
            os.kill(pid, how)
            stopped += [pid] if how == signal.SIGSTOP else []
        if number >= KILLED or len(stopped) > 1:
            awaken(stopped)
        if number >= KILLED and os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0:
            return
    raise AssertionError("no reader came to the end")


def awaken(stopped: list[int]) -> None:
    while stopped:
        pid = stopped.pop(0)
        os.kill(pid, signal.SIGCONT)
        os.waitpid(pid, 0)
