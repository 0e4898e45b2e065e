"""The built mail as a receiver reads it: parsed again from the bytes that are sent."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.parts.mail.message import Envelope, MailContent, UnusableAddressError, build_message
from app.parts.mail.text import header_text

UNSUBSCRIBE = "https://scout.example.com/pause/" + "WzEyMyw0NTZd.aR9xkQ.3mV0Zk1yT2h8bWJ6U3" * 3
ENVELOPE = Envelope(
    sender="Brand Scout <scout@example.com>",
    recipient="ann@example.org",
    message_id="run-7.0123456789abcdef@example.com",
    date=datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
    list_id="brand-scout.example.com",
    unsubscribe_url=UNSUBSCRIBE,
    auto_submitted=True,
)
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
]
POISON = [
    "Hello\r\nBcc: thief@example.net",
    "Hello\nBcc: thief@example.net",
    "Hello\rBcc: thief@example.net",
    "Hello\x85Bcc: thief@example.net",
    "Hello\u2028Bcc: thief@example.net",
    "Hello\u2029Bcc: thief@example.net",
    "Hello\x0b\x0cBcc: thief@example.net",
    "Hello\0Bcc: thief@example.net",
    "Hello \udc80\ud83d lone surrogates",
    "\u202eevil reversed\u202c",
    "=?utf-8?q?hi=0D=0ABcc=3A_thief=40example.net?=",
    "=?utf-8?q?hi=0ABcc=3A_thief=40example.net?= and more",
    "=?UTF-8?B?aGkKQmNjOiB0aGllZkBleGFtcGxlLm5ldA==?=",
    "==??utf-8?q?=0ABcc=3A_thief=40example.net?=",
    "=\0?utf-8?q?=0ABcc=3A_thief=40example.net?=",
    "=\u200b?utf-8?q?=0ABcc=3A_thief=40example.net?=",
    "=\u200d?utf-8?q?=0ABcc=3A_thief=40example.net?=",
    "A" * 5_000,
    "Ünïcödé " * 700,
    "👩‍👩‍👧 " * 400,
    "",
    " \t\r\n ",
    "\ufeff\u2066\u2069",
]


def sent(subject: str = "Hello", text: str = "Words", html: str = "<p>Words</p>") -> EmailMessage:
    """The message as it arrives."""
    message = build_message(MailContent(subject, text, html), ENVELOPE)
    arrived = message_from_bytes(message.as_bytes(policy=SMTP), policy=SMTP)
    assert isinstance(arrived, EmailMessage)
    return arrived


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_message_has_exactly_the_headers_of_a_mail_that_a_machine_sends() -> None:
    message = sent()
    assert list(message.keys()) == HEADERS
    assert message["From"] == "Brand Scout <scout@example.com>"
    assert message["To"] == "ann@example.org"
    assert message["Date"].datetime == ENVELOPE.date
    assert message["Message-ID"] == "<run-7.0123456789abcdef@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Id"] == "<brand-scout.example.com>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_long_unsubscribe_link_stays_on_one_line_as_it_is() -> None:
    raw = build_message(MailContent("s", "t", "h"), ENVELOPE).as_bytes(policy=SMTP)
    assert f"\r\nList-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in raw


def test_an_unsubscribe_link_in_another_script_is_written_in_ascii() -> None:
    envelope = replace(ENVELOPE, unsubscribe_url="https://späher.example/p/ä>b")
    raw = build_message(MailContent("s", "t", "h"), envelope).as_bytes(policy=SMTP)
    assert b"List-Unsubscribe: <https://sp%C3%A4her.example/p/%C3%A4%3Eb>\r\n" in raw


def test_without_an_unsubscribe_link_neither_of_its_headers_is_there() -> None:
    envelope = replace(ENVELOPE, unsubscribe_url=None)
    message = build_message(MailContent("s", "t", "h"), envelope)
    assert not [name for name in message if name.startswith("List-Unsubscribe")]


def test_text_comes_before_html_so_that_mail_programs_prefer_the_html() -> None:
    message = sent()
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_the_same_parts_give_the_same_bytes_so_that_a_resend_is_the_same_mail() -> None:
    content = MailContent("Zwölf Boxen", "Wörter", "<p>Wörter</p>")
    first, second = (build_message(content, ENVELOPE).as_bytes(policy=SMTP) for _ in range(2))
    assert first == second


def test_no_line_is_longer_than_a_mail_server_takes() -> None:
    raw = build_message(MailContent("x" * 900, "y" * 3_000, "z" * 3_000), ENVELOPE).as_bytes()
    assert max(len(line) for line in raw.splitlines()) <= 998


@pytest.mark.parametrize("poison", POISON)
def test_a_poisoned_subject_changes_no_header(poison: str) -> None:
    message = sent(subject=poison)
    assert list(message.keys()) == HEADERS
    assert message["Subject"] == header_text(poison)
    assert len(message["Subject"]) <= 150
    assert "thief@example.net" not in str(message["To"])
    assert message.defects == []


@pytest.mark.parametrize("poison", POISON)
def test_a_poisoned_sender_name_changes_no_header(poison: str) -> None:
    name = poison.translate(dict.fromkeys(map(ord, '<>@,;"\\\r\n'), " "))
    envelope = replace(ENVELOPE, sender=f'"{name}" <scout@example.com>')
    raw = build_message(MailContent("s", "t", "h"), envelope).as_bytes(policy=SMTP)
    message = message_from_bytes(raw, policy=SMTP)
    assert list(message.keys()) == HEADERS
    assert message["From"].addresses[0].addr_spec == "scout@example.com"


@given(subject=st.text(max_size=200))
def test_any_subject_arrives_as_it_was_cleaned(subject: str) -> None:
    message = sent(subject=subject)
    assert list(message.keys()) == HEADERS
    assert message["Subject"] == header_text(subject)


@given(text=st.text(max_size=300), html=st.text(max_size=300))
def test_any_content_arrives_and_stays_in_its_part(text: str, html: str) -> None:
    message = sent(text=text, html=html)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert not message.defects


def test_content_cannot_imitate_the_boundary_between_the_parts() -> None:
    boundary = build_message(MailContent("s", "t", "h"), ENVELOPE).get_boundary()
    forged = f"Hello\n--{boundary}\nContent-Type: text/html\n\n<b>forged</b>\n--{boundary}--\n"
    message = sent(text=forged)
    assert len(list(message.iter_parts())) == 2
    assert body(message, "plain") == forged


def test_lone_surrogates_and_nul_in_the_content_do_not_stop_the_mail() -> None:
    assert body(sent(text="a\ud800b\0c"), "plain") == "a?bc\n"


@pytest.mark.parametrize("recipient", ["nobody", "a@b@c", "a..b@example.com", "", "a b@x.org"])
def test_an_unusable_address_is_named(recipient: str) -> None:
    envelope = replace(ENVELOPE, recipient=recipient)
    with pytest.raises(UnusableAddressError, match="is not a mail address"):
        build_message(MailContent("s", "t", "h"), envelope)
