"""Who may hear what: the password and the mails travel encrypted, or only on this machine."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from ssl import Purpose, create_default_context

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.parts.mail.failures import MailRefusedError, MailServerAwayError
from app.parts.mail.sender import SmtpSender
from tests.servers.certificates import make_certificate, needs_openssl
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.services import Mailbox, free_port

PASSWORD = "correct-horse-battery"


def message(recipient: str = "ann@example.com") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Scout <scout@example.com>"
    made["To"] = recipient
    made["Message-ID"] = "<run-1@example.com>"
    made.set_content("finds")
    return made


def never() -> None:
    raise AssertionError("the mail got as far as its dot")


def nothing() -> None:
    return


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("smtp-tls"), "localhost")


class Guarded:
    """A mail server that takes mails only after STARTTLS and the right password."""

    def __init__(self, certificate: Path) -> None:
        self.mailbox = Mailbox()
        self.port = free_port()
        context = create_default_context(Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        self.controller = Controller(
            self.mailbox,
            hostname="localhost",
            port=self.port,
            tls_context=context,
            require_starttls=True,
            authenticator=self.judge,
            auth_required=True,
        )

    def judge(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        given = isinstance(data, LoginPassword) and data.password.decode() == PASSWORD
        return AuthResult(success=given, handled=False)

    def __enter__(self) -> "Guarded":
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop(no_assert=True)


@pytest.fixture
def guarded(certificate: Path) -> Iterator[Guarded]:
    with Guarded(certificate) as server:
        yield server


@needs_openssl
def test_a_mail_goes_out_by_starttls_with_a_password(
    guarded: Guarded, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    sender = SmtpSender("localhost", guarded.port, "starttls", "scout", PASSWORD)
    sender.send(message(), "ann@example.com", nothing)
    assert len(guarded.mailbox.to("ann@example.com")) == 1


@needs_openssl
def test_a_wrong_password_is_named_and_not_repeated(
    guarded: Guarded, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    sender = SmtpSender("localhost", guarded.port, "starttls", "scout", "a-wrong-one")
    with pytest.raises(MailRefusedError, match="SMTP_PASSWORD") as told:
        sender.send(message(), "ann@example.com", never)
    assert "a-wrong-one" not in str(told.value)


@needs_openssl
def test_a_server_that_cannot_show_who_it_is_gets_neither_password_nor_mail(
    guarded: Guarded,
) -> None:
    sender = SmtpSender("localhost", guarded.port, "starttls", "scout", PASSWORD)
    with pytest.raises(MailServerAwayError, match="No safe connection"):
        sender.send(message(), "ann@example.com", never)
    assert guarded.mailbox.received == []


def test_a_server_without_tls_gets_neither_password_nor_mail() -> None:
    with ScriptedSmtp(ehlo="250-hello\r\n250 AUTH PLAIN LOGIN") as server:
        sender = SmtpSender("127.0.0.1", server.port, "starttls", "scout", PASSWORD)
        with pytest.raises(MailRefusedError, match="SMTP_SECURITY"):
            sender.send(message(), "ann@example.com", never)
    assert {line[:4].strip().upper() for line in server.heard} <= {b"EHLO", b"QUIT"}


@pytest.mark.parametrize("host", ["mail.example.com", "192.0.2.7", "10.1.2.3"])
def test_a_password_does_not_leave_this_machine_unprotected(host: str) -> None:
    sender = SmtpSender(host, 25, "none", "scout", PASSWORD, connect_seconds=0.001)
    with pytest.raises(MailRefusedError, match="SMTP_SECURITY"):
        sender.send(message(), "ann@example.com", never)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_on_this_machine_a_password_needs_no_protection(host: str) -> None:
    with ScriptedSmtp(ehlo="250-hello\r\n250 AUTH PLAIN", auth="235 welcome") as server:
        SmtpSender(host, server.port, "none", "scout", PASSWORD).send(
            message(), "ann@example.com", nothing
        )
    assert len(server.bodies) == 1


def test_a_server_that_repeats_the_password_does_not_bring_it_into_the_error() -> None:
    reply = f"535 wrong password: {PASSWORD}"
    with ScriptedSmtp(ehlo="250-hello\r\n250 AUTH PLAIN", auth=reply) as server:
        sender = SmtpSender("127.0.0.1", server.port, "none", "scout", PASSWORD)
        with pytest.raises(MailRefusedError, match="535 wrong password") as told:
            sender.send(message(), "ann@example.com", never)
    assert PASSWORD not in str(told.value)
