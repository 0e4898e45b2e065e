"""The word files and how they are found in a text."""

import pytest

from app.agents.scout.judge.keyword.lexicon_files import danger_topics, fields, places, word_list
from app.agents.scout.judge.keyword.phrases import Phrase, PhraseBook
from app.agents.scout.judge.keyword.tokens import clean, words


def find(text: str, *phrases: Phrase[str]) -> list[str]:
    book = PhraseBook(phrases)
    return [meaning for found in book.find(words(text)) for meaning in found.meanings]


def test_every_field_lies_beside_fields_that_exist() -> None:
    names = {field.name for field in fields()}
    assert not {other for field in fields() for other in field.beside} - names


def test_no_field_uses_a_word_as_clear_and_unsure_at_once() -> None:
    both = {
        field.name: set(field.words) & set(field.hints)
        for field in fields()
        if set(field.words) & set(field.hints)
    }
    assert both == {}


def test_no_danger_word_has_two_strengths_at_once() -> None:
    for topic in danger_topics():
        listed = topic.outright + topic.likely + topic.unsure
        assert len(listed) == len(set(listed)), topic.name


def test_the_word_files_are_not_empty_and_hold_no_blanks() -> None:
    lists = [
        *(field.words for field in fields()),
        *(topic.outright + topic.likely + topic.unsure for topic in danger_topics()),
        *(place.names for place in places()),
        *(word_list("lookalikes", name) for name in ("not_the_trade", "not_danger", "surnames")),
        *(word_list("manner", name) for name in ("dry", "inventive")),
    ]
    assert all(lists)
    assert all(words(wording) for wordings in lists for wording in wordings)


@pytest.mark.parametrize("text", ["restaurant", "Restaurants", "the RESTAURANT's"])
def test_a_word_is_found_in_the_singular_and_the_plural(text: str) -> None:
    assert find(text, Phrase("restaurant", "trade")) == ["trade"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [("a hospital", "hospitality"), ("the policy", "police"), ("the universe", "university")],
)
def test_words_that_only_begin_alike_are_not_the_same(text: str, phrase: str) -> None:
    assert find(text, Phrase(phrase, "x")) == []


def test_the_longest_phrase_wins_and_its_words_are_read_once() -> None:
    phrases = (Phrase("fast food", "trade"), Phrase("food", "food"))
    assert find("fast food and food", *phrases) == ["trade", "food"]


@pytest.mark.parametrize("text", ["Domino's", "Domino\u2019s", "Dominos", "DOMINO'S"])
def test_a_name_is_found_however_its_apostrophe_is_written(text: str) -> None:
    assert find(text, Phrase("Domino's", "rival", name=True)) == ["rival"]


@pytest.mark.parametrize("text", ["dominoes", "domino", "dominos"])
def test_a_name_is_not_found_in_an_ordinary_word(text: str) -> None:
    assert find(text, Phrase("Domino's", "rival", name=True)) == []


def test_a_name_is_found_in_the_possessive_and_not_in_a_plural() -> None:
    phrase = Phrase("Spur", "rival", name=True)
    assert find("the Spur's menu", phrase) == ["rival"]
    assert find("the Spurs win", phrase) == []


def test_an_acronym_is_found_in_the_possessive() -> None:
    assert find("the GNU\u2019s plans", Phrase("GNU", "party", name=True)) == ["party"]


def test_an_acronym_is_found_only_in_capitals() -> None:
    phrase = Phrase("ICE", "agency", name=True)
    assert find("the ICE office", phrase) == ["agency"]
    assert find("Ice and ice", phrase) == []
    assert find("ICE CREAM IS BACK", phrase) == []
    assert find("KFC IS BACK", Phrase("KFC", "rival", name=True)) == ["rival"]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("McDonald #39;s", "McDonald's"),
        ("Fish &amp; chips", "Fish & chips"),
        ("a <b>bold</b>\n\n claim", "a bold claim"),
        ("ﬁsh\u00a0and\u2003chips", "fish and chips"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_text_is_cleaned_of_what_is_not_said(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
