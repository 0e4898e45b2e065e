"""A mailbox that refuses its password, at a real server: told once and in plain words, on the page
and by mail, and told when it works again; the rest of the service is ready meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.agents.leads.agent import INBOX
from app.agents.leads.campaigns.answers import trouble_of_mailbox
from app.parts.alarm.alerts import SETTLING_SECONDS, Alerts
from app.parts.alarm.overdue import Punctuality
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell, heartbeat_key
from app.parts.queue.queues import QUEUES
from app.service import agents, background
from app.service.readiness import Readings
from tests.clocks import SetClock
from tests.conftest import NOON
from tests.leads.listening.desk import TEAM, Desk
from tests.leads.listening.reading import Reading
from tests.servers.dovecot import Dovecot
from tests.servers.services import SmtpServer

USER = "refused@debonairs.example"
WRONG = {"IMAP_PASSWORD": "hunter2"}
REFUSED = f"The mailbox {USER} at 127.0.0.1 refused the user name or password"
MEANWHILE = "Replies are not read, so no follow-up goes out until this is mended."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def reading(mail_server: Dovecot, desk: Desk, tmp_path: Path) -> Reading:
    return Reading(mail_server, desk, USER, tmp_path)


class Service:
    """What of the API process looks at the runs, beside runs that read the mailbox."""

    def __init__(self, reading: Reading, redis_url: str, smtp: SmtpServer) -> None:
        self.reading = reading
        self.clock = SetClock(NOON)
        server = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(smtp.port), "SMTP_SECURITY": "none"}
        parts = replace(reading.parts(**server), clock=self.clock, doorbell=Doorbell(redis_url))
        self.parts: Parts = parts
        self.punctuality: tuple[Punctuality, ...] = background.punctuality_of(parts)
        for one in self.punctuality:
            one.stopwatch = self.clock.stopwatch
            one.last_change = dict.fromkeys(one.profiles, (0, self.clock.stopwatch()))
        self.readings = Readings(parts.database, parts.doorbell, self.clock, self.punctuality)
        inbox = [one for one in self.punctuality if one.agent == INBOX]
        self.alerts = Alerts(parts, inbox, list, self.clock.stopwatch)

    def minutes(self, count: int, **settings: str) -> None:
        """A look into the mailbox each."""
        for _ in range(count):
            self.clock.go_on(minutes=1)
            self.reading.now = self.clock.now
            self.reading.look(**settings)
            self.alerts.look()


@pytest.fixture
def service(reading: Reading, redis_url: str, smtp_server: SmtpServer) -> Iterator[Service]:
    made = Service(reading, redis_url, smtp_server)
    yield made
    made.parts.doorbell.close()


def test_a_refused_password_is_told_once_and_so_is_its_end(
    service: Service, smtp_server: SmtpServer
) -> None:
    service.minutes(1)
    service.clock.go_on(seconds=SETTLING_SECONDS)
    service.minutes(6, **WRONG)
    [alert] = smtp_server.mailbox.to(TEAM)
    assert str(alert["Subject"]).startswith("Brand Scout: the mailbox has not been read since 14:")
    words = text_of(alert)
    assert f"{REFUSED} (IMAP_USERNAME, IMAP_PASSWORD)" in words
    assert MEANWHILE in words
    assert "No answer is lost" in words
    assert "ummar" not in words
    assert "hunter2" not in words

    service.minutes(2)
    [_, over] = smtp_server.mailbox.to(TEAM)
    assert over["Subject"] == "Brand Scout: the mailbox is read again"
    assert "Follow-ups go out again; there is nothing to do." in text_of(over)


def test_the_service_is_ready_all_the_same_and_says_it_on_its_pages(service: Service) -> None:
    begun = trouble_of_mailbox(service.parts)
    assert "was not read yet. It is read every minute while the service runs" in begun
    assert MEANWHILE not in begun
    service.minutes(1)
    assert trouble_of_mailbox(service.parts) == ""
    service.minutes(6, **WRONG)
    worker_lives(service)
    readiness = service.readings.check()
    assert (readiness.status, readiness.parts["runs"]) == ("ready", "ok")
    assert REFUSED in readiness.parts[INBOX]
    assert service.readings.problems() == []
    shown = trouble_of_mailbox(service.parts)
    assert shown.startswith(REFUSED)
    assert shown.endswith(MEANWHILE)
    service.minutes(1)
    assert trouble_of_mailbox(service.parts) == ""


def worker_lives(service: Service) -> None:
    for queue in QUEUES:
        service.parts.doorbell.redis.set(heartbeat_key(queue), NOON.isoformat())
    service.readings.clock = lambda: NOON


def test_a_mailbox_is_the_one_thing_that_the_service_is_ready_without() -> None:
    assert [one.name for one in agents.AGENTS if not one.is_needed] == [INBOX]


def text_of(message: object) -> str:
    body = message.get_body(("plain",))  # type: ignore[attr-defined]
    return " ".join(body.get_content().split())
