"""A sequence from its start to its end: when each mail goes, in which thread, and from where."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.agents.leads.tables import LeadStatus, SequenceMailState
from app.parts.mail.failures import (
    MailRefusedError,
    MailServerAwayError,
    UnknownOutcomeError,
)
from tests.leads.campaigns.world import MONDAY, World

NEW_YORK = ZoneInfo("America/New_York")


def test_five_mails_go_in_one_thread_each_so_many_days_after_the_delivered_one_before(
    world: World,
) -> None:
    lead = world.lead()
    world.campaign(lead)
    went = world.days(30)
    assert [row.step for row in world.rows()] == [
        *("introduction", "value_proposition", "case_study", "soft_reminder", "breakup")
    ]
    assert len(went) == 5
    for (before, after), wait in zip(pairwise(went), (3, 4, 5, 7), strict=True):
        assert after.at - before.at >= timedelta(days=wait)
        assert after.at - before.at < timedelta(days=wait + 4)  # a weekend, Thanksgiving
    ids = [str(one.message["Message-ID"]) for one in went]
    assert went[0].message["In-Reply-To"] is None
    for number, one in enumerate(went[1:], start=1):
        assert one.message["In-Reply-To"] == ids[number - 1]
        assert str(one.message["References"]).split() == ids[:number]
    assert world.way(lead).ended_because == "all its mails were sent"
    assert world.stored_lead(lead).status == LeadStatus.EMAILED


@pytest.mark.long
def test_each_mail_goes_in_the_leads_own_working_hours(world: World) -> None:
    world.campaign(world.lead())
    for one in world.days(25, hours=3):
        there = one.at.astimezone(NEW_YORK)
        assert there.weekday() < 5
        assert 9 <= there.hour < 17
        assert (there.month, there.day) != (11, 26)  # Thanksgiving


def test_a_late_delivery_moves_what_follows_on_it(world: World) -> None:
    """The days are counted from what was delivered, not from what was planned."""
    world.campaign(world.lead())
    world.round()
    world.clock.go_on(days=3)
    (first,) = world.deliver()
    world.round()
    assert world.rows()[1].scheduled_for == first.at + timedelta(days=3)


def test_every_mail_has_the_headers_and_the_foot_that_the_law_asks_for(world: World) -> None:
    world.campaign(world.lead())
    (one,) = world.days(1)
    message = one.message
    link = str(message["List-Unsubscribe"])
    assert link.startswith("<http://localhost:8000/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(message["From"]) == "Sipho Dube <sipho@lunch.example>"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        text = part.get_content()
        assert "14 Marine Parade, Durban 4001" in text
        assert "You get this mail because" in text
        assert "/unsubscribe/" in text
        assert "This mail is an advertisement." in text  # CAN-SPAM
    row = world.rows()[0]
    assert (row.rule, row.ground, row.message_id) == ("us-can-spam", "none", mail_id(message))
    assert row.rules_version
    assert {"country": "US", "source": "stated", "value": "US"} in row.country_evidence


def mail_id(message: object) -> str:
    return str(message["Message-ID"]).strip("<>")  # type: ignore[index]


def test_a_sequence_stays_with_the_mailbox_that_it_began_from(world: World) -> None:
    lead = world.lead()
    world.campaign(lead)
    world.days(1)
    changed = {"outreach_from": "Thandi <thandi@lunch.example>"}
    settings = world.parts.settings.model_copy(update=changed)
    object.__setattr__(world.parts, "settings", settings)
    other = world.lead("ben@acme.example")
    world.campaign(other)
    world.days(7)
    senders = {one.recipient: str(one.message["From"]) for one in world.sender.went}
    assert senders["ben@acme.example"] == "Thandi <thandi@lunch.example>"
    assert senders["ann@acme.example"] == "sipho@lunch.example"


def test_without_a_word_of_the_lead_a_second_campaign_of_the_same_mailbox_waits_its_turn(
    world: World,
) -> None:
    """One mail at a time, a minute or more between two."""
    leads = [world.lead(f"lead{number}@acme.example") for number in range(4)]
    world.campaign(*leads)
    world.round()
    for _ in range(30):
        world.deliver()
        world.clock.go_on(seconds=30)
    moments = [one.at for one in world.sender.went]
    assert len(moments) == 4
    assert all(b - a >= timedelta(minutes=1) for a, b in pairwise(moments))


@pytest.mark.long
def test_a_new_mailbox_sends_few_mails_on_its_first_day_and_more_each_day(world: World) -> None:
    world.campaign(*(world.lead(f"lead{number}@acme.example") for number in range(25)))
    world.round()
    for _ in range(28 * 6):
        world.deliver()
        world.clock.go_on(minutes=10)
    days = Counter(one.at.date() for one in world.sender.went)
    assert list(days.values()) == [10, 12]


def test_the_caps_of_mailbox_and_campaign_are_counted_when_a_mail_goes(world: World) -> None:
    leads = [world.lead(f"lead{number}@acme.example") for number in range(6)]
    world.campaign(*leads, daily_cap=2)
    world.round()
    for _ in range(60):
        world.deliver()
        world.clock.go_on(minutes=5)
    assert len(world.sender.went) == 2
    waiting = [row for row in world.rows() if row.sent_at is None]
    assert {row.refusal for row in waiting} == {"The campaign has sent its 2 mails of today"}
    tomorrow = MONDAY.date() + timedelta(days=1)
    assert all(row.scheduled_for and row.scheduled_for.date() == tomorrow for row in waiting)


def test_a_mail_that_the_server_refuses_for_good_ends_the_sequence_with_its_words(
    world: World,
) -> None:
    lead = world.lead()
    world.campaign(lead)

    def refuse() -> None:
        raise MailRefusedError("550 no such person")

    world.sender.before = refuse
    world.days(2)
    assert world.sender.went == []
    assert "550 no such person" in world.way(lead).ended_because
    assert world.rows()[0].sent_at is None


def test_what_may_have_arrived_is_never_sent_again_and_ends_the_sequence(world: World) -> None:
    lead = world.lead()
    world.campaign(lead)

    def cut() -> None:
        raise UnknownOutcomeError("no answer after the dot")

    world.sender.after = cut
    assert len(world.days(20)) == 1
    assert world.way(lead).ended_because == "nobody can know whether the mail before arrived"
    assert world.rows()[0].sent_at is not None


def test_a_mail_that_was_not_taken_for_now_is_tried_again_and_counts_once(world: World) -> None:
    world.campaign(world.lead())
    world.round()

    def away() -> None:
        raise MailServerAwayError("451 later")

    world.sender.after = away
    world.deliver()
    assert world.rows()[0].sent_at is None
    world.sender.after = lambda: None
    world.clock.go_on(minutes=5)
    world.deliver()
    assert world.rows()[0].sent_at == world.clock()
    assert world.rows()[0].state == SequenceMailState.HANDED_OVER
