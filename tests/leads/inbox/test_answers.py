"""People and machines that answer: told apart, and what is new in what they wrote."""

from datetime import date

import pytest

from app.agents.leads.inbox.incoming import read_incoming
from app.agents.leads.inbox.return_date import return_date
from tests.leads.inbox.answers import Answer, answers

TUESDAY = date(2026, 5, 12)


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.name)
def test_an_answer_is_what_it_is(answer: Answer) -> None:
    mail = read_incoming(answer.raw)
    assert mail.kind == answer.kind
    assert mail.text.split() == answer.words.split()
    assert mail.returns_on == answer.returns_on


def reply(body: str, headers: str = "", subject: str = "Re: Lunch") -> bytes:
    head = f"From: Lerato <lerato@vlei.example>\nSubject: {subject}\n"
    return f"{head}Date: Tue, 12 May 2026 11:40:00 +0200\n{headers}\n{body}\n".encode()


def test_a_receipt_is_no_answer() -> None:
    receipt = (
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nYour mail was displayed.\n--b\n"
        "Content-Type: message/disposition-notification\n\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n--b--"
    )
    assert read_incoming(reply("", receipt.partition("\n")[0] + "\n")).kind == "reply"
    head, _, body = receipt.partition("\n\n")
    assert read_incoming(reply(body, f"{head}\n")).kind == "other"


def test_a_newsletter_is_no_answer_and_a_persons_answer_through_a_list_is() -> None:
    listed = "List-Unsubscribe: <https://news.example/leave>\n"
    assert read_incoming(reply("Our news", listed, "News of May")).kind == "other"
    answered = f"{listed}In-Reply-To: <offer-1@debonairs.example>\n"
    assert read_incoming(reply("Yes, please.", answered)).kind == "reply"


def test_an_answer_names_the_mails_it_answers() -> None:
    first, second = "<a@debonairs.example>", "<b@debonairs.example>"
    headers = f"In-Reply-To: {second}\nReferences: {first}\n {second}\n"
    mail = read_incoming(reply("Yes.", headers))
    assert mail.original_message_ids == ("b@debonairs.example", "a@debonairs.example")
    assert mail.sender == "lerato@vlei.example"
    assert mail.sent_on == TUESDAY


def test_the_words_that_a_quoted_mail_has_object_to_nothing() -> None:
    quoted = "Yes!\n\nOn 12 May 2026, Thandi wrote:\n> Please remove me, stop mailing me."
    assert read_incoming(reply(quoted)).kind == "reply"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I'm back on Monday.", date(2026, 5, 18)),
        ("I'm out until 20 May and back on 21 May.", date(2026, 5, 21)),
        ("Away from 30 December to 4 January.", date(2027, 1, 4)),
        ("I am back on 15 December.", date(2026, 12, 15)),
        ("Volto no dia 15 de dezembro.", date(2026, 12, 15)),
        ("I return on 05/25/2026.", date(2026, 5, 25)),
        ("Back on 31 June.", None),
        ("Back on 5 May.", date(2027, 5, 5)),
        ("Back on 1 May 2024.", None),
        ("Call 011 555 0142, extension 12, or see room 3.15.", None),
        ("I was away until 3 March 2026.", None),
    ],
)
def test_the_day_of_return_is_one_that_comes(text: str, day: date | None) -> None:
    assert return_date(text, TUESDAY) == day


def test_a_day_without_a_year_is_none_while_nobody_knows_when_it_was_written() -> None:
    assert return_date("Back on 5 June.", None) is None
    assert return_date("Back on 5 June 2026.", None) == date(2026, 6, 5)


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office lunches",
        "On holiday menus",
        "Abwesenheit Frau Klein",
        "Automated lunch deliveries",
        "Unsubscribe link broken?",
        "Undelivered lunch",
        "Returned mail",
        "Ticket 12 for the concert",
    ],
)
def test_a_subject_that_begins_like_a_machines_may_be_a_persons(subject: str) -> None:
    raw = reply("Could we talk about it on Friday?", subject=subject)
    assert read_incoming(raw).kind == "reply"


@pytest.mark.parametrize("subject", ["Out of office: Lunch", "Out of office", "Abwesend bis 20.5."])
def test_a_subject_that_says_no_more_than_that_is_a_machines(subject: str) -> None:
    assert read_incoming(reply("See above.", subject=subject)).kind == "auto_reply"
