"""The login: every password arrives whole, and what can never work is said and not tried again."""

import base64
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.parts.mail.failures import MailRefusedError, MailServerAwayError
from app.parts.mail.sender import SmtpSender
from tests.mail.test_sender import message, never, nothing
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.services import Mailbox, free_port

# aiosmtpd thinks of passwords on the open network; here it is this machine.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

USER = "scout@example.com"
PASSWORDS = ["correct-horse", "Pärseval€1", "пароль", "🍕 and spaces ", "a:b/c#d?e@f%2F", "=" * 40]


@dataclass
class Doorkeeper:
    """Lets one user in, by one mechanism; `shown` is what was given at the door."""

    mechanism: str
    password: str
    port: int = field(default_factory=free_port)
    mailbox: Mailbox = field(default_factory=Mailbox)
    shown: list[tuple[bytes, bytes]] = field(default_factory=list)

    def judge(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.shown.append((data.login, data.password))
        right = data.login == USER.encode() and data.password == self.password.encode()
        return AuthResult(success=right, handled=False)

    def __enter__(self) -> "Doorkeeper":
        others = {"PLAIN", "LOGIN"} - {self.mechanism}
        self.controller = Controller(
            self.mailbox,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self.judge,
            auth_required=True,
            auth_require_tls=False,
            auth_exclude_mechanism=others,
        )
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop(no_assert=True)


def sender(port: int, password: str = PASSWORDS[0], user: str = USER) -> SmtpSender:
    return SmtpSender("127.0.0.1", port, "none", user, password, reply_seconds=5)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("password", PASSWORDS)
def test_a_password_of_any_script_is_taken(mechanism: str, password: str) -> None:
    with Doorkeeper(mechanism, password) as server:
        sender(server.port, password).send(message(), "ann@example.com", nothing)
    assert server.shown == [(USER.encode(), password.encode())]
    assert len(server.mailbox.received) == 1


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_a_wrong_password_is_shown_once_and_not_tried_another_way(mechanism: str) -> None:
    """Servers lock accounts after a few wrong passwords."""
    with (
        Doorkeeper(mechanism, "another") as server,
        pytest.raises(MailRefusedError, match="does not accept the user name or password"),
    ):
        sender(server.port).send(message(), "ann@example.com", never)
    assert len(server.shown) == 1


def test_cram_md5_is_answered_with_the_password_in_utf_8() -> None:
    challenge = base64.b64encode(b"<1896.697170952@mail.example.com>").decode()
    with ScriptedSmtp(ehlo="250-hello\r\n250 AUTH CRAM-MD5", auth=f"334 {challenge}") as server:
        sender(server.port, "Pärseval€1").send(message(), "ann@example.com", nothing)
    digest = hmac.new("Pärseval€1".encode(), base64.b64decode(challenge), "md5").hexdigest()
    assert base64.b64encode(f"{USER} {digest}".encode()) + b"\r\n" in server.heard


def test_a_server_that_wants_the_credentials_on_a_line_of_their_own_gets_them() -> None:
    with ScriptedSmtp(ehlo="250-hello\r\n250 AUTH PLAIN", auth="334 ") as server:
        sender(server.port, "pw").send(message(), "ann@example.com", nothing)
    assert base64.b64encode(f"\0{USER}\0pw".encode()) + b"\r\n" in server.heard


@pytest.mark.parametrize("line", ["AUTH=PLAIN LOGIN", "auth plain", "AUTH XOAUTH2 PLAIN NTLM"])
def test_an_offer_is_understood_as_servers_write_it(line: str) -> None:
    with ScriptedSmtp(ehlo=f"250-hello\r\n250 {line}", auth="235 welcome") as server:
        sender(server.port).send(message(), "ann@example.com", nothing)
    assert any(heard.startswith(b"AUTH PLAIN ") for heard in server.heard)


def test_offers_on_two_lines_are_taken_together() -> None:
    ehlo = "250-hello\r\n250-AUTH PLAIN\r\n250 AUTH=NTLM"
    with ScriptedSmtp(ehlo=ehlo, auth="235 welcome") as server:
        sender(server.port).send(message(), "ann@example.com", nothing)
    assert len(server.bodies) == 1


def test_a_mechanism_that_exists_by_name_only_is_passed_over() -> None:
    ehlo = "250-hello\r\n250 AUTH PLAIN LOGIN"
    with ScriptedSmtp(ehlo=ehlo, auth=["504 not that one", "235 welcome"]) as server:
        sender(server.port).send(message(), "ann@example.com", nothing)
    assert [line[:10] for line in server.heard if line[:4] == b"AUTH"] == [
        b"AUTH PLAIN",
        b"AUTH LOGIN",
    ]


@pytest.mark.parametrize("offer", ["XOAUTH2", "NTLM XOAUTH2", "GSSAPI", "OAUTHBEARER EXTERNAL"])
def test_a_server_that_takes_no_password_is_told_apart_from_one_that_is_away(offer: str) -> None:
    with (
        ScriptedSmtp(ehlo=f"250-hello\r\n250 AUTH {offer}") as server,
        pytest.raises(MailRefusedError, match="takes no password, only") as told,
    ):
        sender(server.port).send(message(), "ann@example.com", never)
    assert all(name in str(told.value) for name in offer.split())
    assert "reached" not in str(told.value)
    assert not any(line.startswith(b"AUTH") for line in server.heard)


@pytest.mark.parametrize(
    ("ehlo", "advice"),
    [
        ("250-hello\r\n250 STARTTLS", "set SMTP_SECURITY to starttls"),
        ("250-hello\r\n250 SIZE 1000", "offers no login at port"),
        ("250 hello", "leave SMTP_USERNAME and SMTP_PASSWORD empty"),
        ("250-hello\r\n250 AUTH", "offers no login at port"),
    ],
)
def test_a_server_without_a_login_is_told_with_what_to_set(ehlo: str, advice: str) -> None:
    with ScriptedSmtp(ehlo=ehlo) as server, pytest.raises(MailRefusedError, match=advice):
        sender(server.port).send(message(), "ann@example.com", never)


@pytest.mark.parametrize(
    "reply",
    ["454 4.7.0 Temporary authentication failure", "421 4.7.0 too many logins", "432 change it"],
)
def test_a_login_that_fails_for_now_is_tried_again(reply: str) -> None:
    with (
        ScriptedSmtp(ehlo="250-hello\r\n250 AUTH PLAIN LOGIN", auth=reply) as server,
        pytest.raises(MailServerAwayError, match=reply[:8]) as told,
    ):
        sender(server.port).send(message(), "ann@example.com", never)
    assert "cannot check the password just now" in str(told.value)


def test_a_refused_login_is_tried_one_way() -> None:
    """Servers lock accounts after a few wrong passwords."""
    ehlo = "250-hello\r\n250 AUTH PLAIN LOGIN CRAM-MD5"
    with ScriptedSmtp(ehlo=ehlo, auth="535 5.7.8 no") as server, pytest.raises(MailRefusedError):
        sender(server.port).send(message(), "ann@example.com", never)
    assert len([line for line in server.heard if line.startswith(b"AUTH")]) == 1


@pytest.mark.parametrize(
    ("reply", "advice"),
    [
        ("534 5.7.9 Application-specific password required", 'Make an "app password"'),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is off", "SMTP AUTH"),
        ("535 5.7.8 Username and Password not accepted", "SMTP_USERNAME, SMTP_PASSWORD"),
        ("538 5.7.11 Encryption required for this mechanism", "does not accept"),
    ],
)
def test_a_refused_login_says_what_to_do(reply: str, advice: str) -> None:
    with (
        ScriptedSmtp(ehlo="250-hello\r\n250 AUTH PLAIN", auth=reply) as server,
        pytest.raises(MailRefusedError, match=advice),
    ):
        sender(server.port).send(message(), "ann@example.com", never)


@pytest.mark.parametrize("shape", ["{plain}", "{password}", "{alone}"])
def test_a_password_in_no_shape_comes_into_an_error(shape: str) -> None:
    secret = "Hünter2-geheim"
    said = shape.format(
        plain=base64.b64encode(f"\0{USER}\0{secret}".encode()).decode(),
        password=secret,
        alone=base64.b64encode(secret.encode()).decode(),
    )
    with (
        ScriptedSmtp(ehlo="250-hello\r\n250 AUTH PLAIN", auth=f"535 no: {said}") as server,
        pytest.raises(MailRefusedError) as told,
    ):
        sender(server.port, secret).send(message(), "ann@example.com", never)
    assert said not in str(told.value)
    assert "535 no: ***" in str(told.value)


@pytest.fixture(params=["no base64!", "\u00ff", ""])
def odd_challenge(request: pytest.FixtureRequest) -> Iterator[ScriptedSmtp]:
    ehlo = "250-hello\r\n250 AUTH CRAM-MD5"
    with ScriptedSmtp(ehlo=ehlo, auth=f"334 {request.param}") as server:
        yield server


def test_an_odd_challenge_ends_in_no_crash(odd_challenge: ScriptedSmtp) -> None:
    sender(odd_challenge.port).send(message(), "ann@example.com", nothing)
    assert len(odd_challenge.bodies) == 1
