"""What a mail server says while it is spoken to: of the lead's mailbox, or of us."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from app.agents.leads.campaigns.outcome import names_the_mailbox
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import EmailEvent, LeadStatus
from app.parts.mail.sender import SmtpSender
from app.parts.mail.tables import MailPhase
from tests.leads.campaigns.world import SECRET, World
from tests.servers.scripted_smtp import ScriptedSmtp

ANN = "ann@acme.example"
UNKNOWN = "550 5.1.1 <ann@acme.example>: Recipient address rejected: User unknown"
OF_THE_MAILBOX = (
    UNKNOWN,
    "550 No such user here",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    "550 Requested action not taken: mailbox unavailable",
    "553 5.1.2 Bad destination host",
    "556 5.1.10 Recipient domain has null MX",
)
OF_US = (
    "550 5.7.1 Relay access denied",
    "554 5.7.1 <ann@acme.example>: Recipient address rejected: Access denied",
    "550 5.7.1 User unknown or not allowed to send",
    "550 5.7.26 Unauthenticated mail is not taken",
    "554 5.7.1 Service unavailable; client host blocked using a blocklist",
    "550 5.1.1 Blocked for spam",
    "550 5.1.8 Sender address rejected: Domain not found",
    "552 5.3.4 Message too big",
    "552 5.2.2 Mailbox full",
    "550 5.2.1 Mailbox disabled",
    "550 Authentication required",
    "554 Denied",
    "",
)


def deliver(world: World, **replies: str) -> None:
    with ScriptedSmtp(**replies) as server:
        sender = SmtpSender("127.0.0.1", server.port, "none", reply_seconds=5)
        replace(world.outbox, sender=sender).deliver_due()


def bounces(world: World) -> list[str]:
    with world.database.read() as session:
        events = select(EmailEvent).where(col(EmailEvent.kind) == "bounced")
        return [one.detail for one in session.exec(events)]


def is_suppressed(world: World) -> bool:
    with world.database.read() as session:
        return bool(suppressed_among(session, [ANN], [SECRET]))


def test_a_mailbox_that_there_is_not_is_never_written_to_again(world: World) -> None:
    lead = world.lead(ANN)
    world.campaign(lead)
    world.round()
    deliver(world, rcpt=UNKNOWN)
    (row,) = world.rows()
    assert world.mails()[0].phase == MailPhase.FAILED
    assert (row.sent_at, row.bounced_at, row.bounce_type) == (None, world.clock(), "hard")
    assert world.stored_lead(lead).status == LeadStatus.BOUNCED
    assert world.way(lead).ended_because == "the address is suppressed (bounced)"
    assert bounces(world) == [UNKNOWN]
    assert is_suppressed(world)


@pytest.mark.parametrize(
    "replies",
    [{"rcpt": OF_US[0]}, {"mail": "550 5.1.1 No such user"}, {"dot": "550 5.1.1 No such user"}],
    ids=["policy", "of the sender", "of the content"],
)
def test_what_is_said_of_us_suppresses_nobody(world: World, replies: dict[str, str]) -> None:
    lead = world.lead(ANN)
    world.campaign(lead)
    world.round()
    deliver(world, **replies)
    (row,) = world.rows()
    assert world.mails()[0].phase == MailPhase.FAILED
    assert (row.sent_at, row.bounced_at) == (None, None)
    assert world.stored_lead(lead).status == LeadStatus.NEW
    assert bounces(world) == []
    assert not is_suppressed(world)


@pytest.mark.parametrize("words", OF_THE_MAILBOX)
def test_words_of_a_server_for_a_mailbox_that_there_is_not(words: str) -> None:
    assert names_the_mailbox(words)


@pytest.mark.parametrize("words", OF_US)
def test_words_of_a_server_that_say_nothing_of_the_mailbox(words: str) -> None:
    assert not names_the_mailbox(words)
