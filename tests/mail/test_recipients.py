"""Addresses beyond ASCII: a domain goes out as DNS knows it, a name only where it is taken."""

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from app.parts.mail.failures import MailRefusedError
from app.parts.mail.message import Envelope, MailContent, build_message
from app.parts.mail.sender import SmtpSender
from tests.conftest import NOON
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.services import Mailbox, free_port


def deliver(port: int, recipient: str) -> None:
    envelope = Envelope("Scout <scout@example.com>", recipient, "run-1@example.com", NOON, "list")
    message = build_message(MailContent("Zwölf Öfen", "Wörter", "<p>Wörter</p>"), envelope)
    SmtpSender("127.0.0.1", port, "none").send(message, recipient, lambda: None)


@pytest.fixture(params=[True, False], ids=["SMTPUTF8", "ASCII only"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[int, Mailbox, bool]]:
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, enable_SMTPUTF8=request.param)
    controller.start()
    yield port, mailbox, request.param
    controller.stop(no_assert=True)


@pytest.mark.parametrize(
    ("recipient", "on_the_way"),
    [
        ("anna@münchen.example", "anna@xn--mnchen-3ya.example"),
        ("anna@faß.example", "anna@xn--fa-hia.example"),
        ("anna@例え。テスト", "anna@xn--r8jz45g.xn--zckzah"),
        ("Anna@xn--mnchen-3ya.example", "Anna@xn--mnchen-3ya.example"),
    ],
)
def test_a_domain_of_any_script_is_reached_through_any_server(
    server: tuple[int, Mailbox, bool], recipient: str, on_the_way: str
) -> None:
    port, mailbox, _ = server
    deliver(port, recipient)
    [message] = mailbox.to(on_the_way)
    assert message["To"].addresses[0].addr_spec == on_the_way


@pytest.mark.parametrize("recipient", ["jürgen@example.com", "用户@münchen.example"])
def test_a_name_of_any_script_is_reached_where_the_server_takes_it(
    server: tuple[int, Mailbox, bool], recipient: str
) -> None:
    port, mailbox, takes_all = server
    if takes_all:
        deliver(port, recipient)
        [(to, message)] = mailbox.received
        assert to == recipient.replace("münchen", "xn--mnchen-3ya")
        assert str(message["To"]) == to
        assert message["Subject"] == "Zwölf Öfen"
        return
    with pytest.raises(MailRefusedError, match="takes only the letters a-z") as told:
        deliver(port, recipient)
    assert recipient in str(told.value)
    assert mailbox.received == []


def test_what_is_not_asked_for_is_not_used() -> None:
    """A server that knows SMTPUTF8 gets an ordinary mail as every other does."""
    with ScriptedSmtp(ehlo="250-hello\r\n250-8BITMIME\r\n250 SMTPUTF8") as server:
        deliver(server.port, "ann@example.com")
    assert b"MAIL FROM:<scout@example.com>\r\n" in server.heard
    assert server.bodies[0].isascii()


def test_a_recipient_that_is_no_address_is_refused_before_anything_is_said_of_it() -> None:
    with ScriptedSmtp() as server, pytest.raises(MailRefusedError, match="is not a mail address"):
        SmtpSender("127.0.0.1", server.port, "none").send(
            build_message(
                MailContent("s", "t", "h"),
                Envelope("a@b.example", "c@d.example", "1@b.example", NOON, "list"),
            ),
            "ann@example.com>\r\nRCPT TO:<eve@example.com",
            lambda: None,
        )
    assert not any(line.startswith(b"RCPT") for line in server.heard)
