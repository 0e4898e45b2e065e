"""Consents: recorded by the team, taken back by whoever gave them, heeded by the law's gate."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, select

from app.agents.leads.campaigns.consenting import (
    ConsentRefusedError,
    Given,
    recording,
)
from app.agents.leads.campaigns.stopping import suppress_by_hand
from app.agents.leads.campaigns.unsubscribing import Subscription, unsubscribe
from app.agents.leads.consent_chain import look_at_chain
from app.agents.leads.consents import NewEntry
from app.agents.leads.inbox.incoming import read_incoming
from app.agents.leads.intake.erase import erase, erase_rows, keeping_of
from app.agents.leads.listening.applying import apply_mail
from app.agents.leads.sequence_agent import LEAD_SEQUENCE
from app.agents.leads.tables import (
    Consent,
    ConsentWords,
    EmailEvent,
    LeadStatus,
)
from app.parts.store.database import DatabaseError
from tests.leads.campaigns.world import World

JANE = "jane@acme.co.za"
YES = Given("page", "Yes, send me the lunch offers.", "form 12 of the fair")
Stop = Callable[[World, int, int], None]


def jane(world: World) -> tuple[int, int]:
    """A lead in South Africa who is no customer, and her campaign. It is ten in the morning."""
    world.clock.go_on(hours=17)
    lead = world.lead(JANE, name="Jane Dube", country="ZA", location="Durban")
    return lead, world.campaign(lead)


def agree(world: World, lead: int, given: Given = YES) -> None:
    with world.database.write() as session:
        recording(session, world.parts.settings, lead, world.clock()).consent(given)


def to_jane(world: World, days: int) -> int:
    """So many mails to her in these days; others are to the team."""
    return len([one for one in world.days(days, hours=24) if one.recipient == JANE])


def kinds(world: World) -> list[str]:
    with world.database.read() as session:
        return list(session.exec(select(Consent.kind).order_by(col(Consent.number))))


def receive(world: World, words: str, to: str, sender: str = JANE) -> list[str]:
    raw = f"From: {sender}\nSubject: Re: lunch\nIn-Reply-To: <{to}>\n\n{words}\n".encode()
    with world.database.write() as session:
        incoming = read_incoming(raw)
        return apply_mail(session, world.parts.settings, incoming, words, world.clock())


def unsubscribed(world: World, lead: int, campaign: int) -> None:
    asked = Subscription(lead, campaign, JANE)
    unsubscribe(world.database, world.parts.settings, asked, world.clock())


def objected(world: World, _lead: int, _campaign: int) -> None:
    last = world.rows()[-1].message_id
    assert receive(world, "Please remove me from your list.", str(last)) == ["objected"]


def erased(world: World, lead: int, _campaign: int) -> None:
    assert erase(world.database, lead, world.clock(), keeping_of(world.parts.settings))


def put_on_the_list(address: str) -> Stop:
    def put(world: World, _lead: int, _campaign: int) -> None:
        with world.database.write() as session:
            settings, now = world.parts.settings, world.clock()
            suppress_by_hand(session, settings, address, "by telephone", "page", now)

    return put


def told_the_team(world: World, lead: int, _campaign: int) -> None:
    with world.database.write() as session:
        now = world.clock()
        entry = NewEntry("objected", "page", now, "No more, please.", "by telephone")
        recording(session, world.parts.settings, lead, now).end_of_mails(entry)


ENDS = {
    "the link in a mail": (unsubscribed, ["withdrawn"]),
    "a mail that objects": (objected, ["withdrawn"]),
    "an erasure": (erased, ["withdrawn", "erased"]),
    "the list of whom nobody writes to": (put_on_the_list(JANE), ["withdrawn"]),
    "a domain on that list": (put_on_the_list("@acme.co.za"), ["withdrawn"]),
    "a word to the team": (told_the_team, ["withdrawn"]),
}


@pytest.mark.parametrize(("end", "entries"), ENDS.values(), ids=ENDS)
def test_a_recorded_consent_lets_the_sequence_go_until_it_is_taken_back(
    world: World, end: Stop, entries: list[str]
) -> None:
    lead, campaign = jane(world)
    agree(world, lead)
    assert to_jane(world, 5) == 2
    assert [row.step for row in world.rows()][:2] == ["introduction", "value_proposition"]
    assert {(row.ground, row.rule) for row in world.rows()[:2]} == {("consent", "za-popia-69")}
    end(world, lead, campaign)
    assert kinds(world) == ["given", *entries]
    assert to_jane(world, 6) == 0
    assert look_at_chain(world.database).is_whole


def test_silence_is_no_consent_and_a_no_to_the_question_is_recorded(world: World) -> None:
    jane(world)
    assert to_jane(world, 4) == 1
    assert kinds(world) == ["asked"]
    with world.database.read() as session:
        asked = session.exec(select(Consent)).one()
        words = session.exec(select(ConsentWords)).one()
    assert (asked.rule, asked.rules_version) == ("za-popia-69", world.rows()[0].rules_version)
    assert "?" in words.wording
    assert "/unsubscribe/" not in words.wording
    assert words.source == f"<{world.rows()[0].message_id}>"
    objected(world, 1, 1)
    assert kinds(world) == ["asked", "refused"]
    assert to_jane(world, 2) == 0


def test_a_yes_is_read_by_a_person_who_records_it_with_the_reply(world: World) -> None:
    lead, _ = jane(world)
    to_jane(world, 1)
    question = str(world.rows()[0].message_id)
    assert receive(world, "Yes, please do.", question) == ["replied"]
    assert kinds(world) == ["asked"], "no machine takes it for a consent"
    assert to_jane(world, 2) == 0

    with world.database.read() as session:
        reply = session.exec(select(EmailEvent).where(EmailEvent.kind == "replied")).one()
    agree(world, lead, Given("page", reply_id=reply.id))
    with world.database.read() as session:
        row = session.exec(select(Consent).where(Consent.kind == "given")).one()
        words = session.get_one(ConsentWords, row.id)
    assert (row.happened_at, words.wording) == (reply.created_at, "Yes, please do.")
    assert words.source.endswith(f"to <{question}>")
    assert world.stored_lead(lead).status == LeadStatus.EMAILED
    assert to_jane(world, 5) == 2
    receive(world, "Who are you again?", question)
    assert to_jane(world, 5) == 0, "an answer ends it as any other"


def test_a_consent_of_before_an_answer_does_not_go_on_with_the_sequence(world: World) -> None:
    lead, _ = jane(world)
    before = world.clock()
    to_jane(world, 1)
    receive(world, "What is this about?", str(world.rows()[0].message_id))
    agree(world, lead, Given("page", "Yes", "a card", given_at=before))
    assert world.stored_lead(lead).status == LeadStatus.REPLIED
    assert to_jane(world, 2) == 0


def test_a_consent_needs_words_a_place_and_a_moment_that_was(world: World) -> None:
    lead, _ = jane(world)
    other = world.lead()
    with world.database.write() as session:
        session.add(
            EmailEvent(lead_id=other, kind="replied", detail="Yes", created_at=world.clock())
        )
    tomorrow = world.clock() + timedelta(days=1)
    wrong = {
        "with the words that they agreed to": Given("page", "", "a form"),
        "where that is kept": Given("page", "Yes", " "),
        "still to come": Given("page", "Yes", "a form", given_at=tomorrow),
        "no answer of this lead": Given("page", reply_id=1),
    }
    for words, given in wrong.items():
        with pytest.raises(ConsentRefusedError, match=words):
            agree(world, lead, given)
    unsubscribed(world, lead, 1)
    with pytest.raises(
        ConsentRefusedError, match=r"writes to this address any more \(unsubscribed"
    ):
        agree(world, lead)
    assert kinds(world) == []


def test_the_table_takes_additions_only(world: World) -> None:
    lead, _ = jane(world)
    agree(world, lead)
    for statement in ("UPDATE consents SET kind = 'asked'", "DELETE FROM consents"):
        with (
            pytest.raises((IntegrityError, DatabaseError), match="only ever added"),
            world.database.write() as session,
        ):
            session.execute(text(statement))
    assert kinds(world) == ["given"]


def test_a_consent_whose_words_were_changed_is_none(world: World) -> None:
    lead, _ = jane(world)
    agree(world, lead)
    with world.database.write() as session:
        session.execute(text("UPDATE consent_words SET wording = 'Yes, to anything at all.'"))
    to_jane(world, 1)
    assert [row.step for row in world.rows()] == ["consent_request"]
    assert look_at_chain(world.database).first_broken == 1


def test_no_two_entries_follow_the_same_one(world: World) -> None:
    lead, _ = jane(world)
    agree(world, lead)
    with world.database.read() as session:
        first = session.exec(select(Consent)).one()
    fork = Consent(**first.model_dump(exclude={"id"}) | {"number": 2, "digest": "f" * 64})
    with pytest.raises((IntegrityError, DBAPIError)), world.database.write() as session:
        session.add(fork)


def test_who_was_asked_is_asked_once_also_after_the_record_of_it_was_kept_long_enough(
    world: World,
) -> None:
    """Retention takes the mail away; that they were asked stands in the chain."""
    lead, _ = jane(world)
    assert to_jane(world, 2) == 1
    keeping = keeping_of(world.parts.settings)
    erase_rows(world.database, lead, world.clock(), keeping, is_final=False)
    world.clock.go_on(days=366)
    again = world.lead(JANE, name="Jane Dube", country="ZA", location="Durban")
    world.campaign(again)
    assert to_jane(world, 7) == 0
    assert world.way(again).ended_because.startswith("not lawful: South Africa")


def test_scout_check_looks_at_the_record_of_consents(world: World) -> None:
    lead, _ = jane(world)
    agree(world, lead)
    told = list[str]()
    assert LEAD_SEQUENCE.check(world.parts, told.append)
    with world.database.write() as session:
        session.execute(text("DELETE FROM consent_words"))
    assert not LEAD_SEQUENCE.check(world.parts, told.append)
    assert [line[:18] for line in told] == ["consents: ok, 1 en", "consents: entry 1 "]
