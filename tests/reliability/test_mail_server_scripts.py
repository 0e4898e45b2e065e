"""Twenty ways in which a mail server may fail: each leaves exactly one state, none a second mail.

In the suite each script has one turn, in `make drills` ten.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest

from app.parts.mail.outbox import Outbox
from app.parts.mail.sender import SmtpSender
from app.parts.mail.tables import Mail, MailPhase
from app.parts.store.database import Database
from tests.mail.test_outbox import build
from tests.servers.drilling import Figure, Report, Trials
from tests.servers.scripted_smtp import ScriptedSmtp

OPEN, FAILED, SENT, UNKNOWN = MailPhase.OPEN, MailPhase.FAILED, MailPhase.SENT, MailPhase.UNKNOWN
LONG_LINE = "250-" + "x" * 9000

SCRIPTS: Mapping[str, tuple[dict[str, str], MailPhase]] = {
    "all is well": ({}, SENT),
    "421 as a greeting": ({"greeting": "421 too busy"}, OPEN),
    "554 as a greeting": ({"greeting": "554 not you"}, FAILED),
    "cut before the greeting": ({"greeting": "cut"}, OPEN),
    "silent instead of a greeting": ({"greeting": "hang"}, OPEN),
    "451 to the sender": ({"mail": "451 later"}, OPEN),
    "550 to the sender": ({"mail": "550 not from you"}, FAILED),
    "421 to the recipient": ({"rcpt": "421 closing"}, OPEN),
    "452 to the recipient": ({"rcpt": "452 mailbox full"}, OPEN),
    "550 to the recipient": ({"rcpt": "550 no such person"}, FAILED),
    "451 to the data": ({"data": "451 later"}, OPEN),
    "cut before the dot": ({"data": "cut"}, OPEN),
    "silent before the dot": ({"data": "hang"}, OPEN),
    "451 to the dot": ({"dot": "451 queue full"}, OPEN),
    "552 to the dot": ({"dot": "552 too large"}, FAILED),
    "554 to the dot": ({"dot": "554 spam"}, FAILED),
    "cut after the dot": ({"dot": "cut"}, UNKNOWN),
    "silent after the dot": ({"dot": "hang"}, UNKNOWN),
    "no code after the dot": ({"dot": "well, thank you"}, UNKNOWN),
    "a line without end after the dot": ({"dot": LONG_LINE}, UNKNOWN),
    "a code that means nothing after the dot": ({"dot": "999 what"}, UNKNOWN),
    "cut instead of a goodbye": ({"quit": "cut"}, SENT),
}


def sender(server: ScriptedSmtp) -> SmtpSender:
    return SmtpSender(
        "127.0.0.1", server.port, "none", reply_seconds=2, reply_after_dot_seconds=0.5
    )


def add_mail(database: Database, name: str, now: datetime) -> int:
    with database.write() as session:
        mail = Mail(
            recipient="ann@example.com",
            message_id=f"{name}@example.com",
            created_at=now,
            next_try_at=now,
            give_up_at=now + timedelta(minutes=14),
            changed_at=now,
        )
        session.add(mail)
        session.flush()
        assert mail.id is not None
        return mail.id


def stored(database: Database, mail_id: int) -> Mail:
    with database.read() as session:
        mail = session.get(Mail, mail_id)
        assert mail is not None
        return mail


@pytest.fixture
def mails(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_failure_of_a_mail_server_leaves_its_own_state_and_never_a_second_mail(
    mails: Database, noon: datetime, script: str, trials: Trials, report: Report
) -> None:
    replies, expected = SCRIPTS[script]
    count = trials(10, 1)
    for number in range(count):
        mail_id = add_mail(mails, f"run-{number}", noon)
        with ScriptedSmtp(**replies) as server:
            outbox = Outbox(mails, sender(server), build, lambda: noon)
            outbox.deliver(mail_id)
            assert stored(mails, mail_id).phase == expected
            outbox.deliver(mail_id)
        assert len(server.bodies) <= 1
        finish_with_a_good_server(mails, mail_id, noon, expected, len(server.bodies))
    report(Figure("44", f"mail server: {script}", count, count, f"`{expected}`, no second mail"))


def finish_with_a_good_server(
    database: Database, mail_id: int, noon: datetime, expected: MailPhase, received: int
) -> None:
    """Hours later only what was certainly not taken is tried again."""
    with ScriptedSmtp() as good:
        later = noon + timedelta(minutes=5)
        Outbox(database, sender(good), build, lambda: later).deliver(mail_id)
    taken_first = received if expected != OPEN else 0
    assert taken_first + len(good.bodies) <= 1
    assert stored(database, mail_id).phase == (SENT if expected == OPEN else expected)
