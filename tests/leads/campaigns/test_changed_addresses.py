"""A lead whose address is changed: mails, links and answers stay with the address that they were
made for, and none goes to anybody who was not asked about."""

from collections.abc import Mapping

import pytest
from sqlmodel import col, delete

from app.agents.leads.campaigns.stopping import suppress_address
from app.agents.leads.intake.change_lead import change_lead
from app.agents.leads.intake.fields import LeadRefusedError
from app.agents.leads.law.suppression import normalised_address
from app.agents.leads.tables import (
    CampaignLead,
    EmailEvent,
    Lead,
    SequenceMail,
    SequenceMailState,
)
from app.parts.mail.tables import MailPhase
from tests.leads.campaigns.world import SECRET, World


def changed(world: World, lead: int, **changes: str) -> bool:
    given: Mapping[str, str | tuple[str, ...]] = changes
    secrets = world.parts.settings.secret_keys
    return change_lead(world.database, lead, given, now=world.clock(), secrets=secrets)


def moved_by_hand(world: World, lead: int, address: str) -> None:
    """Past the service: in the table itself."""
    with world.database.write() as session:
        row = session.get_one(Lead, lead)
        row.email, row.email_key = address, normalised_address(address)
        session.add(row)


def test_a_mail_for_an_address_that_was_suppressed_after_its_lead_got_another_does_not_go(
    world: World,
) -> None:
    lead = world.lead("ann@acme.example")
    world.campaign(lead)
    world.round()
    moved_by_hand(world, lead, "bob@acme.example")
    told = {"reason": "by hand", "source": "test", "now": world.clock(), "secret": SECRET}
    with world.database.write() as session:
        suppress_address(session, "ann@acme.example", **told)  # type: ignore[arg-type]
    assert world.days(2) == []
    assert [mail.phase for mail in world.mails()] == [MailPhase.FAILED]
    assert "another address" in (world.rows()[0].refusal or "")


@pytest.mark.parametrize("address", ["bob@acme.example", ""])
@pytest.mark.parametrize("went", [False, True], ids=["it waits", "it went"])
def test_the_address_of_a_mail_in_the_outbox_is_not_changed(
    world: World, address: str, *, went: bool
) -> None:
    """The person there may object: their link names the lead."""
    lead = world.lead("ann@acme.example")
    world.campaign(lead)
    world.round()
    if went:
        world.deliver()
    with pytest.raises(LeadRefusedError, match="add a new lead"):
        changed(world, lead, email=address)
    assert changed(world, lead, email="Ann+lunch@acme.example", title="Head of Lunch")
    assert world.stored_lead(lead).title == "Head of Lunch"


def test_before_any_mail_an_address_is_put_right(world: World) -> None:
    lead = world.lead("amn@acme.example")
    world.campaign(lead, start=False)
    assert changed(world, lead, email="ann@acme.example")
    assert world.stored_lead(lead).email == "ann@acme.example"


def test_an_approved_mail_of_a_lead_without_address_waits_for_one(world: World) -> None:
    lead = world.lead()
    campaign = world.campaign(lead, approve="all")
    world.round()
    moved_by_hand(world, lead, "")
    world.desk().approve(world.rows()[0].id or 0)
    assert [row.state for row in world.rows()] == [SequenceMailState.APPROVED]
    assert world.mails() == []
    moved_by_hand(world, lead, "ann@acme.example")
    world.round()
    assert [mail.recipient for mail in world.mails()] == ["ann@acme.example"]
    assert campaign


def test_whoever_is_taken_in_again_gets_a_mail_of_an_id_of_its_own(world: World) -> None:
    """SQLite gives the id of an erased row again, and the outbox keeps what was sent."""
    world.campaign(world.lead())
    world.round()
    with world.database.write() as session:
        for table in (EmailEvent, SequenceMail, CampaignLead):
            session.execute(delete(table))
        session.execute(delete(Lead).where(col(Lead.id) > 0))
    world.clock.go_on(days=366)
    world.campaign(world.lead())
    world.round()
    assert len({mail.message_id for mail in world.mails()}) == 2
