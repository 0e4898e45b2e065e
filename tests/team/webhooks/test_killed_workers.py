"""A worker that is killed in the midst of events: what each comes to is there once, and none is
lost."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from app.agents.team.tables import Alert, WebhookEvent
from app.agents.team.webhooks.asking_for_run import ask_for_run
from app.jobs import carry_out
from app.lib.settings.settings import load_settings
from app.parts.mail.tables import Mail
from app.parts.parts import Parts, open_parts
from app.parts.runs import lease
from app.parts.runs.tables import AgentRun, RunStatus
from tests.servers.made_tables import sqlite_with_tables
from tests.servers.scout_service import ROOT, SECRET
from tests.team.webhooks.conftest import SETTINGS
from tests.team.webhooks.reported import alert, notification

EVENTS = 300
PATIENCE_SECONDS = 240


def add_events(parts: Parts) -> None:
    """Each alert begins and is over, and is told of twice."""
    with parts.database.write() as session:
        for number in range(EVENTS):
            status = "firing" if number % 4 < 2 else "resolved"
            body = notification(alert(f"CPU {number // 4}", status, 1))
            session.add(
                WebhookEvent(
                    kind="monitoring",
                    event_id=f"{number}",
                    received_at=parts.clock(),
                    body=body,
                    content_type="application/json",
                )
            )


def drain_in_child(parts: Parts) -> int:
    """The id of a process that works on them as a worker does."""
    child = os.fork()
    if child:
        return child
    parts.database.engine.dispose(close=False)
    with parts.database.read() as session:
        waiting = select(AgentRun.id).where(AgentRun.status == RunStatus.PENDING)
        run_id = session.exec(waiting).first()
    claim = lease.claim_run(parts.database, run_id or 0, parts.clock())
    if claim is not None:
        carry_out(parts, claim)
    os._exit(0)


def free_the_run(parts: Parts) -> None:
    """As the reconciler does when its lease has run out; here nobody waits for that."""
    with parts.database.write() as session:
        run = session.exec(select(AgentRun).where(AgentRun.status == RunStatus.RUNNING)).first()
        if run is not None:
            run.status, run.owner, run.attempt = RunStatus.PENDING, None, 0
            session.add(run)


def count(parts: Parts, *conditions: object) -> int:
    query = select(func.count()).select_from(WebhookEvent)
    with parts.database.read() as session:
        return session.exec(query.where(*conditions)).one()  # type: ignore[arg-type]


@pytest.mark.long
def test_killed_workers_lose_nothing_and_do_nothing_twice(tmp_path: Path, redis_url: str) -> None:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": sqlite_with_tables(tmp_path / "scout.db"),
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "LOG_LEVEL": "ERROR",
        **SETTINGS,
    }
    parts = open_parts(load_settings(environ, tmp_path / ".env"))
    add_events(parts)
    chance, kills, began = random.Random(1), 0, time.monotonic()
    waiting = WebhookEvent.state == "received"
    while count(parts, waiting) and time.monotonic() - began < PATIENCE_SECONDS:
        free_the_run(parts)
        ask_for_run(parts)
        child = drain_in_child(parts)
        target = count(parts, waiting) - chance.randrange(5, 40)
        deadline = time.monotonic() + 20
        while count(parts, waiting) > max(target, 0) and time.monotonic() < deadline:
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kills += 1
    with parts.database.read() as session:
        alerts = list(session.exec(select(Alert)))
        subjects = list(session.exec(select(Mail.subject)))
    parts.close()
    print(f"{kills} kills, {EVENTS} events, {len(alerts)} alerts, {len(subjects)} mails")  # noqa: T201 (the figure)
    assert kills >= 8
    assert {one.status for one in alerts} == {"resolved"}
    assert len(alerts) == EVENTS // 4
    people = len(SETTINGS["EMAIL_TO"].split(","))
    assert len(subjects) == 2 * people * len(alerts)
