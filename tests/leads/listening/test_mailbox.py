"""Reading a real mailbox (Dovecot): each message once, whatever breaks; nothing changes there."""

import asyncio
import ssl
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlmodel import select

from app.agents.leads.agent import INBOX
from app.agents.leads.inbox.incoming import IncomingMail, read_incoming
from app.agents.leads.inbox_agent import LEAD_INBOX
from app.agents.leads.listening import read_safely as read_safely_module
from app.agents.leads.listening.connecting import check_mailbox
from app.agents.leads.listening.mailbox import MOST_BYTES
from app.agents.leads.listening.read_mailbox import KEPT, PATIENCE
from app.agents.leads.tables import InboxPlace, LeadStatus
from app.parts.runs import lease
from app.parts.runs.lease import LeaseLostError
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from tests.conftest import NOON
from tests.leads.listening.desk import (
    ANN,
    SENT,
    Desk,
    answer,
    id_of,
    report,
    settings_for,
)
from tests.leads.listening.reading import Reading, carried_out
from tests.servers.dovecot import Dovecot
from tests.servers.tcp_proxy import CHUNK, TcpProxy

LONG_AGO = SENT - timedelta(days=100)
USERS = count(1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What one database does otherwise than another is tried in test_applying.py."""
    return sqlite_url


@pytest.fixture
def reading(mail_server: Dovecot, desk: Desk, tmp_path: Path) -> Reading:
    return Reading(mail_server, desk, f"team{next(USERS)}@debonairs.example", tmp_path)


@pytest.fixture
def ann(desk: Desk) -> int:
    return desk.write_to(sent=2)


def test_a_new_message_is_taken_once_and_lies_in_the_mailbox_as_before(
    reading: Reading, ann: int
) -> None:
    reading.deliver(answer("Sounds good", to=id_of(ann)))
    before = reading.server.flags(reading.user)
    first = reading.look()
    assert (first.status, first.result) == (
        RunStatus.COMPLETED,
        {"read": 1, "events": {"replied": 1}},
    )
    assert reading.desk.lead(ann).status == LeadStatus.REPLIED
    second = reading.look()
    assert (second.result, second.mail_status) == (
        {"read": 0, "events": {}},
        MailStatus.NOTHING_NEW,
    )
    assert reading.events(ann) == ["replied"]
    assert reading.server.flags(reading.user) == before == [b"\\Recent"]


def test_what_lay_there_before_the_first_mail_to_a_lead_was_sent_is_not_read(
    reading: Reading, ann: int
) -> None:
    reading.deliver(*(answer(f"Old matter {n}", sender=ANN) for n in range(20)), at=LONG_AGO)
    reading.deliver(answer("Sounds good", to=id_of(ann)))
    assert reading.look().result == {"read": 1, "events": {"replied": 1}}


def test_where_nothing_was_sent_yet_reading_begins_with_what_comes_next(reading: Reading) -> None:
    reading.deliver(*(answer(f"Old matter {n}") for n in range(20)))
    assert reading.look().result == {"read": 0, "events": {}}
    ann = reading.desk.write_to()
    reading.deliver(answer("Sounds good", to=id_of(ann)))
    assert reading.look().result == {"read": 1, "events": {"replied": 1}}


def test_a_folder_whose_numbers_begin_anew_is_read_again_and_nothing_taken_twice(
    reading: Reading, ann: int
) -> None:
    with reading.server.login(reading.user) as client:
        client.create("Answers")
    bounce, reply = report("5.2.2", of=id_of(ann)), answer("Yes", to=id_of(ann, 2))
    reading.server.deliver(reading.user, bounce, folder="Answers", at=NOON)
    assert reading.look(IMAP_FOLDER="Answers").result["events"] == {"soft_bounced": 1}
    reading.server.make_anew(reading.user, "Answers")
    old = answer("Old matter", sender=ANN)
    reading.server.deliver(reading.user, old, folder="Answers", at=LONG_AGO)
    reading.server.deliver(reading.user, bounce, reply, folder="Answers", at=NOON)
    assert reading.look(IMAP_FOLDER="Answers").result == {"read": 2, "events": {"replied": 1}}
    assert reading.events(ann) == ["soft_bounced", "replied"]


def test_a_folder_that_was_set_back_to_lower_numbers_is_read_again(
    reading: Reading, ann: int
) -> None:
    reading.look()
    with reading.desk.database.write() as session:
        session.exec(select(InboxPlace)).one().last_uid = 1000
    reading.deliver(answer("Yes", to=id_of(ann)))
    assert reading.look().result["events"] == {"replied": 1}


class CutsOnce(TcpProxy):
    """Breaks the connection in the middle of what the server says, once so much was said."""

    def __init__(self, target: int, after: int) -> None:
        super().__init__(target)
        self.left = after

    def passed_on(self, source: object, target: object) -> bool:
        data = source.recv(CHUNK)  # type: ignore[attr-defined]
        if 0 < self.left <= len(data):
            target.sendall(data[: self.left])  # type: ignore[attr-defined]
            self.left = 0
            return False
        self.left = max(self.left - len(data), 0)
        target.sendall(data)  # type: ignore[attr-defined]
        return bool(data)


def test_a_connection_that_is_cut_within_a_message_is_made_anew_and_the_message_taken_once(
    reading: Reading, ann: int
) -> None:
    long = answer("All about our lunches. " * 10_000, sender="eve@elsewhere.example")
    reading.deliver(report("5.2.2", of=id_of(ann)), long, answer("Yes", to=id_of(ann, 2)))
    with CutsOnce(reading.server.port, after=100_000) as proxy:
        ended = reading.look(IMAP_PORT=str(proxy.port))
        assert proxy.left == 0
    assert ended.result == {"read": 3, "events": {"replied": 1, "soft_bounced": 1}}
    assert reading.events(ann) == ["soft_bounced", "replied"]


def test_a_server_that_is_away_for_some_minutes_is_no_failure_and_for_longer_is_one(
    reading: Reading, ann: int
) -> None:
    reading.look()
    with TcpProxy(reading.server.port) as proxy:
        reading.deliver(answer("Yes", to=id_of(ann)))
        port = str(proxy.port)
        proxy.refuse()
    # The place of a folder belongs to its server, so it is the same port that does not answer.
    reading.server = replace(reading.server, port=int(port))
    with reading.desk.database.write() as session:
        place = session.exec(select(InboxPlace)).one()
        session.delete(place)
        session.flush()
        mailbox = f"{reading.user}@127.0.0.1:{port}/INBOX"
        session.add(InboxPlace(mailbox=mailbox, uid_validity=1, last_uid=0, changed_at=reading.now))
    reading.now += PATIENCE
    away = reading.look()
    assert away.status == RunStatus.COMPLETED
    assert "cannot be reached" in away.result["away"]
    reading.now += timedelta(seconds=1)
    failed = reading.look()
    assert failed.status == RunStatus.FAILED
    assert "cannot be reached" in str(failed.error_message)


def test_an_attempt_whose_run_was_taken_over_changes_nothing(reading: Reading, ann: int) -> None:
    reading.deliver(answer("Yes", to=id_of(ann)))
    stopped = reading.claim()
    reading.now += timedelta(seconds=lease.LEASE_SECONDS + 1)
    taken_over = lease.claim_run(reading.desk.database, stopped.run_id, reading.now)
    assert taken_over is not None
    with pytest.raises(LeaseLostError):
        asyncio.run(carried_out(reading.parts(), stopped))
    assert reading.events(ann) == []
    asyncio.run(carried_out(reading.parts(), taken_over))
    assert reading.events(ann) == ["replied"]


def test_the_start_of_a_long_message_is_enough(
    reading: Reading, ann: int, caplog: pytest.LogCaptureFixture
) -> None:
    attachment = "x" * 70 + "\r\n"
    huge = answer("Yes, see what is attached.\n" + attachment * 42_000, to=id_of(ann))
    assert len(huge) > 2 * MOST_BYTES
    reading.deliver(huge)
    assert reading.look().result == {"read": 1, "events": {"replied": 1}}
    assert len(reading.desk.events(ann)[0].detail) < len(huge)


def test_a_message_that_our_own_code_cannot_read_counts_as_an_answer_and_holds_up_no_other(
    reading: Reading, ann: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(raw: bytes) -> IncomingMail:
        if b"Odd" in raw:
            raise RuntimeError("a fault of the classifier")
        return read_incoming(raw)

    monkeypatch.setattr(read_safely_module, "read_incoming", read)
    ben = reading.desk.write_to("ben@vlei.example")
    reading.deliver(answer("Odd", to=id_of(ann), sender="eve@elsewhere.example"))
    reading.deliver(answer("Good", sender="ben@vlei.example"))
    assert reading.look().result == {"read": 2, "events": {"replied": 2}}
    assert reading.desk.is_silent(ann)
    assert [event.detail for event in reading.desk.events(ben)] == ["Good"]


def test_messages_that_were_deleted_meanwhile_are_passed_over(reading: Reading, ann: int) -> None:
    reading.look()
    reading.deliver(answer("Yes", to=id_of(ann)), answer("No", to=id_of(ann, 2)))
    with reading.server.login(reading.user) as client:
        client.select()
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    assert reading.look().result == {"read": 1, "events": {"replied": 1}}
    assert reading.look().result == {"read": 0, "events": {}}


def test_runs_that_brought_nothing_are_kept_for_a_day(reading: Reading, ann: int) -> None:
    empty = reading.look()
    reading.deliver(answer("Yes", to=id_of(ann)))
    full = reading.look()
    reading.now += KEPT + timedelta(seconds=1)
    last = reading.look()
    with reading.desk.database.read() as session:
        kept = session.exec(select(AgentRun.id).where(AgentRun.agent == INBOX)).all()
    assert set(kept) == {full.id, last.id}
    assert empty.id not in kept


def checked(reading: Reading, **more: str) -> tuple[bool, str]:
    lines: list[str] = []
    is_right = check_mailbox(reading.settings(**more), lines.append)
    [line] = lines
    return is_right, line


def test_check_says_that_the_mailbox_opens(reading: Reading) -> None:
    reading.deliver(answer("Hello"))
    assert checked(reading) == (True, "mailbox: ok, INBOX opens, 1 message")


def test_a_wrong_password_is_told_in_plain_words_and_not_repeated(reading: Reading) -> None:
    is_right, line = checked(reading, IMAP_PASSWORD="hunter2")
    assert not is_right
    assert line.startswith(
        f"mailbox: The mailbox {reading.user} at 127.0.0.1 refused the user name or password "
        "(IMAP_USERNAME, IMAP_PASSWORD): [AUTHENTICATIONFAILED] Authentication failed."
    )
    assert "app password" in line
    assert "hunter2" not in line
    failed = reading.look(IMAP_PASSWORD="hunter2")
    assert failed.status == RunStatus.FAILED
    assert line == f"mailbox: {failed.error_message}"


def test_without_a_mailbox_nothing_is_said_or_planned(reading: Reading) -> None:
    settings = settings_for(reading.desk.database, reading.folder)
    lines: list[str] = []
    assert check_mailbox(settings, lines.append)
    assert lines == []
    writing = settings_for(reading.desk.database, reading.folder, OUTREACH_FROM="ann@example.com")
    assert check_mailbox(writing, lines.append)
    assert "answers, objections and bounces stay unseen" in lines[0]
    assert LEAD_INBOX.profiles(settings) == ()
    assert LEAD_INBOX.interval(settings) is None
    assert LEAD_INBOX.profiles(reading.settings()) == (reading.user,)
    assert LEAD_INBOX.interval(reading.settings()) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"IMAP_FOLDER": "Réponses"}, "has no folder 'Réponses' (IMAP_FOLDER)"),
        ({"IMAP_PORT": "1"}, "port 1, cannot be reached: Connection refused."),
        ({"IMAP_SECURITY": "tls"}, "set IMAP_SECURITY to starttls, or IMAP_PORT to 993"),
        ({"IMAP_SECURITY": "starttls"}, "it signed its certificate itself"),
    ],
)
def test_check_says_what_to_do(reading: Reading, settings: dict[str, str], words: str) -> None:
    is_right, line = checked(reading, **settings)
    assert not is_right
    assert words in line


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_mailbox_is_read_over_a_safe_connection(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    trusted = ssl.create_default_context(cafile=str(reading.server.certificate))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusted)
    port = reading.server.tls_port if security == "ssl" else reading.server.port
    told = checked(reading, IMAP_HOST="localhost", IMAP_SECURITY=security, IMAP_PORT=str(port))
    assert told == (True, "mailbox: ok, INBOX opens, 0 messages")
