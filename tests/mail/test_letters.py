"""Mails that are no summary: from a person's address, in a thread, in no list."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from app.parts.mail import mails
from app.parts.mail.message import (
    Envelope,
    MailContent,
    UnusableAddressError,
    UnusableMailError,
    build_message,
)
from app.parts.mail.pausing import (
    Subscription,
    active_recipients,
    is_paused,
    set_paused,
    subscription_of,
)
from app.parts.mail.tables import TEAM_LIST, Mail, MailKind
from app.parts.runs import run_requests
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.conftest import NOON

LETTER = Envelope(
    sender="Zoë Mbeki <zoe@sales.example>",
    recipient="ann@client.example",
    message_id="step-2.ann@sales.example",
    date=NOON,
    reply_to="Replies <replies@sales.example>",
    in_reply_to="step-1.ann@sales.example",
    thread=("first@client.example", "step-1.ann@sales.example"),
)
CONTENT = MailContent("Hello", "Hello Ann", "<p>Hello Ann</p>")
HOSTILE = {
    "another header": "a@b\r\nBcc: eve@evil.example",
    "a space": "a b@c",
    "brackets": "<a@b>",
    "no at sign": "no-at-sign",
    "endless": "x" * 300 + "@b",
    "not ASCII": "é@b.example",
}


def sent(envelope: Envelope) -> EmailMessage:
    """As the other side reads it."""
    content = build_message(CONTENT, envelope).as_bytes()
    return message_from_bytes(content, policy=policy.default)


def test_a_letter_says_who_wrote_it_where_to_answer_and_what_it_follows() -> None:
    letter = sent(LETTER)
    assert letter["From"] == "Zoë Mbeki <zoe@sales.example>"
    assert letter["Reply-To"] == "Replies <replies@sales.example>"
    assert letter["In-Reply-To"] == "<step-1.ann@sales.example>"
    assert letter["References"] == "<first@client.example> <step-1.ann@sales.example>"


def test_a_letter_is_of_no_list_and_no_machine_s() -> None:
    letter = sent(LETTER)
    for name in ("List-Id", "List-Unsubscribe", "Auto-Submitted", "X-Auto-Response-Suppress"):
        assert name not in letter


def test_a_summary_is_of_a_list_and_asks_for_no_automatic_answer() -> None:
    summary = sent(replace(LETTER, list_id="brand-scout.sales.example", auto_submitted=True))
    assert summary["List-Id"] == "<brand-scout.sales.example>"
    assert summary["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_message_id_is_left_out_of_the_thread(hostile: str) -> None:
    letter = sent(replace(LETTER, in_reply_to=hostile, thread=(hostile, "good@client.example")))
    assert letter["In-Reply-To"] is None
    assert letter["References"] == "<good@client.example>"
    assert letter["Bcc"] is None


def test_a_long_thread_keeps_its_newest_ids() -> None:
    thread = tuple(f"{number}@client.example" for number in range(500))
    letter = sent(replace(LETTER, in_reply_to="499@client.example", thread=thread))
    references = str(letter["References"]).split()
    assert references[-1] == "<499@client.example>"
    assert len(references) <= 21


def test_an_address_to_answer_to_that_is_none_makes_no_mail() -> None:
    with pytest.raises(UnusableAddressError):
        build_message(CONTENT, replace(LETTER, reply_to="nobody"))


def a_mail(number: int, **values: Any) -> Mail:
    return Mail(
        recipient="ann@example.com",
        message_id=f"{number}@example.com",
        created_at=NOON,
        next_try_at=NOON,
        give_up_at=NOON,
        changed_at=NOON,
        **values,
    )


def test_a_run_may_send_several_mails_to_one_person(database: Database, noon: datetime) -> None:
    run, _ = run_requests.add_requested_run(database, agent="a", profile="p", now=noon)
    with database.write() as session:
        session.add_all(a_mail(number, run_id=run.id, kind=MailKind.LETTER) for number in range(3))
    with database.read() as session:
        assert len(mails.mails_of_run(session, required_id(run.id))) == 3


def test_pausing_one_list_leaves_the_others(database: Database, noon: datetime) -> None:
    summaries = Subscription(TEAM_LIST, "ann@example.com")
    set_paused(database, summaries, paused=True, now=noon)
    with database.read() as session:
        assert active_recipients(session, ["ann@example.com"], TEAM_LIST) == ()
        assert active_recipients(session, ["ann@example.com"], "briefings") == ("ann@example.com",)
    assert not is_paused(database, Subscription("briefings", "ann@example.com"))


def test_a_letter_has_no_list_to_pause(database: Database) -> None:
    with database.write() as session:
        letter, summary = a_mail(1), a_mail(2, list_name=TEAM_LIST)
        session.add_all([letter, summary])
        session.flush()
        ids = letter.id, summary.id
    assert subscription_of(database, ids[0] or 0) is None
    assert subscription_of(database, ids[1] or 0) == Subscription(TEAM_LIST, "ann@example.com")


UNUSABLE = {
    "another header": "a@b\r\nBcc: eve@evil.example",
    "nothing": "",
    "not ASCII": "é@b.example",
    "half of a pair": "\ud800@b",
    "endless": "x" * 3000 + "@b",
}


@pytest.mark.parametrize("hostile", UNUSABLE.values(), ids=UNUSABLE)
def test_of_an_id_that_would_be_another_header_no_mail_is_made(hostile: str) -> None:
    with pytest.raises(UnusableMailError):
        build_message(CONTENT, replace(LETTER, message_id=hostile))
    with pytest.raises(UnusableMailError):
        build_message(CONTENT, replace(LETTER, list_id=hostile))


def test_an_address_of_any_characters_can_be_written_into_a_header() -> None:
    letter = sent(replace(LETTER, unsubscribe_url="http://x/\r\nBcc: e@e.example\ud800"))
    assert letter["List-Unsubscribe"] == "<http://x/%0D%0ABcc:%20e@e.example?>"


def test_pausing_and_going_on_may_be_said_many_times_at_once(
    database: Database, noon: datetime
) -> None:
    one = Subscription(TEAM_LIST, "ann@example.com")

    def say(number: int) -> None:
        set_paused(database, one, paused=number % 3 > 0, now=noon)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(say, range(60)))
    set_paused(database, one, paused=True, now=noon)
    assert is_paused(database, one)
    set_paused(database, one, paused=False, now=noon)
    assert not is_paused(database, one)
