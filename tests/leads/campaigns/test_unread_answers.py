"""While the mailbox of answers is not read, nobody is written to a second time."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.agents.leads.campaigns.answers import READ_WITHIN
from app.agents.leads.listening.account import account_of
from app.agents.leads.tables import InboxPlace
from app.parts.store.database import Database
from tests.leads.campaigns.world import MONDAY, Went, World

MAILBOX = {
    "IMAP_HOST": "imap.lunch.example",
    "IMAP_USERNAME": "sipho@lunch.example",
    "IMAP_PASSWORD": "secret",
}


@pytest.fixture
def listening(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path, **MAILBOX)


def read_mailbox(world: World) -> None:
    account = account_of(world.parts.settings)
    assert account is not None
    with world.database.write() as session:
        session.merge(
            InboxPlace(mailbox=account.name, uid_validity=1, last_uid=0, changed_at=world.clock.now)
        )


def days(world: World, count: int, *, reading: bool) -> list[Went]:
    """A round and a pass a day, in New York's working hours, after the mailbox was read or not."""
    before = len(world.sender.went)
    for _ in range(count):
        if reading:
            read_mailbox(world)
        world.round()
        world.deliver()
        world.clock.go_on(days=1)
    return world.sender.went[before:]


def test_a_follow_up_waits_until_the_mailbox_is_read_and_is_not_lost(listening: World) -> None:
    listening.campaign(listening.lead())
    assert len(days(listening, 10, reading=False)) == 1  # nobody can have answered before the first
    second = listening.rows()[1]
    assert second.sent_at is None
    assert second.refusal == (
        "Not now: the mailbox sipho@lunch.example at imap.lunch.example was not read yet, and they "
        "may have answered"
    )
    assert days(listening, 5, reading=True)
    assert listening.rows()[1].sent_at is not None


def test_a_mailbox_that_was_read_before_and_is_no_more_holds_what_follows(
    listening: World,
) -> None:
    listening.campaign(listening.lead())
    days(listening, 1, reading=True)
    assert days(listening, 10, reading=False) == []
    assert "was not read since 16 November 15:00 UTC" in (listening.rows()[1].refusal or "")


def test_the_mailbox_is_asked_about_again_before_the_dot(listening: World) -> None:
    listening.campaign(listening.lead())
    days(listening, 1, reading=True)
    listening.clock.now = MONDAY + timedelta(days=7)
    read_mailbox(listening)
    listening.round()

    def stand_still() -> None:
        listening.clock.go_on(seconds=READ_WITHIN.total_seconds() + 1)

    listening.sender.before = stand_still
    assert listening.deliver() == []
    assert listening.rows()[1].sent_at is None


def test_who_was_written_to_in_another_campaign_may_have_answered_as_well(
    listening: World,
) -> None:
    lead = listening.lead()
    listening.campaign(lead)
    days(listening, 1, reading=True)
    second = listening.campaign(lead)
    assert days(listening, 2, reading=False) == []
    [row] = [row for row in listening.rows() if row.campaign_id == second]
    assert "may have answered" in (row.refusal or "")


def test_a_clock_that_was_set_back_makes_no_mailbox_read(listening: World) -> None:
    listening.campaign(listening.lead())
    days(listening, 1, reading=True)
    listening.clock.go_on(days=9)
    read_mailbox(listening)
    listening.clock.go_on(days=-9)
    assert days(listening, 8, reading=False) == []
    assert "was not read since" in (listening.rows()[1].refusal or "")
