"""What is wrong with a mail whatever it is about."""

from dataclasses import replace

import pytest

from app.agents.leads.sequence.guard.guard import check
from app.agents.leads.sequence.types import Foot, Sentence
from tests.leads.sequence.acme import BRIEF, FOOT, GOOD, OFFER


def problems_of(text: str) -> str:
    draft = replace(GOOD, sentences=(*GOOD.sentences, Sentence(text)))
    return "\n".join(check(draft, BRIEF).problems)


@pytest.mark.parametrize(
    "text",
    [
        "I can help, {{first_name}}.",
        "I can help, [Name].",
        "Hi , I can help.",
        "I can send XX.",
        "TODO",
        "I can help None.",
        "I can help null.",
        "I can help <name>.",
        "I can send %name% the menu.",
        "I can send ____.",
    ],
)
def test_a_placeholder_is_told(text: str) -> None:
    assert "placeholder" in problems_of(text)


def test_none_as_a_word_is_no_placeholder() -> None:
    assert "placeholder" not in problems_of("None of this is urgent.")


@pytest.mark.parametrize("subject", ["Re: our lunch", "FWD: lunch", "re[2]: lunch", "AW: lunch"])
def test_a_subject_does_not_pretend_to_be_a_reply(subject: str) -> None:
    assert any("reply" in one for one in check(replace(GOOD, subject=subject), BRIEF).problems)


def test_a_subject_has_at_most_fifty_characters() -> None:
    fifty = ("lunch " * 9)[:50].strip().ljust(50, "h")
    assert not any(
        "characters" in one for one in check(replace(GOOD, subject=fifty), BRIEF).problems
    )
    longer = check(replace(GOOD, subject=fifty + "h"), BRIEF).problems
    assert any("51 characters" in one for one in longer)


def test_a_subject_speaks_of_no_order_that_there_is_not() -> None:
    assert check(replace(GOOD, subject="Your lunch order"), BRIEF).problems


@pytest.mark.parametrize("subject", ["Following up", "A short reminder", "Last chance"])
def test_a_first_mail_s_subject_presses_nobody_and_follows_nothing(subject: str) -> None:
    assert check(replace(GOOD, subject=subject), BRIEF).problems


def test_a_body_has_from_50_to_150_words() -> None:
    sentence = Sentence("I can send you the menu by mail.")
    [problem] = check(replace(GOOD, sentences=(sentence,) * 6), BRIEF).problems
    assert "48 words" in problem
    [problem] = check(replace(GOOD, sentences=(sentence,) * 18), BRIEF).problems
    assert "160 words" in problem


@pytest.mark.parametrize(
    ("part", "told"), [("call_to_action", "call to action"), ("postscript", "postscript")]
)
def test_a_part_that_is_missing_is_told(part: str, told: str) -> None:
    draft = replace(GOOD, **{part: Sentence("")})  # type: ignore[arg-type]
    assert f"The {told} is missing." in check(draft, BRIEF).problems


@pytest.mark.parametrize(
    "foot",
    [
        Foot("", FOOT.unsubscribe_line),
        Foot(FOOT.text, ""),
        Foot("Sipho Dube, Lunch Kitchen", FOOT.unsubscribe_line),
    ],
)
def test_no_mail_goes_without_the_foot_that_the_law_asks_for(foot: Foot) -> None:
    assert check(GOOD, replace(BRIEF, foot=foot)).problems


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Our lunch is cheap.", "banned"),
        ("I can send\u200b you the menu.", "hidden"),
        ("I can send \u202eyou\u202c the menu.", "hidden"),
        ("I can s\u0435nd you the menu.", "script"),
        ("\u6211\u53ef\u4ee5 send you the menu.", "script"),
        ("Lunch \U0001f355", "script"),
        ("See https://evil.example/x for the menu.", "address"),
        ("See evil.example for the menu.", "address"),
        ("Write to a@evil.example.", "address"),
        ("Call +27 82 555 0134.", "address"),
        ("Our pizza cures colds.", "promises"),
        ("We guarantee it.", "promises"),
        ("Our lunch is tax-free.", "promises"),
        ("Hello Jane, I can send you the menu.", "greeting"),
    ],
)
def test_what_no_mail_may_have_is_told(text: str, told: str) -> None:
    assert told in problems_of(text)


def test_a_link_of_the_team_s_own_may_stand_in_a_mail() -> None:
    brief = replace(BRIEF, offer=replace(OFFER, links=("https://lunch.example/menu",)))
    draft = replace(
        GOOD, postscript=Sentence("The first lunch for ten people is free: lunch.example/menu")
    )
    assert not any("address" in one for one in check(draft, brief).problems)
    assert any("address" in one for one in check(draft, BRIEF).problems)


def test_the_letters_of_a_link_in_the_foot_are_no_placeholder() -> None:
    """A signed token has any; one in a hundred has two underscores."""
    foot = Foot(FOOT.text, "No more mails: https://lunch.example/unsubscribe/ab__c.XX-None.TODO")
    assert check(GOOD, replace(BRIEF, foot=foot)).problems == ()


@pytest.mark.parametrize("name", ["www.prizes.example", "https://prizes.example/win", "0800123456"])
def test_a_name_that_leads_elsewhere_is_not_greeted(name: str) -> None:
    brief = replace(BRIEF, lead=replace(BRIEF.lead, name=f"{name} Doe", first_name=name))
    assert any("name of the lead" in one for one in check(GOOD, brief).problems)
