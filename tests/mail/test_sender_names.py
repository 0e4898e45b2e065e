"""What EMAIL_FROM may be: all that the start accepts goes out from exactly that address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Received
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.lib.errors import MisconfiguredError
from app.lib.mail_address import parse_sender
from app.lib.settings.settings import Settings, load_settings
from app.parts.mail.message import Envelope, MailContent, build_message
from app.parts.mail.sender import SmtpSender
from app.parts.mail.tables import TEAM_LIST
from app.parts.mail.text import header_text
from app.parts.parts import list_id_of
from app.parts.web.fetch import Fetcher, user_agent
from tests.conftest import NOON
from tests.servers.services import free_port
from tests.test_settings import COMPLETE

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SPECIAL = st.text(st.sampled_from("Acme ,;:()[]<>@\"'\\.!?ä€😀=_-\t\u200d"), max_size=30)
LOCALS = st.text(st.sampled_from("abZ09.!#$%&'*+/=?^_`{|}~-@ (),\"ä"), min_size=1, max_size=20)
DOMAINS = st.sampled_from(
    [
        *("example.com", "münchen.example", "localhost", "faß.de", "EXAMPLE.Com", "xn--p1ai"),
        *("example..com", "-a.example", "[192.0.2.1]", "a_b.example", "例え.テスト", "😀.example"),
    ]
)
USUAL = st.sampled_from(["scout", "a.b", "o'brien+x", "{x}|y", "a..b", ".a", "jürgen", "x" * 64])
ADDRESSES = st.builds("{}@{}".format, USUAL | LOCALS, DOMAINS)
SENDERS = st.one_of(
    ADDRESSES,
    st.builds("{} <{}>".format, ANY_TEXT | SPECIAL, ADDRESSES),
    st.builds('"{}" <{}>'.format, ANY_TEXT | SPECIAL, ADDRESSES),
    ANY_TEXT,
)


@dataclass
class Recorder:
    """Who each mail says it is from: on the envelope, and inside."""

    port: int = field(default_factory=free_port)
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Received) -> str:  # noqa: N802
        message: Any = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.mails.append((str(envelope.mail_from), message))
        return "250 OK"


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    controller = Controller(
        recorder, hostname="127.0.0.1", port=recorder.port, enable_SMTPUTF8=False
    )
    controller.start()
    yield recorder
    controller.stop(no_assert=True)


def accepted(sender: str) -> Settings | None:
    try:
        return load_settings(COMPLETE | {"EMAIL_FROM": sender}, Path("no.env"))
    except MisconfiguredError:
        return None


def without_spaces(text: str) -> str:
    """Python's reader puts a space between the parts of a name that had to be cut."""
    return "".join(text.split())


def check_sent(recorder: Recorder, chosen: Settings) -> None:
    address = chosen.sender_address
    envelope = Envelope(
        sender=chosen.email_from,
        recipient="ann@example.com",
        message_id=f"run-1.{len(recorder.mails)}@{address.rpartition('@')[2]}",
        date=NOON,
        list_id=list_id_of(chosen, TEAM_LIST),
    )
    message = build_message(MailContent("s", "t", "h"), envelope)
    SmtpSender("127.0.0.1", recorder.port, "none").send(message, "ann@example.com", lambda: None)
    mail_from, arrived = recorder.mails[-1]
    assert mail_from == address
    [person] = arrived["From"].addresses
    assert person.addr_spec == address
    assert without_spaces(person.display_name) == without_spaces(
        header_text(parse_sender(chosen.email_from).name)
    )
    assert arrived["Message-ID"] == f"<{envelope.message_id}>"


@given(sender=SENDERS)
@settings(max_examples=150)
@example("Acme, Inc. <scout@example.com>")
@example("Müller, Anna und die ganze Redaktion in der Ölmühle zu Köln <scout@example.com>")
@example('"Quotes" and \\ more <scout@example.com>')
@example('"Acme, \\"The\\" Inc." <scout@example.com>')
@example("Scout @ Acme <scout@example.com>")
@example("ceo@bank.example <scout@example.com>")
@example("Scout (daily) [test]: new; <scout@example.com>")
@example("=?utf-8?q?a=0ABcc=3A_b=40c.example?= <scout@example.com>")
@example("scout@münchen.example")
def test_what_the_start_accepts_is_sent_from_exactly_that_address(
    recorder: Recorder, sender: str
) -> None:
    chosen = accepted(sender)
    if chosen is not None:
        check_sent(recorder, chosen)
        Fetcher(user_agent(chosen.sender_address))


@pytest.mark.parametrize(
    ("sender", "address", "name"),
    [
        ("Acme, Inc. <scout@example.com>", "scout@example.com", "Acme, Inc."),
        ("Acme; Co <scout@example.com>", "scout@example.com", "Acme; Co"),
        ("Acme [test] <scout@example.com>", "scout@example.com", "Acme [test]"),
        ("Scout: daily <scout@example.com>", "scout@example.com", "Scout: daily"),
        ("Müller, Anna <scout@example.com>", "scout@example.com", "Müller, Anna"),
        ("Scout @ Acme <scout@example.com>", "scout@example.com", "Scout @ Acme"),
        ("ann@example.org <scout@example.com>", "scout@example.com", "ann@example.org"),
        ('"Acme, Inc." <scout@example.com>', "scout@example.com", "Acme, Inc."),
        ('Acme "The Oven" Inc. <scout@example.com>', "scout@example.com", 'Acme "The Oven" Inc.'),
        ('"Pizza \\"Oven\\"" <scout@example.com>', "scout@example.com", 'Pizza "Oven"'),
        ("Scout (ovens) <scout@example.com>", "scout@example.com", "Scout (ovens)"),
        ('"<b>" <scout@example.com>', "scout@example.com", "<b>"),
        ("<scout@example.com>", "scout@example.com", ""),
        ("scout@example.com", "scout@example.com", ""),
        ("Späher <scout@späher.example>", "scout@xn--spher-hra.example", "Späher"),
        ("o'brien+scout@example.com", "o'brien+scout@example.com", ""),
    ],
)
def test_a_sender_is_accepted_and_sent_as_it_is_meant(
    recorder: Recorder, sender: str, address: str, name: str
) -> None:
    chosen = accepted(sender)
    assert chosen is not None
    check_sent(recorder, chosen)
    mail_from, arrived = recorder.mails[-1]
    assert mail_from == address
    assert arrived["From"].addresses[0].display_name == name


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.com,Ann@example.com",
        "ann@münchen.example,ann@xn--mnchen-3ya.example",
        "ann@example.com, ANN@EXAMPLE.COM ,ann@Example.com",
    ],
)
def test_a_recipient_that_is_written_twice_gets_one_mail(text: str) -> None:
    chosen = load_settings(COMPLETE | {"EMAIL_TO": text}, Path("no.env"))
    assert chosen.email_to == (text.split(",")[0],)
