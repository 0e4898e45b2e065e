"""What mail servers say, and what is made of it: refused, tried again, and what to do about it."""

from datetime import datetime, timedelta

import pytest

from app.parts.mail.failures import MailRefusedError, MailServerAwayError
from app.parts.mail.outbox import Outbox
from app.parts.mail.sender import SmtpSender
from app.parts.mail.smtp.session import own_name
from app.parts.mail.tables import MailPhase
from app.parts.store.database import Database
from tests.mail.test_outbox import build, stored
from tests.mail.test_sender import message, never, nothing
from tests.reliability.test_mail_server_scripts import add_mail
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.services import free_port

FULL_HOST_NAME = "app.parts.mail.smtp.session.full_host_name"

LATER, NEVER = MailServerAwayError, MailRefusedError


def send(server: ScriptedSmtp, **more: float) -> None:
    sender = SmtpSender("127.0.0.1", server.port, "none", **more)  # type: ignore[arg-type]
    sender.send(message(), "ann@example.com", nothing)


@pytest.mark.parametrize(
    ("step", "reply", "kind", "words"),
    [
        ("greeting", "421 4.3.2 too many connections", LATER, "a limit is reached"),
        ("greeting", "554 5.7.1 no service for you", NEVER, "from this machine's address"),
        ("ehlo", "421 4.4.2 closing", LATER, "to try again later"),
        ("mail", "530 5.7.0 Must issue a STARTTLS command first", NEVER, "SMTP_SECURITY"),
        ("mail", "538 5.7.11 Encryption required", NEVER, "SMTP_SECURITY"),
        ("mail", "530 5.7.1 Authentication required", NEVER, "SMTP_USERNAME"),
        ("mail", "553 5.7.1 sender address rejected", NEVER, "EMAIL_FROM"),
        ("mail", "550 5.1.8 domain of the sender does not exist", NEVER, "EMAIL_FROM"),
        ("mail", "452 4.3.1 insufficient system storage", LATER, "to try again later"),
        ("rcpt", "421 4.7.0 come back another day", LATER, "to try again later"),
        (
            "rcpt",
            "450 4.2.0 <ann@example.com>: Recipient address rejected: Greylisted",
            LATER,
            "gre",
        ),
        ("rcpt", "451 4.7.1 Please try again later", LATER, "(greylisting)"),
        ("rcpt", "451 4.7.650 temporarily deferred", LATER, "(greylisting)"),
        ("rcpt", "452 4.2.2 the mailbox is over its quota", LATER, "mailbox is full"),
        ("rcpt", "552 5.2.2 mailbox full", NEVER, "mailbox is full"),
        ("rcpt", "550 5.1.1 no such user here", NEVER, "EMAIL_TO"),
        ("rcpt", "554 5.7.1 relay access denied", NEVER, "SMTP_USERNAME"),
        ("rcpt", "454 4.7.1 Relay access denied", LATER, "SMTP_USERNAME"),
        ("rcpt", "504 5.5.2 <box>: Helo command rejected: need a full name", NEVER, "host name"),
        ("rcpt", "450 4.7.1 <box>: Helo command rejected: Host not found", LATER, "host name"),
        ("rcpt", "450 4.7.25 Client host rejected: cannot find your hostname", LATER, "address:"),
        ("rcpt", "550 5.7.1 Service unavailable; client blocked using dnsbl", NEVER, "address:"),
        (
            "rcpt",
            "553 5.7.1 <a@b.example>: not owned by user c",
            NEVER,
            "EMAIL_FROM",
        ),
        ("dot", "550 5.7.60 Client has no permissions to send as this sender", NEVER, "EMAIL_FROM"),
        ("dot", "550 5.7.26 blocked: the sender is unauthenticated", NEVER, "SPF, DKIM, DMARC"),
        ("mail", "530 5.7.57 Client not authenticated to send mail", NEVER, "SMTP_USERNAME"),
        ("data", "451 4.3.0 later", LATER, "to try again later"),
        ("data", "503 5.5.1 bad sequence", NEVER, "503 5.5.1 bad sequence"),
        ("data", "250 fine", LATER, "250 fine"),
        ("dot", "451 4.7.1 greylisted, come back in 300 seconds", LATER, "(greylisting)"),
        ("dot", "552 5.3.4 message size exceeds the limit", NEVER, "larger than it takes"),
        ("dot", "552 5.2.3 message too large", NEVER, "larger than it takes"),
        ("dot", "554 5.7.1 looks like spam", NEVER, "whoever runs the mail server"),
        ("dot", "550 5.4.5 daily sending limit reached", NEVER, "a limit is reached"),
        ("dot", "450 4.2.1 the user receives mail at a rate that is too high", LATER, "a limit"),
    ],
)
def test_a_reply_is_told_in_the_servers_words_and_with_what_they_mean(
    step: str, reply: str, kind: type[Exception], words: str
) -> None:
    with ScriptedSmtp(**{step: reply}) as server, pytest.raises(kind) as told:
        send(server)
    assert type(told.value) is kind
    assert reply in str(told.value)
    assert words in str(told.value)


def test_a_mail_that_is_greylisted_arrives_at_a_later_try(
    database: Database, noon: datetime
) -> None:
    """Greylisting lets a mail in when the same sender comes again for it, minutes later."""
    mail_id = add_mail(database, "run-1", noon)
    greylisted = "451 4.7.1 Greylisting in action, please come back later"
    with ScriptedSmtp(rcpt=[greylisted, greylisted, "250 ok"]) as server:
        sender = SmtpSender("127.0.0.1", server.port, "none")
        for minutes in (0, 1, 6):
            moment = noon + timedelta(minutes=minutes)
            Outbox(database, sender, build, lambda now=moment: now).deliver(mail_id)  # type: ignore[misc]
            if minutes < 6:
                assert stored(database).phase == MailPhase.OPEN
                assert "(greylisting)" in str(stored(database).error)
    assert stored(database).phase == MailPhase.SENT
    assert len(server.bodies) == 1
    assert len({line for line in server.heard if line.startswith(b"MAIL")}) == 1


def test_a_greeting_of_several_lines_is_heard_to_its_end() -> None:
    with ScriptedSmtp(greeting="220-mail.example.com\r\n220-be nice\r\n220 ready") as server:
        send(server)
    assert len(server.bodies) == 1


@pytest.mark.parametrize("refusal", ["500 what", "502 5.5.1 not implemented", "504 no"])
def test_a_server_that_knows_no_ehlo_is_greeted_the_old_way(refusal: str) -> None:
    with ScriptedSmtp(ehlo=refusal) as server:
        send(server)
    assert [line[:5] for line in server.heard[:2]] == [b"EHLO ", b"HELO "]
    assert len(server.bodies) == 1


def test_a_server_that_wants_neither_greeting_is_told() -> None:
    with (
        ScriptedSmtp(ehlo="502 no", helo="501 5.5.4 invalid name") as server,
        pytest.raises(MailRefusedError, match=r"501 5\.5\.4 invalid name"),
    ):
        send(server)


def test_we_introduce_ourselves_by_a_full_name_or_an_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedSmtp() as server:
        for name in ("box", "my_container.local", "späher.example", "a b.example", "localhost"):
            monkeypatch.setattr(FULL_HOST_NAME, lambda name=name: name)
            send(server)
        monkeypatch.setattr(FULL_HOST_NAME, lambda: "scout.example.com")
        send(server)
    names = [line.split()[1] for line in server.heard if line.startswith(b"EHLO")]
    assert names == [b"[127.0.0.1]"] * 5 + [b"scout.example.com"]


def test_an_address_of_ipv6_is_written_as_mail_servers_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Connection:
        def getsockname(self) -> tuple[str, int, int, int]:
            return ("fe80::1%eth0", 1, 0, 0)

    monkeypatch.setattr(FULL_HOST_NAME, lambda: "box")
    assert own_name(Connection()) == "[IPv6:fe80::1]"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("offer", "fits"),
    [
        ("SIZE 100", False),
        ("SIZE 10485760", True),
        *(
            (offer, True)
            for offer in ("SIZE 0", "SIZE", "SIZE many", "SIZE -5", "SIZE " + "9" * 5000)
        ),
    ],
)
def test_a_mail_over_the_announced_size_is_not_sent_in_vain(offer: str, fits: bool) -> None:
    with ScriptedSmtp(ehlo=f"250-hello\r\n250 {offer}") as server:
        if fits:
            send(server)
            assert any(b" SIZE=" in line for line in server.heard)
        else:
            with pytest.raises(MailRefusedError, match="takes mails of up to 100 bytes"):
                send(server)
            assert not any(line.startswith(b"MAIL") for line in server.heard)


@pytest.mark.parametrize(
    "greeting", ["+OK POP3 ready", "* OK IMAP4 ready", "SSH-2.0-OpenSSH_9.7", "HTTP/1.1 400 no"]
)
def test_a_server_of_another_kind_is_told(greeting: str) -> None:
    with (
        ScriptedSmtp(greeting=greeting) as server,
        pytest.raises(MailServerAwayError, match="SMTP_HOST and SMTP_PORT") as told,
    ):
        send(server)
    assert greeting in str(told.value)


def test_what_a_server_says_cannot_act_on_the_page_that_shows_it() -> None:
    with (
        ScriptedSmtp(rcpt="550 \x1b[31mno\u202e " + "x" * 5000) as server,
        pytest.raises(MailRefusedError) as told,
    ):
        send(server)
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 500


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("no-such-host.invalid", "there is no such host"),
        ("smtp..example.com", "there is no such host"),
        ("127.0.0.1", "(look at SMTP_HOST and SMTP_PORT)."),
    ],
)
def test_a_server_that_cannot_be_reached_is_told_in_plain_words(host: str, words: str) -> None:
    sender = SmtpSender(host, free_port(), "none", connect_seconds=5)
    with pytest.raises(MailServerAwayError, match="cannot be reached") as told:
        sender.send(message(), "ann@example.com", never)
    assert words in str(told.value)
    assert "Errno" not in str(told.value)


def test_a_goodbye_that_hangs_holds_nobody_up_for_long() -> None:
    server = ScriptedSmtp(quit="hang")
    with server:
        send(server)
    assert len(server.bodies) == 1


def test_the_check_asks_the_server_whether_it_takes_sender_and_recipients() -> None:
    refused = "550 5.1.1 no such user"
    with ScriptedSmtp(mail=["250 ok", "553 not owned"], rcpt=["250 ok", refused]) as server:
        sender = SmtpSender("127.0.0.1", server.port, "none")
        people = ["ann@münchen.example", "jürgen@example.com", "nobdy@example.com"]
        faults = sender.check("scout@example.com", people)
        with pytest.raises(MailRefusedError, match="553 not owned"):
            sender.check("scout@example.com", people)
    assert list(faults) == people[1:]
    assert "SMTPUTF8" in str(faults["jürgen@example.com"])
    assert "550 5.1.1 no such user (Look at this recipient" in str(faults["nobdy@example.com"])
    assert b"DATA\r\n" not in server.heard
