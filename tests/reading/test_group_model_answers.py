"""What a model answers about two articles counts where their words alone are not sure."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.parts.reading.group import (
    Fingerprint,
    ModelAnswers,
    Stories,
    StoryItem,
    fingerprint,
    how_likely_one_story,
    pair_key,
)
from app.parts.reading.grouping.evidence import LIKELY, ONE_FORM, SAME
from app.parts.reading.grouping.model_answer import is_uncertain, with_answer

FIRE = "Bakery in Kimberley closes after an oven fire"
FIRE_IN_OTHER_WORDS = "Dough Palace shuts its doors: fire in Kimberley"
FIRE_BY_THE_BRIGADE = "Fire at bakery: oven to blame, says brigade"
HELP = "Guild of bakers helps Kimberley's burnt bakery"
CRANE = "Harbour crane falls in Durban"
WEEK, NEXT_WEEK = "Bakery rota of Kimberley, week 14", "Bakery rota of Kimberley, week 15"


def prints(*titles: str) -> list[Fingerprint]:
    return list(numbered(titles))


def numbered(titles: tuple[str, ...]) -> Iterator[Fingerprint]:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for number, title in enumerate(titles):
        yield fingerprint(StoryItem(str(number), title, site=f"s{number}", published_at=at))


def stories(answers: ModelAnswers, *titles: str) -> tuple[str, ...]:
    return Stories(answers=answers).add_all(prints(*titles))


def said(is_one_story: bool, one: int = 0, other: int = 1) -> ModelAnswers:
    return {pair_key(str(one), str(other)): is_one_story}


def test_what_words_think_possible_is_joined_when_it_is_said_to_be_one_story() -> None:
    assert stories({}, FIRE, FIRE_IN_OTHER_WORDS) == ("0", "1")
    assert stories(said(True), FIRE, FIRE_IN_OTHER_WORDS) == ("0", "0")


def test_what_words_think_impossible_is_not_joined_whatever_is_said() -> None:
    assert stories(said(True), FIRE, CRANE) == ("0", "1")
    assert stories(said(True), HELP, FIRE_IN_OTHER_WORDS) == ("0", "1")


def test_what_words_join_barely_is_parted_when_it_is_said_to_be_two_stories() -> None:
    assert stories({}, FIRE, HELP) == ("0", "0")
    assert stories(said(False), FIRE, HELP) == ("0", "1")


def test_what_words_are_sure_of_is_joined_whatever_is_said() -> None:
    assert stories(said(False), FIRE, FIRE_BY_THE_BRIGADE) == ("0", "0")
    assert stories(said(False), FIRE, FIRE) == ("0", "0")


def test_parts_of_a_series_are_not_joined_whatever_is_said() -> None:
    assert stories(said(True), WEEK, NEXT_WEEK) == ("0", "1")


def test_headlines_of_one_form_are_one_story_only_if_it_is_said() -> None:
    """With a text behind them they are two, whatever is said."""
    told = ("Guild fights plan on wages of bakers", "Guild rejects draft on wages of bakers")
    assert how_likely_one_story(*prints(*told)) == ONE_FORM
    assert stories({}, *told) == ("0", "1")
    assert stories(said(True), *told) == ("0", "0")


def test_a_form_makes_no_chain_of_three_articles() -> None:
    assert (ONE_FORM + LIKELY) / 2 < SAME


def test_an_answer_about_one_article_of_a_story_is_one_about_the_story() -> None:
    told = (FIRE, FIRE, FIRE_IN_OTHER_WORDS)
    assert stories({}, *told) == ("0", "0", "2")
    assert stories(said(True, 1, 2), *told) == ("0", "0", "0")


def test_two_answers_that_differ_count_for_nothing() -> None:
    told = (FIRE, FIRE, FIRE_IN_OTHER_WORDS)
    assert stories({**said(True, 1, 2), **said(False, 0, 2)}, *told) == ("0", "0", "2")


def test_an_answer_counts_for_nothing_beside_a_surely_other_part_of_a_series() -> None:
    """Else it would join two weeks by way of a headline that names none."""
    told = (WEEK, NEXT_WEEK, "Rota of the Kimberley bakery is out")
    parted = stories({**said(True, 0, 2), **said(True, 1, 2)}, *told)
    assert parted[0] != parted[1]


def test_a_known_story_takes_in_what_is_said_to_be_it() -> None:
    known, new = prints(FIRE, FIRE_IN_OTHER_WORDS)
    assert Stories([(known, "9")]).add(new) == "1"
    assert Stories([(known, "9")], answers=said(True)).add(new) == "9"


def test_an_answer_about_articles_that_are_not_here_is_ignored() -> None:
    assert stories(said(True, 0, 99), FIRE, CRANE) == ("0", "1")


def test_uncertain_is_the_likest_article_of_each_story_near_unless_words_are_sure() -> None:
    told = prints(FIRE, FIRE, HELP, FIRE_IN_OTHER_WORDS, CRANE, FIRE_BY_THE_BRIGADE)
    near = Stories((print_, story) for print_, story in zip(told, "002345", strict=True))
    assert list(near.uncertain("3")) == ["0", "5"]
    assert sorted(near.uncertain("0")) == ["2", "3"], "also of what is surely another's story"
    assert list(near.uncertain("4")) == []


@pytest.mark.parametrize("chance", [0.053, 0.3, 0.5, 0.7, 0.947])
def test_an_answer_changes_what_is_uncertain(chance: float) -> None:
    assert is_uncertain(chance)
    assert with_answer(chance, is_one_story=True) >= 0.5 > with_answer(chance, is_one_story=False)


@pytest.mark.parametrize("chance", [0.001, 0.051, 0.949, 0.999])
def test_an_answer_changes_nothing_else(chance: float) -> None:
    assert not is_uncertain(chance)
    said_so = {with_answer(chance, is_one_story=is_one) >= 0.5 for is_one in (True, False)}
    assert said_so == {chance >= 0.5}


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_copies_and_parts_of_a_series_are_never_uncertain(chance: float) -> None:
    assert not is_uncertain(chance)
