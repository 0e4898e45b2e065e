"""What the law says of each lead of the table, and what holds for any lead."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.leads.law.decide import decide
from app.agents.leads.law.rules import load_rules
from app.agents.leads.law.types import (
    ELEMENTS,
    FINAL_EVENTS,
    UNKNOWN,
    AddressKind,
    Event,
    EventKind,
    Evidence,
    History,
    Question,
    Recipient,
    Step,
    Subscriber,
)
from tests.leads.law.questions import GROUNDS, NOW, LeadCase, lead_cases

CASES = lead_cases()
KNOWN = sorted({c for rule in load_rules().rules for c in rule.countries} - {UNKNOWN})


def in_country(*countries: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(country, "stated", country) for country in countries)


events = st.builds(
    Event,
    kind=st.sampled_from(get_args(EventKind)),
    at=st.integers(0, 900).map(lambda days: NOW - timedelta(days=days)),
    contained=st.frozensets(st.sampled_from(sorted(ELEMENTS)), max_size=3),
)
quiet_events = events.filter(lambda event: event.kind not in FINAL_EVENTS)
# Most mails contain all they may have to, or nearly nothing would be allowed.
contents = st.one_of(st.just(ELEMENTS), st.frozensets(st.sampled_from(sorted(ELEMENTS))))
questions = st.builds(
    Question,
    evidence=st.lists(st.sampled_from([*KNOWN, UNKNOWN, "MX"]), max_size=3).map(
        lambda countries: in_country(*countries)
    ),
    ground=st.one_of(st.just("consent"), st.sampled_from(sorted(GROUNDS))).map(GROUNDS.__getitem__),
    history=st.lists(quiet_events, max_size=3).map(lambda found: History(tuple(found))),
    recipient=st.builds(
        Recipient,
        st.sampled_from(get_args(AddressKind)),
        st.sampled_from(get_args(Subscriber)),
    ),
    step=st.sampled_from(get_args(Step)),
    contains=contents,
    now=st.just(NOW),
    sender_country=st.sampled_from([None, "ZA", "US", "DE"]),
)


def test_the_table_has_leads_of_every_rule() -> None:
    assert len(CASES) >= 60
    assert {rule.id for rule in load_rules().rules} <= {case.rule for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.who)
def test_the_law_says_of_each_lead_what_the_table_says(case: LeadCase) -> None:
    decision = decide(case.question())
    assert (decision.allowed, decision.rule) == (case.allowed, case.rule), decision.reason
    assert case.because in decision.reason
    assert decision.rule_version == load_rules().version
    assert bool(decision.remedy) is not case.allowed


@given(questions, st.sampled_from(sorted(FINAL_EVENTS)), st.integers(0, 2000))
def test_nothing_goes_after_an_objection_whatever_the_ground(
    question: Question, kind: EventKind, days: int
) -> None:
    ended = Event(kind, NOW - timedelta(days=days))
    history = History((*question.history.events, ended))
    assert not decide(replace(question, history=history)).allowed


@given(questions)
def test_an_unknown_country_is_never_laxer_than_any_known(question: Question) -> None:
    of_unknown = decide(replace(question, evidence=()))
    if not of_unknown.allowed:
        return
    refused = [c for c in KNOWN if not decide(replace(question, evidence=in_country(c))).allowed]
    assert refused == []


@pytest.mark.parametrize("evidence", [(), in_country(UNKNOWN), in_country("MX")])
def test_an_unknown_country_takes_a_consent_and_nothing_else(
    evidence: tuple[Evidence, ...],
) -> None:
    case = next(case for case in CASES if case.who == "nothing known and a consent")
    allowed = {
        name
        for name, ground in GROUNDS.items()
        if decide(replace(case.question(), evidence=evidence, ground=ground)).allowed
    }
    assert allowed == {"consent", "consent a year ago"}


@pytest.mark.parametrize("country", KNOWN)
def test_a_consent_is_enough_in_every_country(country: str) -> None:
    case = next(case for case in CASES if case.who == "nothing known and a consent")
    assert decide(replace(case.question(), evidence=in_country(country))).allowed


@given(questions, st.sampled_from(KNOWN), st.sampled_from(KNOWN))
def test_contradicting_evidence_meets_the_strictest(
    question: Question, one: str, other: str
) -> None:
    both = decide(replace(question, evidence=in_country(one, other)))
    each = [decide(replace(question, evidence=in_country(country))) for country in (one, other)]
    assert both.allowed is all(decision.allowed for decision in each)
    assert both.must_contain == each[0].must_contain | each[1].must_contain


@given(questions)
def test_a_refusal_says_why_and_what_would_make_it_lawful(question: Question) -> None:
    decision = decide(question)
    assert decision.reason.endswith(".")
    assert decision.allowed is (decision.remedy == "")
    assert decision.evidence == question.evidence
    assert decision.missing == decision.must_contain - question.contains
    assert not (decision.allowed and decision.missing)


@given(questions)
def test_what_a_refusal_proposes_is_lawful(question: Question) -> None:
    decision = decide(replace(question, history=History()))
    if "Lawful with a recorded consent" in decision.remedy:
        consent = replace(question, ground=GROUNDS["consent"], history=History())
        assert decide(replace(consent, contains=ELEMENTS)).allowed


def test_what_only_one_of_two_countries_would_take_is_not_proposed() -> None:
    question = next(case for case in CASES if case.who == "Canadian without any ground").question()
    of_one = decide(question).remedy
    of_two = decide(replace(question, evidence=in_country("CA", "DE"))).remedy
    assert "an address that they published" in of_one
    assert of_two == (
        "Lawful with a recorded consent, which is enough in every country; "
        "or with evidence that leaves one known country."
    )


@given(questions)
def test_what_a_mail_lacks_is_all_that_has_to_be_added(question: Question) -> None:
    whole = decide(replace(question, contains=ELEMENTS))
    added = decide(replace(question, contains=question.contains | whole.must_contain))
    assert added.allowed is whole.allowed


@given(questions)
def test_nobody_in_south_africa_is_asked_twice(question: Question) -> None:
    here = replace(question, evidence=in_country("ZA"), step="consent_request", sender_country=None)
    mailed = History((Event("sent", NOW - timedelta(days=30)),))
    without = replace(here, ground=GROUNDS["none"], history=mailed)
    assert not decide(without).allowed
