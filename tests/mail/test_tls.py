"""A connection that is not safe, or not what SMTP_SECURITY says, is told with what to set."""

import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from app.parts.mail.failures import MailRefusedError, MailServerAwayError
from app.parts.mail.sender import SmtpSender
from app.parts.mail.smtp.tls import untrusted
from tests.mail.test_sender import message, never, nothing
from tests.servers.certificates import OPENSSL, make_certificate, needs_openssl
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.services import Mailbox, free_port

pytestmark = needs_openssl


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture(scope="module")
def for_localhost(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("localhost"), "localhost")


@pytest.fixture(scope="module")
def for_others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("others")
    return make_certificate(folder, "mail.example.com", "*.example.net")


class Server:
    """An honest mail server that speaks TLS from the start, or after STARTTLS."""

    def __init__(
        self, certificate: Path, *, from_the_start: bool, context: ssl.SSLContext | None = None
    ) -> None:
        self.mailbox, self.port = Mailbox(), free_port()
        context = context or server_context(certificate)
        self.controller = Controller(
            self.mailbox,
            hostname="localhost",
            port=self.port,
            ssl_context=context if from_the_start else None,
            tls_context=None if from_the_start else context,
            require_starttls=not from_the_start,
        )

    def __enter__(self) -> "Server":
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop(no_assert=True)


@pytest.fixture
def implicit(for_localhost: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("SSL_CERT_FILE", str(for_localhost))
    with Server(for_localhost, from_the_start=True) as server:
        yield server


@pytest.fixture
def upgrading(for_localhost: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("SSL_CERT_FILE", str(for_localhost))
    with Server(for_localhost, from_the_start=False) as server:
        yield server


def test_a_mail_goes_out_over_tls_from_the_start(implicit: Server) -> None:
    SmtpSender("localhost", implicit.port, "tls").send(message(), "ann@example.com", nothing)
    assert len(implicit.mailbox.received) == 1


@pytest.mark.parametrize("security", ["starttls", "none"])
def test_a_port_that_waits_for_tls_is_told_apart_from_one_that_is_silent(
    implicit: Server, security: str
) -> None:
    with pytest.raises(MailRefusedError, match="set SMTP_SECURITY to tls"):
        SmtpSender(
            "localhost",
            implicit.port,
            "starttls" if security == "starttls" else "none",
            silence_seconds=0.2,
        ).send(message(), "ann@example.com", never)


def test_a_port_that_waits_for_tls_and_hangs_up_is_told_too(for_localhost: Path) -> None:
    refused = pytest.raises(MailRefusedError, match="set SMTP_SECURITY to tls")
    with HangingUp(server_context(for_localhost)) as port, refused:
        SmtpSender("localhost", port, "starttls").send(message(), "ann@example.com", never)


class HangingUp(socketserver.ThreadingTCPServer):
    """Speaks TLS; whoever does not begin with it within a tenth of a second is cut off."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("localhost", 0), socketserver.BaseRequestHandler)
        self.context = context

    def finish_request(self, request: object, client_address: object) -> None:
        assert not isinstance(request, tuple)
        request.settimeout(0.1)  # type: ignore[attr-defined]
        try:
            self.context.wrap_socket(request, server_side=True).close()  # type: ignore[arg-type]
        except OSError:
            return

    def __enter__(self) -> int:  # type: ignore[override]
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return int(self.server_address[1])

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


def test_a_silent_server_is_waited_for_when_it_speaks_no_tls() -> None:
    server = ScriptedSmtp()
    server.pauses = {"greeting": 1.0}
    with server:
        sender = SmtpSender("127.0.0.1", server.port, "none", silence_seconds=0.1)
        sender.send(message(), "ann@example.com", nothing)
    assert len(server.bodies) == 1


def test_a_port_that_begins_in_the_clear_is_told_when_tls_was_asked_for(upgrading: Server) -> None:
    with pytest.raises(MailRefusedError, match="set SMTP_SECURITY to starttls"):
        SmtpSender("localhost", upgrading.port, "tls").send(message(), "ann@example.com", never)


@pytest.mark.parametrize("from_the_start", [True, False], ids=["tls", "starttls"])
def test_a_certificate_for_other_names_is_told_with_the_names(
    for_others: Path, from_the_start: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(for_others))
    with Server(for_others, from_the_start=from_the_start) as server:
        sender = SmtpSender("localhost", server.port, "tls" if from_the_start else "starttls")
        with pytest.raises(MailServerAwayError) as told:
            sender.send(message(), "ann@example.com", never)
    assert str(told.value) == (
        "No safe connection to localhost: its certificate is for mail.example.com, *.example.net "
        "and not for localhost: set SMTP_HOST to a name that it is for."
    )
    assert server.mailbox.received == []


@pytest.mark.parametrize("from_the_start", [True, False], ids=["tls", "starttls"])
def test_a_certificate_of_ones_own_is_told_with_how_to_trust_it(
    for_localhost: Path, from_the_start: bool
) -> None:
    with Server(for_localhost, from_the_start=from_the_start) as server:
        sender = SmtpSender("localhost", server.port, "tls" if from_the_start else "starttls")
        with pytest.raises(MailServerAwayError, match="it signed its certificate itself") as told:
            sender.send(message(), "ann@example.com", never)
    assert "SSL_CERT_FILE" in str(told.value)


def test_an_expired_certificate_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expired = make_expired(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(expired))
    refused = pytest.raises(MailServerAwayError, match="its certificate has expired")
    with Server(expired, from_the_start=True) as server, refused:
        SmtpSender("localhost", server.port, "tls").send(message(), "ann@example.com", never)


def make_expired(folder: Path) -> Path:
    """Signed for a day that is long past, which `openssl ca` can."""
    made = make_certificate(folder, "localhost")
    request, database = folder / "request.pem", folder / "index.txt"
    database.write_text("")
    (folder / "serial").write_text("01\n")
    (folder / "ca.cnf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\ndatabase={database}\nserial={folder}/serial\n"
        f"new_certs_dir={folder}\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\n"
        "[p]\ncommonName=supplied\n"
    )
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    key = folder / "key.pem"
    for command in (
        ["req", "-new", "-key", str(key), "-out", str(request), *subject],
        [
            *("ca", "-batch", "-notext", "-config", str(folder / "ca.cnf"), "-selfsign"),
            *("-keyfile", str(key), "-in", str(request), "-out", str(made)),
            *("-startdate", "20200101000000Z", "-enddate", "20200102000000Z"),
        ],
    ):
        subprocess.run([str(OPENSSL), *command], check=True, capture_output=True)
    made.write_text(made.read_text() + key.read_text())
    return made


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (9, "is not valid yet"),
        (20, "from an authority that this machine does not know"),
        (21, "from an authority that this machine does not know"),
        (23, "is not to be trusted"),
    ],
)
def test_other_faults_of_a_certificate_are_told_in_plain_words(code: int, words: str) -> None:
    error = ssl.SSLCertVerificationError("certificate verify failed")
    error.verify_code = code
    assert words in str(untrusted("smtp.example.com", error))


@pytest.mark.parametrize(
    ("reply", "kind"),
    [("454 TLS not available", MailServerAwayError), ("554 no TLS", MailRefusedError)],
)
def test_a_refused_starttls_sends_nothing_in_the_clear(reply: str, kind: type[Exception]) -> None:
    with ScriptedSmtp(ehlo="250-hello\r\n250-STARTTLS\r\n250 AUTH PLAIN", star=reply) as server:
        sender = SmtpSender("127.0.0.1", server.port, "starttls", "scout", "pw")
        with pytest.raises(kind, match=reply):
            sender.send(message(), "ann@example.com", never)
    assert {line[:4] for line in server.heard} == {b"EHLO", b"STAR"}


def test_what_was_said_in_the_clear_is_forgotten_with_tls(
    for_localhost: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who listens on the way may have put answers beside the one to STARTTLS."""
    monkeypatch.setenv("SSL_CERT_FILE", str(for_localhost))
    refused = pytest.raises(MailServerAwayError, match="does not answer in time")
    with Injecting(server_context(for_localhost)) as server, refused:
        sender = SmtpSender("localhost", server.port, "starttls", reply_seconds=1)
        sender.send(message(), "ann@example.com", never)


class Injecting(ScriptedSmtp):
    """Answers STARTTLS and, in the same breath, all that follows; then says nothing over TLS."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(ehlo="250-hello\r\n250 STARTTLS")
        self.context = context

    def say(self, connection: socketserver.StreamRequestHandler, step: str, default: str) -> bool:
        if step != "star":
            return super().say(connection, step, default)
        connection.wfile.write(b"220 go\r\n" + b"250 injected\r\n" * 3 + b"354 injected\r\n")
        with suppress(OSError), self.context.wrap_socket(connection.request, server_side=True) as s:
            while s.recv(1000):
                pass
        return False


def test_a_server_that_offers_starttls_and_cannot_do_it_is_told_as_that() -> None:
    ehlo, answer = "250-hello\r\n250 STARTTLS", "220 go\r\n250 not TLS"
    refused = pytest.raises(MailServerAwayError, match="offers STARTTLS and then does not")
    with ScriptedSmtp(ehlo=ehlo, star=answer) as server, refused:
        sender = SmtpSender("127.0.0.1", server.port, "starttls")
        sender.send(message(), "ann@example.com", never)


def test_a_server_with_no_safe_way_to_encrypt_is_told(for_localhost: Path) -> None:
    context = server_context(for_localhost)
    context.set_ciphers("AECDH@SECLEVEL=0")  # nobody is shown who the server is
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    refused = pytest.raises(MailServerAwayError, match=r"(how|no way) to encrypt")
    with Server(for_localhost, from_the_start=False, context=context) as server, refused:
        SmtpSender("localhost", server.port, "starttls").send(message(), "ann@example.com", never)
