"""Where the law lets nobody watch without a consent, only who gave one is watched."""

from datetime import timedelta

import pytest

from app.agents.leads.consents import add_consent
from app.agents.leads.law.rules import load_rules
from app.agents.leads.tables import Lead
from app.agents.leads.tracking.permission import has_agreed, may_track, rules_that_ask
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
SAID = {"evidence": "Yes, you may see whether I open your mails.", "source": "form of 3 November"}


def record(watched: Watched, kind: str, **said: str) -> None:
    with watched.database.write() as session:
        add_consent(
            session,
            ANN,
            kind,  # type: ignore[arg-type]
            **{**SAID, **said},
            now=watched.clock(),
            secret=SECRET,
        )


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
        (["tracking_withdrawn", "tracking_given"], True),
    ],
    ids=str,
)
def test_a_consent_to_be_written_to_is_none_to_be_watched(
    watched: Watched, recorded: list[str], agreed: bool
) -> None:
    for kind in recorded:
        record(watched, kind)
    with watched.database.read() as session:
        assert has_agreed(session, ANN.upper(), [SECRET]) is agreed
        assert not has_agreed(session, ANN, ["x" * 40])
        assert not has_agreed(session, "ben@acme.example", [SECRET])


def test_a_consent_counts_with_its_words_and_where_they_are_kept(watched: Watched) -> None:
    lead = watched.lead(country="DE", location="Berlin")
    record(watched, "tracking_given", evidence=" ")
    assert not allowed(watched, lead)
    record(watched, "tracking_given")
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
