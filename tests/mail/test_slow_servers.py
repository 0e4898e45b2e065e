"""Servers that take their time get it, up to a limit; what waits for them is not taken over."""

import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from app.parts.agent import LONGEST_RUN_SECONDS
from app.parts.mail import mails, settling
from app.parts.mail.failures import MailServerAwayError, UnknownOutcomeError
from app.parts.mail.outbox import PASS_SECONDS, Outbox
from app.parts.mail.sender import (
    DELIVERY_SECONDS,
    REPLY_AFTER_DOT_SECONDS,
    REPLY_SECONDS,
    SmtpSender,
)
from app.parts.mail.smtp.conversation import MAX_REPLY_BYTES
from app.parts.mail.tables import Mail, MailPhase
from app.parts.queue.doorbell import JOB_SECONDS
from app.parts.runs import lease
from app.parts.store.database import Database
from tests.mail.test_outbox import build
from tests.mail.test_sender import message, never, nothing
from tests.servers.scripted_smtp import ScriptedSmtp


def patient(port: int) -> SmtpSender:
    return SmtpSender("127.0.0.1", port, "none", connect_seconds=0.2)


@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data", "dot"])
def test_a_reply_may_take_longer_than_the_connection(step: str) -> None:
    server = ScriptedSmtp()
    server.pauses = {step: 0.5}
    with server:
        patient(server.port).send(message(), "ann@example.com", nothing)
    assert len(server.bodies) == 1


def test_the_patience_is_that_of_the_standard_and_a_job_outlives_it() -> None:
    assert REPLY_SECONDS >= 300
    assert DELIVERY_SECONDS + REPLY_AFTER_DOT_SECONDS < LONGEST_RUN_SECONDS
    assert PASS_SECONDS + DELIVERY_SECONDS + REPLY_AFTER_DOT_SECONDS < JOB_SECONDS


@pytest.mark.parametrize("step", ["greeting", "mail", "data"])
def test_a_server_that_is_silent_is_left_and_the_mail_was_not_taken(step: str) -> None:
    with ScriptedSmtp(**{step: "hang"}) as server:
        sender = SmtpSender("127.0.0.1", server.port, "none", reply_seconds=0.2)
        with pytest.raises(MailServerAwayError, match="does not answer in time"):
            sender.send(message(), "ann@example.com", never)


def test_a_server_that_is_slow_at_each_step_is_left_when_the_time_for_all_is_up() -> None:
    server = ScriptedSmtp()
    server.pauses = dict.fromkeys(("greeting", "ehlo", "mail", "rcpt", "data"), 0.4)
    with server:
        sender = SmtpSender(
            "127.0.0.1", server.port, "none", reply_seconds=30, delivery_seconds=0.7
        )
        with pytest.raises(MailServerAwayError, match="does not answer in time"):
            sender.send(message(), "ann@example.com", never)


def test_no_single_reply_is_waited_for_longer_than_the_whole_may_take() -> None:
    with ScriptedSmtp(rcpt="hang") as server:
        sender = SmtpSender("127.0.0.1", server.port, "none", delivery_seconds=0.5)
        with pytest.raises(MailServerAwayError, match="does not answer in time"):
            sender.send(message(), "ann@example.com", never)


def test_a_server_that_sends_its_reply_letter_by_letter_gains_no_time() -> None:
    with Dripping(b"250-more\r\n", 0.05) as port:
        sender = SmtpSender("127.0.0.1", port, "none", reply_seconds=30, delivery_seconds=0.5)
        began = time.monotonic()
        with pytest.raises(MailServerAwayError, match="does not answer in time"):
            sender.send(message(), "ann@example.com", never)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("line", [b"220-more\r\n" * 100, b"2" * 1000])
def test_a_reply_without_end_is_not_read_to_its_end(line: bytes) -> None:
    with (
        Dripping(line, 0) as port,
        pytest.raises(MailServerAwayError, match="as a mail server does") as told,
    ):
        SmtpSender("127.0.0.1", port, "none").send(message(), "ann@example.com", never)
    assert len(str(told.value)) < 300 < MAX_REPLY_BYTES


class Dripping:
    """Says the same over and over, with a pause between."""

    def __init__(self, said: bytes, pause: float) -> None:
        self.said, self.pause = said, pause
        self.server = ScriptedSmtp()
        self.server.converse = self.converse  # type: ignore[method-assign]

    def converse(self, connection: object) -> None:
        for _ in range(300):
            if self.server.released.wait(self.pause):
                return
            try:
                connection.wfile.write(self.said)  # type: ignore[attr-defined]
            except OSError:
                return

    def __enter__(self) -> int:
        self.server.__enter__()
        return self.server.port

    def __exit__(self, *_: object) -> None:
        self.server.__exit__(None, None, None)


def test_after_the_dot_the_wait_has_a_limit_of_its_own() -> None:
    with ScriptedSmtp(dot="hang") as server:
        sender = SmtpSender("127.0.0.1", server.port, "none", reply_after_dot_seconds=0.2)
        with pytest.raises(UnknownOutcomeError):
            sender.send(message(), "ann@example.com", nothing)


class WaitingSender:
    """Waits, as for a slow server, until the claim of its mail has been renewed."""

    def __init__(self, database: Database, clock: "Clock", phase: MailPhase) -> None:
        self.database, self.clock, self.phase = database, clock, phase
        self.taken_over = True

    def send(self, message: EmailMessage, recipient: str, before_dot: object) -> None:
        if self.phase == MailPhase.DOT:
            before_dot()  # type: ignore[operator]
        self.clock.now += timedelta(seconds=40)
        wait_until(lambda: stored(self.database).changed_at == self.clock.now)
        self.clock.now += timedelta(seconds=40)
        second = mails.claim_mail(self.database, stored(self.database).id or 0, self.clock.now)
        self.taken_over = second is not None
        settling.settle_abandoned(self.database, self.clock.now + timedelta(seconds=100), "resend")
        if self.phase == MailPhase.OPEN:
            before_dot()  # type: ignore[operator]


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def wait_until(there: object, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not there():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not come"
        threading.Event().wait(0.01)


def stored(database: Database) -> Mail:
    with database.read() as session:
        mail = session.get(Mail, 1)
        assert mail is not None
        return mail


@pytest.fixture
def mail_id(database: Database, noon: datetime) -> int:
    with database.write() as session:
        session.add(
            Mail(
                id=1,
                recipient="ann@example.com",
                message_id="run-1.a@example.com",
                created_at=noon,
                next_try_at=noon,
                give_up_at=noon + timedelta(minutes=14),
                changed_at=noon,
            )
        )
    return 1


@pytest.mark.parametrize("phase", [MailPhase.OPEN, MailPhase.DOT])
def test_a_mail_whose_server_takes_minutes_is_not_taken_over(
    database: Database,
    mail_id: int,
    noon: datetime,
    phase: MailPhase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lease, "HEARTBEAT_SECONDS", 0.02)
    clock = Clock(noon)
    sender = WaitingSender(database, clock, phase)
    Outbox(database, sender, build, clock).deliver(mail_id)
    assert not sender.taken_over
    assert stored(database).phase == MailPhase.SENT


def test_a_claim_that_was_lost_is_not_renewed(
    database: Database, mail_id: int, noon: datetime
) -> None:
    old = mails.claim_mail(database, mail_id, noon)
    assert old is not None
    assert mails.claim_mail(database, mail_id, noon + timedelta(seconds=60)) is not None
    with pytest.raises(lease.LeaseLostError):
        mails.renew(database, old, noon + timedelta(seconds=61))
    assert stored(database).changed_at == noon + timedelta(seconds=60)


def test_a_pass_that_has_taken_long_begins_no_further_mail(
    database: Database, mail_id: int, noon: datetime
) -> None:
    with database.write() as session:
        first = session.get(Mail, 1)
        assert first is not None
        session.add(Mail(**first.model_dump() | {"id": 2, "message_id": "run-1.b@example.com"}))
    moments = iter([0.0, 1.0, PASS_SECONDS + 1.0])
    with ScriptedSmtp() as server:
        outbox = Outbox(database, patient(server.port), build, lambda: noon)
        replace(outbox, stopwatch=lambda: next(moments)).deliver_due()
        assert len(server.bodies) == 1
        outbox.deliver_due()
        assert len(server.bodies) == 2


def test_a_command_is_one_line_whatever_is_put_into_it() -> None:
    refused = pytest.raises(ValueError, match="one line")
    with ScriptedSmtp() as server, patient(server.port).session() as session, refused:
        session.talk.say("MAIL FROM:<a@b.example>\r\nRCPT TO:<eve@b.example>")
    assert not any(line.startswith(b"MAIL") for line in server.heard)
