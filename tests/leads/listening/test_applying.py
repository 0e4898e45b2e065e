"""What comes into the mailbox, and what becomes of the lead it concerns."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.agents.leads.tables import LeadStatus
from tests.conftest import NOON
from tests.leads.listening.desk import (
    ANN,
    AWAY,
    TEAM,
    Desk,
    answer,
    complaint,
    id_of,
    report,
)


def test_an_answer_ends_the_sequence_and_the_team_hears_of_it_once(desk: Desk) -> None:
    ann = desk.write_to()
    first = answer("Sounds good, <b>call</b> me.", to=id_of(ann))
    assert desk.receive(first) == ["replied"]
    assert desk.lead(ann).status == LeadStatus.REPLIED
    assert desk.mail(ann).replied_at == NOON
    assert desk.is_silent(ann)
    assert not desk.is_suppressed(ANN)
    [mail] = desk.told()
    assert mail.subject == "Ann Botha has answered"
    assert "> Sounds good, <b>call</b> me." in mail.text
    assert "&lt;b&gt;call" in mail.html
    assert f"http://localhost:8000/leads/{ann}" in mail.text
    assert desk.receive(first) == []
    assert desk.receive(answer("And bring plates.", to=id_of(ann))) == ["replied"]
    assert len(desk.told()) == 1
    assert [event.detail for event in desk.events(ann)] == [
        "Sounds good, <b>call</b> me.",
        "And bring plates.",
    ]


@pytest.mark.parametrize("sender", ["Ann+work@Vlei.example", "ANN@vlei.example"])
def test_an_answer_that_names_no_mail_is_known_by_its_sender(desk: Desk, sender: str) -> None:
    ann = desk.write_to()
    assert desk.receive(answer("Who are you?", sender=sender)) == ["replied"]
    assert desk.is_silent(ann)


def test_an_answer_from_another_address_is_known_by_the_mail_it_names(desk: Desk) -> None:
    ann = desk.write_to(sent=2)
    references = f"<{id_of(ann, 1)}> <{id_of(ann, 2)}>"
    raw = answer("She left, write to me.", sender="ben@elsewhere.example", References=references)
    assert desk.receive(raw) == ["replied"]
    assert desk.is_silent(ann)


def test_a_mail_that_concerns_nobody_does_nothing(desk: Desk) -> None:
    ann = desk.write_to()
    assert desk.receive(answer("Hello there", sender="eve@elsewhere.example")) == []
    assert desk.receive(answer("Hello", sender="eve@elsewhere.example", to="x@y.example")) == []
    assert desk.events(ann) == []
    assert not desk.is_silent(ann)


def test_an_answer_to_a_colleague_s_mail_ends_the_sequences_of_both(desk: Desk) -> None:
    ann, ben = desk.write_to(), desk.write_to("ben@vlei.example", name="Ben")
    raw = answer("Ann gave me this, let's talk.", sender="ben@vlei.example", to=id_of(ann))
    assert desk.receive(raw) == ["replied", "replied"]
    assert desk.is_silent(ann)
    assert desk.is_silent(ben)


@pytest.mark.parametrize(
    "sender", ["lunch@debonairs.example", TEAM, "Team+lunch@debonairs.example"]
)
def test_what_the_team_writes_is_no_answer(desk: Desk, sender: str) -> None:
    ann = desk.write_to()
    assert desk.receive(answer("Dear Ann, about my mail", sender=sender, to=id_of(ann))) == []
    assert not desk.is_silent(ann)


def test_a_mail_of_ours_that_comes_back_as_it_is_is_no_answer(desk: Desk) -> None:
    ann = desk.write_to()
    desk.store_own_mail(id_of(ann))
    back = answer("We bring lunch.", sender="list@vlei.example", message_id=f"<{id_of(ann)}>")
    assert desk.receive(back) == []
    assert not desk.is_silent(ann)


def test_whoever_tries_a_campaign_on_the_team_s_own_address_can_answer_it(desk: Desk) -> None:
    own = desk.write_to(TEAM)
    assert desk.receive(answer("It works", sender=TEAM, to=id_of(own))) == ["replied"]
    assert desk.is_silent(own)


def test_an_objection_is_for_good_and_no_later_answer_changes_it(desk: Desk) -> None:
    ann = desk.write_to()
    assert desk.receive(answer("Please remove me from your list.", to=id_of(ann))) == ["objected"]
    assert desk.lead(ann).status == LeadStatus.UNSUBSCRIBED
    assert desk.mail(ann).unsubscribed_at == NOON
    assert desk.is_silent(ann)
    assert desk.is_suppressed("ANN+again@vlei.example")
    desk.receive(answer("On second thoughts, call me.", to=id_of(ann)))
    assert desk.lead(ann).status == LeadStatus.UNSUBSCRIBED


def test_a_complaint_about_a_mail_of_ours_is_for_good(desk: Desk) -> None:
    ann = desk.write_to()
    assert desk.receive(complaint(of=id_of(ann))) == ["complained"]
    assert desk.lead(ann).status == LeadStatus.UNSUBSCRIBED
    assert desk.is_silent(ann)
    assert desk.is_suppressed(ANN)


def test_a_bounce_of_an_address_that_is_gone_is_for_good(desk: Desk) -> None:
    ann = desk.write_to()
    assert desk.receive(report("5.1.1", of=id_of(ann))) == ["bounced"]
    assert desk.lead(ann).status == LeadStatus.BOUNCED
    assert (desk.mail(ann).bounced_at, desk.mail(ann).bounce_type) == (NOON, "hard")
    assert desk.is_silent(ann)
    assert desk.is_suppressed(ANN)
    assert desk.told() == []


def test_the_third_mail_in_a_month_that_comes_back_for_now_is_the_last(desk: Desk) -> None:
    ann = desk.write_to(sent=3)
    for number in (1, 2):
        raw = report("5.2.2", of=id_of(ann, number), number=number)
        assert desk.receive(raw) == ["soft_bounced"]
        again = report("5.2.2", of=id_of(ann, number), number=10 + number)
        assert desk.receive(again) == ["soft_bounced"]
    assert not desk.is_silent(ann)
    assert desk.receive(report("5.2.2", of=id_of(ann, 3), number=3)) == ["bounced"]
    assert desk.is_silent(ann)
    assert desk.is_suppressed(ANN)


def test_bounces_for_now_that_lie_months_apart_do_not_add_up(desk: Desk) -> None:
    ann = desk.write_to(sent=3)
    for number in (1, 2, 3):
        raw = report("5.2.2", of=id_of(ann, number), number=number)
        assert desk.receive(raw, NOON + timedelta(days=31 * number)) == ["soft_bounced"]
    assert not desk.is_silent(ann)


@pytest.mark.parametrize("raw", [report("5.1.1"), complaint()])
def test_a_report_that_names_only_the_address_silences_and_is_not_for_good(
    desk: Desk, raw: bytes
) -> None:
    ann = desk.write_to()
    [event] = desk.receive(raw)
    assert event.endswith("_without_proof")
    assert desk.is_silent(ann)
    assert not desk.is_suppressed(ANN)
    assert desk.lead(ann).status == LeadStatus.EMAILED


@pytest.mark.parametrize(
    "raw", [report("5.1.1", of="other@elsewhere.example"), complaint(of="other@elsewhere.example")]
)
def test_a_report_about_somebody_else_s_mail_does_nothing(desk: Desk, raw: bytes) -> None:
    ann = desk.write_to()
    assert desk.receive(raw) == []
    assert not desk.is_silent(ann)


def test_a_report_that_names_only_an_address_of_last_month_does_nothing(desk: Desk) -> None:
    ann = desk.write_to()
    assert desk.receive(report("5.1.1"), NOON + timedelta(days=30)) == []
    assert not desk.is_silent(ann)


@pytest.mark.parametrize(
    ("raw", "event"),
    [
        (report("4.2.0", of=id_of(1), action="delayed"), "delayed"),
        (report("2.0.0", of=id_of(1), action="delivered"), "delivered"),
    ],
)
def test_a_delay_or_a_delivery_is_noted_and_the_sequence_goes_on(
    desk: Desk, raw: bytes, event: str
) -> None:
    ann = desk.write_to()
    assert desk.receive(raw) == [event]
    assert not desk.is_silent(ann)
    assert desk.mail(ann).bounced_at is None


@pytest.mark.parametrize(
    ("words", "first_day"),
    [
        # Back on Tuesday; Wednesday 16 December is a holiday in South Africa.
        ("I am out of the office until Tuesday, 15 December 2026.", date(2026, 12, 17)),
        ("I am out of the office, back on Friday, 27 November 2026.", date(2026, 11, 30)),
        ("I am out of the office.", date(2026, 11, 30)),
        ("I am out of the office until 2 November 2026.", date(2026, 11, 30)),
    ],
)
def test_an_automatic_reply_lets_the_sequence_wait_for_the_working_day_after_the_return(
    desk: Desk, words: str, first_day: date
) -> None:
    ann = desk.write_to()
    assert desk.receive(answer(words, to=id_of(ann), **AWAY)) == ["auto_replied"]
    assert not desk.is_silent(ann)
    midnight_there = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC)
    assert desk.way(ann).paused_until == midnight_there - timedelta(hours=2)
    assert desk.told() == []


@pytest.mark.parametrize("year", [2028, 2099])
def test_nobody_is_away_for_years(desk: Desk, year: int) -> None:
    ann = desk.write_to()
    words = f"I am out of the office until 3 March {year}."
    assert desk.receive(answer(words, to=id_of(ann), **AWAY)) == ["auto_replied"]
    paused_until = desk.way(ann).paused_until
    assert paused_until is not None
    assert paused_until < NOON + timedelta(days=375)


def test_a_sequence_that_waits_waits_no_shorter_for_a_second_automatic_reply(desk: Desk) -> None:
    ann = desk.write_to(sent=2)
    for words in ("I am back on 15 December 2026.", "I am out of the office."):
        desk.receive(answer(words, to=id_of(ann), **AWAY))
    paused_until = desk.way(ann).paused_until
    assert paused_until is not None
    assert paused_until.date() == date(2026, 12, 16)


def test_every_copy_of_a_message_is_the_same_message(desk: Desk) -> None:
    ann = desk.write_to()
    raw = answer("Yes please", to=id_of(ann))
    assert desk.receive(raw) == ["replied"]
    assert desk.receive(b"Received: from another.example by mx.example\r\n" + raw) == []
    assert desk.receive(raw.replace(b"\n", b"\r\n")) == []
    assert len(desk.events(ann)) == 1
