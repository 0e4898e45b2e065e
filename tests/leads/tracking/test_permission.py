"""Where the law lets nobody watch without a consent, only who gave one is watched."""

from datetime import timedelta

import pytest

from app.agents.leads.campaigns.consenting import ConsentRefusedError, Given, recording
from app.agents.leads.consents import NewEntry, add_consent, agreed_to_tracking
from app.agents.leads.law.consents import ConsentEvent
from app.agents.leads.law.rules import load_rules
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.tables import Lead
from app.agents.leads.tracking.permission import may_track, rules_that_ask
from tests.leads.campaigns.world import SECRET
from tests.leads.tracking.watched import (
    BROWSER,
    MENU,
    THUNDERBIRD,
    Watched,
    links_of,
    part_of,
    picture_of,
)
from tests.servers.services import SmtpServer

ANN = "ann@acme.example"
WORDS, FORM = "Yes, you may see whether I open your mails.", "form of 3 November"
YES = Given("page", WORDS, FORM)


def record(watched: Watched, kind: ConsentEvent, wording: str = WORDS) -> None:
    entry = NewEntry(kind, "page", watched.clock(), wording, FORM)
    with watched.database.write() as session:
        add_consent(session, address_digest(ANN, SECRET), entry, watched.clock())


def allowed(watched: Watched, lead: int) -> bool:
    with watched.database.read() as session:
        found = session.get(Lead, lead)
        assert found is not None
        return may_track(session, watched.parts.settings, found)


@pytest.mark.parametrize(
    "country", ["DE", "FR", "NO", "GB", "ZA", "CH", "CA", "BR", "unknown", "MX"]
)
def test_most_laws_ask_for_a_consent_and_so_does_a_country_that_nobody_knows(country: str) -> None:
    assert rules_that_ask([country], None)


def test_the_law_of_the_sender_and_of_each_country_in_question_holds_too() -> None:
    assert rules_that_ask(["US"], "US") == []
    assert [rule.id for rule in rules_that_ask(["US"], "ZA")] == ["za-popia-69"]
    assert [rule.id for rule in rules_that_ask(["US", "DE"], None)] == ["eu-opt-in"]
    assert rules_that_ask([], None)


def test_every_rule_says_where_that_is_written() -> None:
    assert all(one.tracking.statute and one.tracking.section for one in load_rules().rules)


@pytest.mark.parametrize(
    ("recorded", "agreed"),
    [
        ([], False),
        (["given"], False),
        (["tracking_given"], True),
        (["tracking_given", "tracking_withdrawn"], False),
        (["tracking_given", "objected"], False),
        (["tracking_given", "erased"], False),
        (["tracking_given", "given", "asked"], True),
        (["tracking_withdrawn", "tracking_given"], True),
    ],
    ids=str,
)
def test_a_consent_to_be_written_to_is_none_to_be_watched(
    watched: Watched, recorded: list[ConsentEvent], agreed: bool
) -> None:
    for kind in recorded:
        record(watched, kind)
    with watched.database.read() as session:
        assert agreed_to_tracking(session, ANN.upper(), [SECRET]) is agreed
        assert not agreed_to_tracking(session, ANN, ["x" * 40])
        assert not agreed_to_tracking(session, "ben@acme.example", [SECRET])


def test_a_consent_counts_with_its_words_and_where_they_are_kept(watched: Watched) -> None:
    lead = watched.lead(country="DE", location="Berlin")
    record(watched, "tracking_given", " ")
    assert not allowed(watched, lead)
    with watched.database.write() as session, pytest.raises(ConsentRefusedError):
        recording(session, watched.parts.settings, lead, watched.clock()).tracking(Given("page"))
    with watched.database.write() as session:
        recording(session, watched.parts.settings, lead, watched.clock()).tracking(YES)
    assert allowed(watched, lead)


def test_without_a_consent_the_mail_to_a_country_that_asks_for_one_is_plain(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    watched.set(sender_country="ZA")
    watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    assert "<img" not in part_of(message, "html")
    assert links_of(message)[MENU] == MENU


def test_who_takes_it_back_is_not_watched_by_the_mails_they_have(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    watched.set(sender_country="ZA")
    record(watched, "tracking_given")
    record(watched, "given")
    watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to(ANN)
    watched.get(picture_of(message), THUNDERBIRD)
    watched.clock.go_on(hours=1)
    record(watched, "tracking_withdrawn")
    watched.clock.now += timedelta(minutes=1)
    watched.get(picture_of(message), THUNDERBIRD)
    assert watched.get(links_of(message)[MENU], BROWSER).headers["location"] == MENU
    assert watched.events() == [("opened", False)]


def test_the_team_records_it_and_takes_it_back_and_mails_go_on(watched: Watched) -> None:
    lead = watched.lead(country="DE", location="Berlin")
    said = {"lead_id": lead, "wording": WORDS, "source": FORM}
    for kind, agreed in (("tracking_given", True), ("tracking_withdrawn", False)):
        answer = watched.client.post("/api/consents", json={**said, "kind": kind})
        assert (answer.status_code, answer.json()["kind"]) == (201, kind)
        assert allowed(watched, lead) is agreed
    assert watched.stored_lead(lead).status == "new"
    assert "May not see opens" in watched.client.get(f"/leads/{lead}").text
    chain = watched.client.get("/api/consents/chain").json()
    assert (chain["entries"], chain["first_broken"]) == (2, None)
