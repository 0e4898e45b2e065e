"""What somebody wrote anew, without the mail that is answered and without the foot."""

from pathlib import Path

import pytest
import yaml

from app.agents.leads.inbox.new_words import words_of_html, words_of_text

ATTRIBUTIONS: list[str] = yaml.safe_load(
    Path(__file__).with_name("attributions.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("quoted", ["> Lunch today?\n> Thandi", "Lunch today?\nThandi"])
@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_the_mail_that_is_answered_is_no_word_of_the_reply(attribution: str, quoted: str) -> None:
    assert words_of_text(f"Yes, please.\n\n{attribution}\n\n{quoted}\n") == "Yes, please."


@pytest.mark.parametrize(
    "text",
    [
        "We need it on Friday.\n\nFrom: 12:00\nTo: 14:00\n\nCan you do that?",
        "Date: 22 May\nPlace: 14 Vlei Street\n\nSee you there.",
        "Two things:\n\n1. Is there a vegan one?\n2. Who brings the plates?",
        "As you wrote to us on 12 May: lunch for ten, please.",
        "Write to accounts@vlei.example:\n\nthey pay.",
        "-----\nYes\n-----\nNo",
        "I wrote:\n\nno.",
        "Look here:\n>>> the menu <<<\nIs that right?",
    ],
)
def test_what_only_looks_like_a_quoted_mail_stays(text: str) -> None:
    assert words_of_text(text).split() == text.split()


def test_answers_between_quoted_lines_stay() -> None:
    text = "> Do you like lunch?\n\nYes.\n\n> Every day?\n\nOn Fridays.\n"
    assert words_of_text(text).split() == ["Yes.", "On", "Fridays."]


def test_what_stands_below_a_quoted_mail_stays() -> None:
    text = "On 5 May 2026 at 9:12, Thandi <t@debonairs.example> wrote:\n> Lunch?\n\nYes, please.\n"
    assert words_of_text(text) == "Yes, please."


@pytest.mark.parametrize(
    "foot",
    [
        "-- \nLerato Mokoena\nOffice manager",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Get Outlook for Android<https://aka.ms/abc>",
    ],
)
def test_a_foot_is_no_word_of_the_reply(foot: str) -> None:
    assert words_of_text(f"Yes, please.\n\n{foot}\n") == "Yes, please."


def test_a_closing_and_a_name_stay_and_contact_data_goes() -> None:
    text = "Yes.\n\nKind regards\nLerato Mokoena\nOffice manager\nTel. +27 11 555 0142\n"
    assert words_of_text(text) == "Yes.\n\nKind regards\nLerato Mokoena"


def test_a_thought_below_the_name_stays() -> None:
    text = "Yes.\n\nRegards\nLerato\n\nP.S. Call 011 555 0142 first.\n"
    assert "P.S. Call" in words_of_text(text)


def test_hidden_html_is_not_read() -> None:
    page = '<p>Yes.</p><p style="display:none">Remove me.</p><script>stop()</script>'
    assert words_of_html(page) == "Yes."
