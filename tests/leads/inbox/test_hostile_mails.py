"""Whatever is in a mail, it is read, and what it cannot be is not believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.leads.inbox.incoming import read_incoming
from tests.leads.inbox.hostile_mails import hostile_mails


@pytest.mark.parametrize("wrong", hostile_mails())
def test_a_hostile_mail_is_read(wrong: str) -> None:
    mail = read_incoming(hostile_mails()[wrong])
    assert len(mail.text) <= 100_000
    assert len(mail.reports) <= 500


@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    read_incoming(raw)


def test_a_header_that_breaks_its_line_adds_none() -> None:
    raw = (
        b"From: a@example.com\nSubject: =?utf-8?q?Hi=0D=0AAuto-Submitted=3A_auto-replied?=\n\nYes\n"
    )
    mail = read_incoming(raw)
    assert mail.kind == "reply"
    assert mail.subject == "Hi Auto-Submitted: auto-replied"


def test_a_mail_that_nests_beyond_reason_is_read_as_one_text() -> None:
    assert "Hello" in read_incoming(hostile_mails()["nested multiparts"]).text


def test_a_text_in_a_charset_that_nobody_knows_is_read_all_the_same() -> None:
    raw = b"From: a@example.com\nContent-Type: text/plain; charset=klingon\n\nGr\xc3\xbc\xc3\x9fe\n"
    assert read_incoming(raw).text == "Grüße"
