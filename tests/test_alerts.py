"""The alert mails, sent by the API process itself to a real mail server."""

from collections.abc import Callable, Iterator
from contextlib import _GeneratorContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from app.lib.settings.settings import load_settings
from app.parts.alarm.alerts import SETTLING_SECONDS, Alerts
from app.parts.alarm.overdue import Punctuality
from app.parts.parts import Parts, open_parts
from app.parts.runs import endings, lease, run_requests
from app.parts.store.database import Database, DatabaseAwayError
from app.parts.store.statements import required_id
from tests.clocks import SetClock
from tests.conftest import NOON
from tests.servers.scout_service import ROOT, SECRET
from tests.servers.services import SmtpServer

ANN, BEN = "ann@example.com", "ben@example.com"
PROBLEM = "No worker is running: start one with `python worker.py`."


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def parts(
    tmp_path: Path, sqlite_url: str, redis_url: str, smtp_server: SmtpServer, clock: SetClock
) -> Iterator[Parts]:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": sqlite_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_server.port),
        "SMTP_SECURITY": "none",
        "EMAIL_TO": f"{ANN},{BEN}",
        "LOG_LEVEL": "ERROR",
    }
    opened = replace(open_parts(load_settings(environ, tmp_path / ".env")), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def process(parts: Parts, clock: SetClock) -> Callable[[], Alerts]:
    """Makes one more API process's alerts."""

    def make(parts: Parts = parts) -> Alerts:
        punctuality = Punctuality(
            parts.database,
            clock,
            agent="a",
            profiles=("debonairs",),
            interval=timedelta(minutes=10),
            stopwatch=clock.stopwatch,
        )
        return Alerts(parts, [punctuality], lambda: [PROBLEM], clock.stopwatch)

    return make


def complete_a_run(parts: Parts, clock: SetClock) -> None:
    run, _ = run_requests.add_requested_run(
        parts.database, agent="a", profile="debonairs", now=clock.now
    )
    claim = lease.claim_run(parts.database, required_id(run.id), clock.now)
    assert claim is not None
    with parts.database.write() as session:
        endings.finish_run(session, claim, clock.now, result={})


def subjects(smtp_server: SmtpServer, recipient: str) -> list[str]:
    return [str(message["Subject"]) for message in smtp_server.mailbox.to(recipient)]


def test_two_slots_without_a_finished_run_are_told_once_and_once_when_it_is_over(
    parts: Parts, process: Callable[[], Alerts], clock: SetClock, smtp_server: SmtpServer
) -> None:
    complete_a_run(parts, clock)
    alerts = process()
    alerts.look()
    for _ in range(8):
        clock.go_on(minutes=5)
        alerts.look()
    silent = "Brand Scout: no finished run since 14:00"
    assert subjects(smtp_server, ANN) == subjects(smtp_server, BEN) == [silent]
    body = smtp_server.mailbox.to(ANN)[0].get_body(("plain",))
    assert body is not None
    assert PROBLEM in body.get_content()

    complete_a_run(parts, clock)
    for _ in range(3):
        clock.go_on(minutes=5)
        alerts.look()
    assert subjects(smtp_server, BEN) == [silent, "Brand Scout: it works again"]


def test_several_processes_tell_it_once(
    parts: Parts, process: Callable[[], Alerts], clock: SetClock, smtp_server: SmtpServer
) -> None:
    several = [process() for _ in range(3)]
    clock.go_on(minutes=22)
    for alerts in several:
        alerts.look()
    assert subjects(smtp_server, ANN) == ["Brand Scout: no run has finished yet"]
    complete_a_run(parts, clock)
    for alerts in several:
        alerts.look()
    assert len(subjects(smtp_server, ANN)) == 2


def test_a_process_started_while_runs_stand_still_gives_them_time_to_catch_up(
    parts: Parts, process: Callable[[], Alerts], clock: SetClock, smtp_server: SmtpServer
) -> None:
    run_requests.add_requested_run(parts.database, agent="a", profile="debonairs", now=clock.now)
    clock.go_on(hours=10)
    alerts = process()
    alerts.look()
    assert smtp_server.mailbox.received == []
    clock.go_on(seconds=SETTLING_SECONDS)
    alerts.look()
    assert len(subjects(smtp_server, ANN)) == 1


def test_a_silence_told_before_a_restart_is_not_told_again_but_its_end_is(
    parts: Parts, process: Callable[[], Alerts], clock: SetClock, smtp_server: SmtpServer
) -> None:
    alerts = process()
    clock.go_on(minutes=22)
    alerts.look()
    restarted = process()
    restarted.look()
    clock.go_on(minutes=30)
    restarted.look()
    assert len(subjects(smtp_server, ANN)) == 1
    complete_a_run(parts, clock)
    restarted.look()
    assert subjects(smtp_server, ANN)[1:] == ["Brand Scout: it works again"]


def test_a_mail_server_that_is_away_gets_the_alert_later(
    parts: Parts, process: Callable[[], Alerts], clock: SetClock, smtp_server: SmtpServer
) -> None:
    smtp_server.mailbox.refuse = {ANN: "451 later", BEN: "451 later"}
    alerts = process()
    clock.go_on(minutes=22)
    alerts.look()
    assert smtp_server.mailbox.received == []
    smtp_server.mailbox.refuse = {}
    clock.go_on(minutes=3)
    alerts.look()
    assert len(subjects(smtp_server, ANN)) == len(subjects(smtp_server, BEN)) == 1


class AbsentAtWill(Database):
    """A real database behind a switch."""

    away = False

    def read(self) -> _GeneratorContextManager[Session]:
        self.check()
        return super().read()

    def write(self) -> _GeneratorContextManager[Session]:
        self.check()
        return super().write()

    def check(self) -> None:
        if self.away:
            raise DatabaseAwayError("The database does not answer: connection refused")


def test_a_database_that_is_away_is_told_without_it_once_and_so_is_its_return(
    parts: Parts, process: Callable[..., Alerts], clock: SetClock, smtp_server: SmtpServer
) -> None:
    complete_a_run(parts, clock)
    database = AbsentAtWill(parts.database.url)
    several = [process(replace(parts, database=database)) for _ in range(2)]
    for alerts in several:
        alerts.look()
    database.away = True
    for _ in range(4):
        clock.go_on(minutes=11)
        for alerts in several:
            with pytest.raises(DatabaseAwayError):
                alerts.look()
    assert subjects(smtp_server, ANN) == ["Brand Scout: no finished run since 14:00"]
    database.away = False
    for alerts in several[::-1]:
        alerts.look()
    assert len(subjects(smtp_server, ANN)) == 1
    complete_a_run(parts, clock)
    for alerts in several:
        clock.go_on(seconds=15)
        alerts.look()
    assert subjects(smtp_server, ANN)[1:] == ["Brand Scout: it works again"]
    database.close()
