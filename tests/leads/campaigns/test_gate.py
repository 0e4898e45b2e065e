"""What stops a mail, up to the last moment before its dot."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, delete, select

from app.agents.leads.campaigns import campaigns
from app.agents.leads.campaigns.adding import add_leads
from app.agents.leads.campaigns.stopping import pause_lead, stop_sequence, suppress_address
from app.agents.leads.campaigns.unsubscribing import Subscription, unsubscribe
from app.agents.leads.suppressions import suppress
from app.agents.leads.tables import (
    CampaignLead,
    EmailEvent,
    Lead,
    LeadStatus,
    SequenceMail,
    SequenceMailState,
)
from app.parts.mail.tables import MailPhase
from tests.leads.campaigns.world import SECRET, World

Stop = Callable[[World, int, int], None]


def answered(world: World, lead: int, _campaign: int) -> None:
    with world.database.write() as session:
        stop_sequence(session, lead, "replied", world.clock())


def unsubscribed(world: World, lead: int, campaign: int) -> None:
    asked = Subscription(lead, campaign, "ann@acme.example")
    unsubscribe(world.database, world.parts.settings, asked, world.clock())


def suppressed(address: str) -> Stop:
    def suppress_it(world: World, _lead: int, _campaign: int) -> None:
        with world.database.write() as session:
            suppress_address(
                session,
                address,
                reason="by hand",
                source="test",
                now=world.clock(),
                secret=SECRET,
            )

    return suppress_it


def erased(world: World, lead: int, _campaign: int) -> None:
    """As an erasure does it: the lead's row first."""
    with world.database.write() as session:
        session.exec(select(Lead).where(Lead.id == lead).with_for_update()).one()
        for table in (EmailEvent, SequenceMail, CampaignLead):
            session.execute(delete(table).where(col(table.lead_id) == lead))
        session.execute(delete(Lead).where(col(Lead.id) == lead))


def stopped(world: World, _lead: int, campaign: int) -> None:
    campaigns.stop(world.database, campaign, world.clock())


def noted(world: World, lead: int, _campaign: int) -> None:
    """Only the event was stored: the law's own look finds it."""
    with world.database.write() as session:
        session.add(EmailEvent(lead_id=lead, kind="objected", created_at=world.clock()))


STOPS = {
    "a reply": answered,
    "an unsubscription": unsubscribed,
    "the address suppressed": suppressed("Ann+x@ACME.example"),
    "its domain suppressed": suppressed("@acme.example"),
    "an erasure": erased,
    "the campaign stopped": stopped,
    "an objection that was noted": noted,
}


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_stops_a_mail_that_waits_in_the_outbox(world: World, stop: Stop) -> None:
    lead = world.lead()
    campaign = world.campaign(lead)
    world.round()
    stop(world, lead, campaign)
    assert world.days(8) == []
    assert [mail.phase for mail in world.mails()] == [MailPhase.FAILED]
    assert world.mails()[0].error
    assert all(row.state == SequenceMailState.CANCELLED for row in world.rows())
    assert all(row.refusal and row.sent_at is None for row in world.rows())


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_stops_a_mail_while_the_server_is_spoken_to(world: World, stop: Stop) -> None:
    lead = world.lead()
    campaign = world.campaign(lead)
    world.round()
    world.sender.before = lambda: stop(world, lead, campaign)
    assert world.deliver() == []
    assert [mail.phase for mail in world.mails()] == [MailPhase.FAILED]
    assert all(row.sent_at is None for row in world.rows())


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_stops_what_would_follow_on_a_mail_that_went(world: World, stop: Stop) -> None:
    lead = world.lead()
    campaign = world.campaign(lead)
    assert len(world.days(1)) == 1
    world.round()
    stop(world, lead, campaign)
    assert world.days(8) == []


def test_a_pause_of_the_campaign_holds_its_mails_and_none_is_lost(world: World) -> None:
    campaign = world.campaign(world.lead())
    world.round()
    campaigns.pause(world.database, campaign)
    assert world.days(3) == []
    assert world.rows()[0].refusal == "The campaign is paused"
    world.start(campaign)
    assert len(world.days(2)) == 1


def test_a_pause_that_comes_while_the_server_is_spoken_to_holds_the_mail(world: World) -> None:
    campaign = world.campaign(world.lead())
    world.round()

    def pause() -> None:
        campaigns.pause(world.database, campaign)

    world.sender.before = pause
    assert world.deliver() == []
    world.sender.before = lambda: None
    world.start(campaign)
    assert len(world.days(2)) == 1


def test_a_lead_who_is_away_is_left_alone_until_they_are_back(world: World) -> None:
    lead = world.lead()
    world.campaign(lead)
    world.round()
    back = world.clock() + timedelta(days=9)
    with world.database.write() as session:
        assert pause_lead(session, lead, back) == 1
        assert pause_lead(session, lead, back - timedelta(days=1)) == 0
    went = world.days(14)
    assert went[0].at >= back


def test_a_mail_that_nobody_approved_does_not_go(world: World) -> None:
    world.campaign(world.lead())
    world.round()
    with world.database.write() as session:
        row = session.exec(select(SequenceMail)).one()
        row.approved_at = None
        session.add(row)
    assert world.deliver() == []
    assert world.rows()[0].refusal == "Not sent: nobody approved it"


def test_what_the_law_forbids_is_not_written_and_says_what_would_make_it_lawful(
    world: World,
) -> None:
    lead = world.lead("max@acme.de", country="DE", location="Berlin", company="Acme GmbH")
    world.campaign(lead)
    assert world.days(3) == []
    assert world.rows() == []
    assert world.way(lead).ended_because.startswith("not lawful: Germany")
    assert "Lawful with a recorded consent" in world.way(lead).ended_because


def test_who_is_added_again_after_the_country_was_put_right_is_written_to(world: World) -> None:
    lead = world.lead("max@acme.example", country="DE", location="Berlin")
    campaign = world.campaign(lead)
    world.days(1)
    assert world.way(lead).ended_at is not None
    with world.database.write() as session:
        row = session.get_one(Lead, lead)
        row.country, row.location = "US", "New York, United States"
    added = add_leads(world.database, world.parts.settings, campaign, [lead], world.clock())
    assert (added.added, added.already) == ((lead,), ())
    assert [went.recipient for went in world.days(2)] == ["max@acme.example"]


def test_who_is_added_again_while_the_law_forbids_it_stays_unwritten(world: World) -> None:
    lead = world.lead("max@acme.de", country="DE", location="Berlin", company="Acme GmbH")
    campaign = world.campaign(lead)
    world.days(1)
    add_leads(world.database, world.parts.settings, campaign, [lead], world.clock())
    assert world.days(2) == []
    assert world.way(lead).ended_because.startswith("not lawful: Germany")


def test_who_is_no_customer_in_south_africa_gets_one_mail_that_asks(world: World) -> None:
    lead = world.lead("jane@acme.co.za", country="ZA", location="Durban")
    world.campaign(lead)
    went = world.days(6, hours=5)
    assert [row.step for row in world.rows()] == ["consent_request"]
    assert len(went) == 1
    text = went[0].message.get_body(("plain",))
    assert text is not None
    assert "About your data:" in text.get_content()
    assert world.way(lead).ended_at is None  # silence is no consent, nor a no


def test_a_foot_that_somebody_took_out_is_missed_by_the_law(world: World) -> None:
    world.campaign(world.lead())
    world.round()
    with world.database.write() as session:
        row = session.exec(select(SequenceMail)).one()
        row.body = row.body.replace("14 Marine Parade", "")
        session.add(row)
    assert world.deliver() == []
    assert "does not contain a postal address" in (world.rows()[0].refusal or "")


@pytest.mark.parametrize(
    "status", [LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED, LeadStatus.BOUNCED]
)
def test_a_lead_that_has_answered_bounced_or_objected_is_not_taken_into_a_campaign(
    world: World, status: LeadStatus
) -> None:
    lead = world.lead(status=status)
    campaign = world.campaign(start=False)
    settings = world.parts.settings
    added = add_leads(world.database, settings, campaign, [lead, 999], world.clock())
    assert [one.why for one in added.refused] == [f"it has {status}", "there is no such lead"]


def test_a_suppression_that_ended_no_sequence_is_heeded(world: World) -> None:
    """As of a list that was brought in, or made for another agent."""
    world.campaign(world.lead())
    world.round()
    with world.database.write() as session:
        suppress(
            session,
            "@acme.example",
            reason="a list",
            source="",
            now=world.clock(),
            secret=SECRET,
        )
    assert world.deliver() == []
    assert world.rows()[0].refusal == "Not sent: the address is suppressed (a list)"
