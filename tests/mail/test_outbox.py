"""The outbox against a server that fails at each moment: exact states, nothing doubled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.parts.mail import mails, settling
from app.parts.mail.outbox import Outbox
from app.parts.mail.sender import FileSender, Sender, SmtpSender
from app.parts.mail.tables import Mail, MailPhase
from app.parts.runs import endings, lease, run_requests
from app.parts.runs.lease import LeaseLostError
from app.parts.store.database import Database, DatabaseAwayError
from app.parts.store.statements import required_id
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.services import free_port


def build(mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Scout <scout@example.com>"
    message["To"] = mail.recipient
    message["Message-ID"] = f"<{mail.message_id}>"
    message["Subject"] = "finds"
    message.set_content("first line\n.a line that begins with a dot\n..\n")
    return message


@pytest.fixture
def mail(noon: datetime) -> Mail:
    return Mail(
        recipient="ann@example.com",
        message_id="run-1.a@example.com",
        created_at=noon,
        next_try_at=noon,
        give_up_at=noon + timedelta(minutes=14),
        changed_at=noon,
    )


@pytest.fixture
def mail_id(database: Database, mail: Mail) -> int:
    with database.write() as session:
        session.add(mail)
        session.flush()
        assert mail.id is not None
        return mail.id


def stored(database: Database) -> Mail:
    with database.read() as session:
        return session.exec(select(Mail)).one()


def smtp(port: int, security: str = "none") -> Sender:
    return SmtpSender(
        "127.0.0.1",
        port,
        "starttls" if security == "starttls" else "none",
        reply_seconds=1,
        reply_after_dot_seconds=0.3,
    )


def deliver(database: Database, sender: Sender, now: datetime, on_unknown: str = "hold") -> Mail:
    Outbox(database, sender, build, lambda: now, on_unknown).deliver_due()
    return stored(database)


def test_a_mail_that_is_taken_is_sent_and_never_sent_again(
    database: Database, mail_id: int, noon: datetime
) -> None:
    with ScriptedSmtp() as server:
        assert deliver(database, smtp(server.port), noon).phase == MailPhase.SENT
        deliver(database, smtp(server.port), noon + timedelta(hours=1))
    assert len(server.bodies) == 1
    assert b"\r\n..a line that begins with a dot\r\n...\r\n" in server.bodies[0]


@pytest.mark.parametrize(
    "replies",
    [
        {"greeting": "421 too busy"},
        {"greeting": "cut"},
        {"mail": "451 later"},
        {"rcpt": "452 mailbox full"},
        {"data": "451 later"},
        {"data": "cut"},
        {"dot": "451 queue full"},
    ],
    ids=str,
)
def test_what_was_certainly_not_taken_for_now_is_tried_again(
    database: Database, mail_id: int, noon: datetime, replies: dict[str, str]
) -> None:
    with ScriptedSmtp(**replies) as server:
        mail = deliver(database, smtp(server.port), noon)
    assert (mail.phase, mail.tries) == (MailPhase.OPEN, 1)
    assert mail.next_try_at == noon + timedelta(seconds=20)
    assert mail.error
    with ScriptedSmtp() as server:
        assert deliver(database, smtp(server.port), noon).phase == MailPhase.OPEN
        later = deliver(database, smtp(server.port), noon + timedelta(seconds=20))
        assert later.phase == MailPhase.SENT
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    "replies",
    [{"mail": "550 not you"}, {"rcpt": "550 no such person"}, {"dot": "554 spam"}],
    ids=str,
)
def test_a_refusal_for_good_is_failed_with_the_servers_words(
    database: Database, mail_id: int, noon: datetime, replies: dict[str, str]
) -> None:
    with ScriptedSmtp(**replies) as server:
        mail = deliver(database, smtp(server.port), noon)
    assert mail.phase == MailPhase.FAILED
    assert next(iter(replies.values())) in str(mail.error)


@pytest.mark.parametrize("moment", ["cut", "hang"])
def test_no_answer_after_the_dot_is_unknown_and_never_resent_by_itself(
    database: Database, mail_id: int, noon: datetime, moment: str
) -> None:
    with ScriptedSmtp(dot=moment) as server:
        assert deliver(database, smtp(server.port), noon).phase == MailPhase.UNKNOWN
        deliver(database, smtp(server.port), noon + timedelta(hours=1))
    assert len(server.bodies) == 1


def test_an_operator_may_choose_to_resend_what_is_unknown(
    database: Database, mail_id: int, noon: datetime
) -> None:
    with ScriptedSmtp(dot="cut") as server:
        assert deliver(database, smtp(server.port), noon, "resend").phase == MailPhase.OPEN


def test_a_server_that_is_not_there_is_tried_again(
    database: Database, mail_id: int, noon: datetime
) -> None:
    mail = deliver(database, smtp(free_port()), noon)
    assert mail.phase == MailPhase.OPEN
    assert "cannot be reached" in str(mail.error)


def test_without_the_tls_that_was_asked_for_nothing_is_sent(
    database: Database, mail_id: int, noon: datetime
) -> None:
    with ScriptedSmtp() as server:
        mail = deliver(database, smtp(server.port, "starttls"), noon)
    assert mail.phase == MailPhase.FAILED
    assert "SMTP_SECURITY" in str(mail.error)
    assert server.bodies == []


def test_a_sender_that_lost_its_turn_sends_nothing(
    database: Database, mail_id: int, noon: datetime
) -> None:
    """The first sender is paused before its dot; another takes over; the first wakes up."""
    late = noon + timedelta(seconds=60)

    class PausedSender:
        def send(self, message: EmailMessage, recipient: str, before_dot: object) -> None:
            with ScriptedSmtp() as other:
                assert deliver(database, smtp(other.port), late).phase == MailPhase.SENT
            with ScriptedSmtp() as own:
                smtp(own.port).send(message, recipient, before_dot)  # type: ignore[arg-type]
                raise AssertionError("the fence let an old sender through")

    Outbox(database, PausedSender(), build, lambda: noon).deliver(mail_id)
    assert stored(database).phase == MailPhase.SENT


def test_a_mail_that_another_holds_cannot_be_moved(
    database: Database, mail_id: int, noon: datetime
) -> None:
    old = mails.claim_mail(database, mail_id, noon)
    assert old is not None
    assert mails.claim_mail(database, mail_id, noon + timedelta(seconds=60)) is not None
    with pytest.raises(LeaseLostError):
        mails.move(database, old, MailPhase.OPEN, MailPhase.DOT, noon)
    assert stored(database).phase == MailPhase.OPEN


def test_one_may_go_through_the_dot_once(database: Database, mail_id: int, noon: datetime) -> None:
    claim = mails.claim_mail(database, mail_id, noon)
    assert claim is not None
    mails.move(database, claim, MailPhase.OPEN, MailPhase.DOT, noon)
    with pytest.raises(LeaseLostError):
        mails.move(database, claim, MailPhase.OPEN, MailPhase.DOT, noon)


def test_a_mail_that_has_been_sent_cannot_be_claimed(
    database: Database, mail_id: int, noon: datetime
) -> None:
    with ScriptedSmtp() as server:
        deliver(database, smtp(server.port), noon)
    assert mails.claim_mail(database, mail_id, noon + timedelta(minutes=2)) is None


def test_the_server_has_no_whole_mail_before_the_dot_is_written_down(mail: Mail) -> None:
    def database_is_away() -> None:
        raise DatabaseAwayError("gone")

    with ScriptedSmtp() as server, pytest.raises(DatabaseAwayError):
        smtp(server.port).send(build(mail), mail.recipient, database_is_away)
    assert server.bodies == []


def test_what_a_mail_is_about_is_mailed_to_a_person_once(database: Database, mail: Mail) -> None:
    two = [Mail(**mail.model_dump() | {"id": None, "message_id": "same"}) for _ in range(2)]
    with pytest.raises(IntegrityError), database.write() as session:
        session.add_all(two)


def test_a_sender_that_died_before_the_dot_leaves_the_mail_to_the_next(
    database: Database, mail_id: int, noon: datetime
) -> None:
    assert mails.claim_mail(database, mail_id, noon) is not None
    with ScriptedSmtp() as server:
        assert deliver(database, smtp(server.port), noon).phase == MailPhase.OPEN
        later = noon + timedelta(seconds=60)
        assert deliver(database, smtp(server.port), later).phase == MailPhase.SENT
    assert len(server.bodies) == 1


def test_a_sender_that_died_after_the_dot_leaves_it_unknown(
    database: Database, mail_id: int, noon: datetime
) -> None:
    claim = mails.claim_mail(database, mail_id, noon)
    assert claim is not None
    mails.move(database, claim, MailPhase.OPEN, MailPhase.DOT, noon)
    assert settling.settle_abandoned(database, noon + timedelta(seconds=60), "hold") == 0
    assert settling.settle_abandoned(database, noon + timedelta(seconds=200), "hold") == 1
    assert stored(database).phase == MailPhase.UNKNOWN


def test_a_mail_that_is_too_late_is_given_up(
    database: Database, mail_id: int, noon: datetime
) -> None:
    assert settling.give_up_late(database, noon + timedelta(minutes=13)) == 0
    assert settling.give_up_late(database, noon + timedelta(minutes=14)) == 1
    assert stored(database).phase == MailPhase.FAILED
    assert "could not be sent in time" in str(stored(database).error)


def test_a_mail_that_is_given_up_keeps_the_servers_words(
    database: Database, mail_id: int, noon: datetime
) -> None:
    with ScriptedSmtp(mail="451 later") as server:
        deliver(database, smtp(server.port), noon)
    settling.give_up_late(database, noon + timedelta(minutes=14))
    assert "451 later" in str(stored(database).error)


def test_the_reason_of_the_last_try_is_kept_when_a_mail_is_given_up(
    database: Database, mail_id: int, noon: datetime
) -> None:
    with ScriptedSmtp(greeting="421 too busy") as server:
        deliver(database, smtp(server.port), noon)
    settling.give_up_late(database, noon + timedelta(hours=3))
    assert "421 too busy" in str(stored(database).error)


def test_a_mail_whose_time_is_up_is_not_sent_hours_late(
    database: Database, mail_id: int, noon: datetime
) -> None:
    with ScriptedSmtp() as server:
        mail = deliver(database, smtp(server.port), noon + timedelta(minutes=14))
    assert (mail.phase, server.bodies) == (MailPhase.OPEN, [])


def test_a_mail_file_is_whole_and_written_once(
    database: Database, mail_id: int, noon: datetime, tmp_path: Path
) -> None:
    directory = tmp_path / "outbox"
    assert deliver(database, FileSender(directory), noon).phase == MailPhase.SENT
    (written,) = directory.iterdir()
    assert written.suffix == ".eml"
    assert b"Message-ID: <run-1.a@example.com>" in written.read_bytes()


def test_the_mails_of_a_run_at_work_are_left_to_it(
    database: Database, noon: datetime, mail: Mail
) -> None:
    """Else another worker takes one, and the run ends before that one is sent."""
    run, _ = run_requests.add_requested_run(database, agent="a", profile="p", now=noon)
    run_id = required_id(run.id)
    claim = lease.claim_run(database, run_id, noon)
    assert claim is not None
    with database.write() as session:
        session.add(Mail(**mail.model_dump() | {"run_id": run_id}))
    with ScriptedSmtp() as server:
        deliver(database, smtp(server.port), noon)
        assert server.bodies == []
        assert not settling.unsettled(database, noon)
        Outbox(database, smtp(server.port), build, lambda: noon).deliver_due(run_id)
        assert len(server.bodies) == 1


def test_the_mails_of_a_run_that_has_ended_are_anybodys(
    database: Database, noon: datetime, mail: Mail
) -> None:
    run, _ = run_requests.add_requested_run(database, agent="a", profile="p", now=noon)
    run_id = required_id(run.id)
    claim = lease.claim_run(database, run_id, noon)
    assert claim is not None
    with database.write() as session:
        session.add(Mail(**mail.model_dump() | {"run_id": run_id}))
        endings.finish_run(session, claim, noon, result={}, error_message=None)
    assert settling.unsettled(database, noon)
    with ScriptedSmtp() as server:
        assert deliver(database, smtp(server.port), noon).phase == MailPhase.SENT


def add(database: Database, mail: Mail, number: int, **values: object) -> int:
    fields = mail.model_dump() | {"message_id": f"{number}@example.com"} | values
    with database.write() as session:
        row = Mail(**fields)
        session.add(row)
        session.flush()
        return required_id(row.id)


def phases(database: Database) -> list[str]:
    with database.read() as session:
        return [row.phase for row in session.exec(select(Mail).order_by(col(Mail.id)))]


def test_a_mail_that_crashes_its_sender_is_tried_again_and_holds_up_none_behind_it(
    database: Database, noon: datetime, mail: Mail, tmp_path: Path
) -> None:
    def build_or_crash(row: Mail) -> EmailMessage:
        if row.message_id == "1@example.com":
            raise IndexError("a bug")
        return build(row)

    for number in (1, 2):
        add(database, mail, number)
    Outbox(database, FileSender(tmp_path), build_or_crash, lambda: noon).deliver_due()
    assert phases(database) == [MailPhase.OPEN, MailPhase.SENT]
    assert mails.due_mails(database, noon) == []
    settling.give_up_late(database, noon + timedelta(hours=1))
    assert phases(database) == [MailPhase.FAILED, MailPhase.SENT]


def test_a_crash_after_the_dot_leaves_the_mail_unknown(
    database: Database, mail_id: int, noon: datetime
) -> None:
    class CrashesLate:
        def send(self, _message: object, _recipient: str, before_dot: Callable[[], None]) -> None:
            before_dot()
            raise IndexError("a bug")

    assert deliver(database, CrashesLate(), noon).phase == MailPhase.UNKNOWN


def test_a_mail_that_is_tried_again_takes_no_turn_from_one_that_was_not_tried(
    database: Database, noon: datetime, mail: Mail
) -> None:
    again = add(database, mail, 1, next_try_at=noon + timedelta(seconds=40), tries=2)
    first = add(database, mail, 2, next_try_at=noon + timedelta(seconds=20))
    assert mails.due_mails(database, noon + timedelta(minutes=1)) == [first, again]


@pytest.mark.parametrize(
    ("one", "other"),
    [("a/b@x", "a_b@x"), (f"{'n' * 200}1@x", f"{'n' * 200}2@x"), ("1@x", "1@y")],
    ids=["signs", "length", "domain"],
)
def test_two_mails_are_two_files(
    database: Database, noon: datetime, mail: Mail, tmp_path: Path, one: str, other: str
) -> None:
    for message_id in (one, other):
        add(database, mail, 0, message_id=message_id)
    Outbox(database, FileSender(tmp_path), build, lambda: noon).deliver_due()
    assert len(list(tmp_path.glob("*.eml"))) == 2
